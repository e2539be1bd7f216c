"""Links and quotes as somebody writes them: names, tags, addresses, lengths."""

from __future__ import annotations

from typing import Any

import pytest

from app.core.errors import InvalidInput
from app.features.links.models import (
    LONGEST_BROUGHT,
    LONGEST_CONTENT,
    LONGEST_NAME,
    LONGEST_TAG,
    MOST_ALIASES,
    MOST_TAGS,
    Link,
)
from app.features.links.service import new_link
from app.features.quotes.models import LONGEST, MOST_LINES, SHORTEST
from app.features.quotes.service import cleaned

GUILD = 7


def written(title: str = "FAQ", content: str = "words", **more: Any) -> Link:
    return new_link(GUILD, title, content, **{"tags": "", "preview": True, "added_by": 5, **more})


def refusal(**more: Any) -> str:
    with pytest.raises(InvalidInput) as refused:
        written(**more)
    return str(refused.value)


def test_a_link_has_what_was_written() -> None:
    link = written("The  FAQ ", " https://wanderinginn.com/faq ", preview=False)
    assert (link.guild_id, link.content, link.preview, link.added_by) == (
        GUILD,
        "https://wanderinginn.com/faq",
        False,
        5,
    )
    [name] = link.names
    assert (name.guild_id, name.key, name.name, name.is_title) == (GUILD, "the faq", "The FAQ", True)
    assert link.tags == []
    shared = written(added_by=None)
    assert (shared.preview, shared.added_by) == (True, None)


def test_other_names_are_parted_by_commas_and_each_is_one_once() -> None:
    link = written("FAQ", aliases=" Questions,, Help ,faq, HELP, ")
    assert [(name.name, name.key, name.is_title, name.guild_id) for name in link.names] == [
        ("FAQ", "faq", True, GUILD),
        ("Questions", "questions", False, GUILD),
        ("Help", "help", False, GUILD),
    ]


def test_tags_are_parted_by_commas_and_each_is_one_once() -> None:
    assert [(tag.key, tag.tag) for tag in written(tags="Maps, ,art , MAPS").tags] == [
        ("maps", "Maps"),
        ("art", "art"),
    ]


def listed(count: int) -> str:
    return ",".join(f"name {number}" for number in range(count))


def test_so_many_names_and_tags_and_no_more() -> None:
    assert len(written(aliases=listed(MOST_ALIASES)).names) == MOST_ALIASES + 1
    assert len(written(tags=listed(MOST_TAGS)).tags) == MOST_TAGS
    assert refusal(aliases=listed(MOST_ALIASES + 1)) == f"A link can have {MOST_ALIASES} aliases at most."
    assert refusal(tags=listed(MOST_TAGS + 1)) == f"A link can have {MOST_TAGS} tags at most."


def test_every_part_has_its_length() -> None:
    longest = {"title": "x" * LONGEST_NAME, "aliases": "y" * LONGEST_NAME, "tags": "z" * LONGEST_TAG}
    link = written(content="w" * LONGEST_CONTENT, **longest)
    assert [len(name.name) for name in link.names] == [LONGEST_NAME] * 2
    assert (len(link.tags[0].tag), len(link.content)) == (LONGEST_TAG, LONGEST_CONTENT)
    for part, words in {**longest, "content": "w" * LONGEST_CONTENT}.items():
        what = {"tags": "A tag", "content": "A link"}.get(part, "A title")
        assert refusal(**{part: f"{words}x"}).startswith(f"{what} can have {len(words):,} characters at most")


def test_what_another_bot_kept_may_be_longer_and_lead_nowhere() -> None:
    for content in ("w" * (LONGEST_CONTENT + 1), "w" * LONGEST_BROUGHT, "https://nodots/x.y", "https://"):
        assert written(content=content, brought=True).content == content
    assert refusal(content="w" * (LONGEST_BROUGHT + 1), brought=True).startswith(
        f"A link can have {LONGEST_BROUGHT:,} characters at most"
    )
    assert refusal(content="\u200b", brought=True) == "A link needs at least one character."


@pytest.mark.parametrize(("part", "what"), [("title", "A title"), ("content", "A link")])
def test_what_has_to_be_there_cannot_be_empty(part: str, what: str) -> None:
    assert refusal(**{part: "  "}).startswith(what)


@pytest.mark.parametrize(
    "content",
    [
        "https://wanderinginn.com",
        "http://wanderinginn.com/faq?a=b c",
        "https://user@wanderinginn.com:8443/",
        "https is no address",
        "httpx://broken",
        "see https://",
        "ftp://nodots",
        "https://wanderinginn.com and more words",
    ],
)
def test_an_address_that_leads_somewhere_is_kept(content: str) -> None:
    assert written(content=content).content == content


@pytest.mark.parametrize(
    "content",
    [
        "https://",
        "http://",
        "https:// wanderinginn.com",
        "https://nodots/x.y",
        "http://localhost",
        "https://.com",
        "https://com.",
        "http://[broken",
        "https://nodots wanderinginn.com",
    ],
)
def test_an_address_that_leads_nowhere_is_refused(content: str) -> None:
    assert refusal(content=content) == "That address is not complete."


def test_a_quote_keeps_its_words_and_its_lines() -> None:
    assert cleaned("  Killing is never the answer.\r\n\r\nErin  ") == "Killing is never the answer.\n\nErin"
    assert len(cleaned("x" * LONGEST)) == LONGEST
    assert cleaned("x" * SHORTEST) == "x" * SHORTEST
    assert cleaned("x\n" * (MOST_LINES - 1) + "x").count("\n") == MOST_LINES - 1


@pytest.mark.parametrize("words", ["", "x" * (SHORTEST - 1), "x" * (LONGEST + 1), "x\n" * MOST_LINES + "x"])
def test_a_quote_has_its_size(words: str) -> None:
    with pytest.raises(InvalidInput, match=r"^A quote "):
        cleaned(words)
