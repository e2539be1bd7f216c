"""What members wrote: quotes get numbers, links get titles that are told apart."""

from __future__ import annotations

from dataclasses import replace

import pytest

from app.container import Container
from app.core.actor import Actor
from app.core.errors import InvalidInput, NotFound
from app.features.links.models import LONGEST_BROUGHT as LONGEST_LINK
from app.features.links.models import LONGEST_CONTENT
from app.features.links.service import LinkChange
from app.features.quotes.models import LONGEST, LONGEST_BROUGHT, MOST_LINES
from app.importing.predecessor import reasons
from app.importing.predecessor.printing import lines
from app.importing.predecessor.report import Report
from tests.integration.conftest import Rows
from tests.integration.importing.conftest import Bring, figures, skips
from tests.support.payloads import NOON, minutes
from tests.support.predecessor import Predecessor

TITLE = "the title was taken or too long"
QUOTES = "SELECT number, text, added_by, added_at FROM quotes WHERE guild_id = :guild ORDER BY number"
LINKS = """
    SELECT name, content, preview, added_by, array(SELECT tag FROM link_tags t WHERE t.link_id = l.id)
    FROM links l JOIN link_names n ON n.link_id = l.id AND is_title WHERE l.guild_id = :guild ORDER BY name
"""


async def test_quotes_are_numbered_by_time_and_then_serial(
    old: Predecessor, bring: Bring, rows: Rows
) -> None:
    await old.quote("the third", NOON + minutes(2))
    await old.quote("the first", NOON)
    await old.quote("the fourth", NOON + minutes(2))
    await old.quote("the second", NOON + minutes(1))
    report = await bring()
    assert await rows(QUOTES) == [
        (1, "the first", 101, NOON),
        (2, "the second", 101, NOON + minutes(1)),
        (3, "the third", 101, NOON + minutes(2)),
        (4, "the fourth", 101, NOON + minutes(2)),
    ]
    assert figures(report, "quotes") == (4, 4, 0, 0)


async def test_quotes_without_a_time_come_first(old: Predecessor, bring: Bring, rows: Rows) -> None:
    await old.quote("dated", NOON)
    await old.quote("undated", None)
    report = await bring()
    assert await rows(QUOTES) == [(1, "undated", 101, NOON), (2, "dated", 101, NOON)]
    assert "quotes that do not tell when they were added, numbered before all others: 1" in report.notes


async def test_numbers_go_on_after_those_of_the_server(
    container: Container, old: Predecessor, bring: Bring, rows: Rows, member: Actor
) -> None:
    await container.quotes().add(member, "Said here.")
    await container.quotes().add(member, "Said here too.")
    await container.quotes().delete(member, 2)
    await old.quote("said of old", NOON)
    await bring()
    assert [row[:2] for row in await rows(QUOTES)] == [(1, "Said here."), (3, "said of old")]
    assert (await container.quotes().add(member, "Said later.")).number == 4


async def test_no_quote_comes_in_twice_however_often_it_is_imported(
    container: Container, old: Predecessor, bring: Bring, rows: Rows, member: Actor
) -> None:
    await old.quote("kept", NOON)
    await old.quote("deleted here", NOON + minutes(1))
    await bring()
    await container.quotes().edit(member, 1, "corrected here")
    await container.quotes().delete(member, 2)
    await old.quote("added since", NOON + minutes(2))
    report = await bring()
    assert [row[:2] for row in await rows(QUOTES)] == [(1, "corrected here"), (3, "added since")]
    assert figures(report, "quotes") == (3, 1, 2, 0)


async def test_words_are_cleaned_like_those_of_members_and_never_cut(
    old: Predecessor, bring: Bring, rows: Rows
) -> None:
    await old.quote("  hid\u200bden\r\nline  ", NOON)
    for words in ("x" * (LONGEST_BROUGHT + 1), "x" * (LONGEST_BROUGHT + 5), "", None, "\u200b"):
        await old.quote(words, NOON)
    report = await bring()
    assert [row[1] for row in await rows(QUOTES)] == ["hidden\nline"]
    assert skips(report, "quotes") == {
        "A quote can have 4,000 characters at most; this one has more": 2,
        "A quote needs at least one character": 3,
    }
    [longest, *_] = report.tally("quotes").skipped.values()
    assert longest.examples == ["2", "3"]


BEYOND = (
    "a\n" * MOST_LINES + "a",
    "a\n\n" * 300 + "a",
    "x" * (LONGEST + 1),
    "x" * LONGEST_BROUGHT,
    "no",
    "🦋",
)
"""Quotes that a member could not add, and that the old bot had."""


@pytest.mark.parametrize(
    "words", BEYOND, ids=["eleven lines", "many lines", "2001", "4000", "short", "emoji"]
)
async def test_quotes_beyond_what_members_may_type_come_in_and_can_be_corrected(
    container: Container, old: Predecessor, bring: Bring, member: Actor, words: str
) -> None:
    await old.quote(words, NOON)
    report = await bring()
    assert figures(report, "quotes") == (1, 1, 0, 0)
    quotes = container.quotes()
    assert (await quotes.get(member, 1)).text == words
    changed = f"{words[:-1]}b"
    assert (await quotes.edit(member, 1, changed)).text == changed
    with pytest.raises(InvalidInput):
        await quotes.edit(member, 1, f"{words}\n{'y' * LONGEST}" if len(words) > 1 else "")


@pytest.mark.parametrize("variant", ["as the code has it"])
async def test_a_quote_that_is_there_twice_comes_in_once(old: Predecessor, bring: Bring, rows: Rows) -> None:
    await old.quote("once", NOON, serial_id=7)
    await old.quote("once", NOON, serial_id=7)
    await old.quote("unnumbered", NOON)
    report = await bring()
    assert [row[1] for row in await rows(QUOTES)] == ["unnumbered", "once"]
    assert skips(report, "quotes") == {reasons.TWICE: 1}


async def test_old_quotes_are_found_by_their_words(
    container: Container, old: Predecessor, bring: Bring, member: Actor
) -> None:
    await old.quote("The goblins were dancing", NOON)
    await bring()
    found = await container.quotes().find(member, "goblin dance")
    assert [(quote.number, quote.added_by_name) for quote in found.quotes] == [(1, "erin")]
    assert not found.similar


async def test_links_keep_tag_preview_and_adder(old: Predecessor, bring: Bring, rows: Rows) -> None:
    await old.link("Map", tag="Maps", embed=False)
    await old.link("Rules", "Be kind.", tag=None, embed=None, id_user_who_added=None)
    report = await bring()
    assert await rows(LINKS) == [
        ("Map", "https://example.com", False, 101, ["Maps"]),
        ("Rules", "Be kind.", True, None, []),
    ]
    assert figures(report, "links") == (2, 2, 0, 0)


async def test_links_of_no_server_belong_to_the_one_that_is_named(
    old: Predecessor, bring: Bring, rows: Rows
) -> None:
    await old.link("Old", guild_id=None)
    await old.link("Elsewhere", guild_id=old.guild_id + 5_000_000)
    await bring()
    assert [row[0] for row in await rows(LINKS)] == ["Old"]
    elsewhere = f"SELECT name FROM link_names WHERE guild_id = {old.guild_id + 5_000_000}"  # noqa: S608
    assert await rows(elsewhere) == [("Elsewhere",)]


@pytest.mark.regression(51)
async def test_of_titles_that_differ_in_case_alone_the_newest_keeps_it_and_the_others_get_another(
    old: Predecessor, bring: Bring, rows: Rows
) -> None:
    await old.link("FAQ", "newest", time_added=naive_noon(3))
    await old.link("faq", "older", time_added=naive_noon(2))
    await old.link("Faq", "undated", time_added=None)
    await old.link("faq (2)", "called so", time_added=naive_noon(0))
    await old.link("fAQ", "newest", time_added=naive_noon(1))
    report = await bring()
    assert [row[:2] for row in await rows(LINKS)] == [
        ("FAQ", "newest"),
        ("Faq (4)", "undated"),
        ("faq (2)", "called so"),
        ("faq (3)", "older"),
    ]
    assert skips(report, "links") == {reasons.SAME_LINK: 1}
    assert altered(report) == {TITLE: ["2 “faq”, now “faq (3)”", "3 “Faq”, now “Faq (4)”"]}
    assert figures(await bring(), "links") == (5, 0, 5, 0)


async def test_all_that_got_another_title_are_reported(old: Predecessor, bring: Bring) -> None:
    for title in ("abc", "Abc", "aBc", "abC", "ABc", "AbC", "aBC", "ABC"):
        await old.link(title, title)
    report = await bring()
    assert len(altered(report)[TITLE]) == 7
    assert "different now, of links" in list(lines(report))
    assert f"  {TITLE}: {', '.join(altered(report)[TITLE])}" in list(lines(report))


async def test_a_title_or_a_tag_that_is_too_long_is_shortened_and_free(
    old: Predecessor, bring: Bring, rows: Rows
) -> None:
    await old.link("x" * 100, "longest")
    await old.link("x" * 101, "longer", tag="y" * 51)
    await old.link("x" * 102, "longer still", tag="Maps")
    report = await bring()
    assert [(row[0], row[1], row[4]) for row in await rows(LINKS)] == [
        ("x" * 100, "longest", []),
        (f"{'x' * 99}…", "longer still", ["Maps"]),
        (f"{'x' * 95}… (2)", "longer", [f"{'y' * 49}…"]),
    ]
    assert {what: len(told) for what, told in altered(report).items()} == {
        TITLE: 2,
        "the tag was too long": 1,
    }


@pytest.mark.parametrize(
    "content",
    [
        "x" * (LONGEST_CONTENT + 1),
        "x" * LONGEST_LINK,
        "https://localhost/x",
        "http://wiki:8080/Main_Page",
        "https://",
        "line\n" * 40 + "line",
    ],
    ids=["1801", "4000", "localhost", "port", "nothing behind it", "many lines"],
)
async def test_links_beyond_what_members_may_type_come_in(
    container: Container, old: Predecessor, bring: Bring, member: Actor, content: str
) -> None:
    await old.link("Wiki", content)
    report = await bring()
    assert figures(report, "links") == (1, 1, 0, 0)
    links = container.links()
    assert (await links.get(member, "wiki")).content == content
    # What is not changed may stay.
    adder = replace(member, user_id=101)
    assert (await links.edit(adder, "wiki", LinkChange(tags="Old"))).content == content


async def test_no_link_comes_in_twice_and_none_replaces_what_is_here(
    container: Container, old: Predecessor, bring: Bring, rows: Rows, moderator: Actor
) -> None:
    links = container.links()
    await links.add(moderator, "Taken", "made here", aliases="Also")
    for title in ("taken", "ALSO", "Kept", "Deleted"):
        await old.link(title, f"{title} of old")
    await old.link("TAKEN", "made here")
    report = await bring()
    assert skips(report, "links") == {reasons.SAME_LINK: 1}
    assert altered(report) == {TITLE: ["2 “ALSO”, now “ALSO (2)”", "1 “taken”, now “taken (2)”"]}
    [deleted] = [link for link in await links.all(moderator) if link.title == "Deleted"]
    await links.delete(moderator, deleted.id)
    report = await bring()
    assert [row[:2] for row in await rows(LINKS)] == [
        ("ALSO (2)", "ALSO of old"),
        ("Kept", "Kept of old"),
        ("Taken", "made here"),
        ("taken (2)", "taken of old"),
    ]
    assert figures(report, "links") == (5, 0, 5, 0)
    with pytest.raises(NotFound):
        await links.get(moderator, "Deleted")


async def test_links_that_are_none_stay_out(old: Predecessor, bring: Bring) -> None:
    await old.link(None)
    await old.link("Empty", None)
    await old.link("Too long", "x" * (LONGEST_LINK + 1))
    await old.link("Tagged", tag=",".join(str(number) for number in range(11)))
    report = await bring()
    assert skips(report, "links") == {
        "A link needs at least one character": 1,
        "A title needs at least one character": 1,
        "A link can have 4,000 characters at most; this one has more": 1,
        "A link can have 10 tags at most": 1,
    }


async def test_only_as_many_links_come_in_as_a_server_can_have(
    old: Predecessor, bring: Bring, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("app.importing.predecessor.links.MOST_LINKS", 2)
    for title in ("a", "b", "c"):
        await old.link(title, f"{title} says")
    report = await bring()
    assert skips(report, "links") == {reasons.TOO_MANY_LINKS: 1}


def altered(report: Report) -> dict[str, list[str]]:
    """The links that came in with a difference, by which it is."""
    return {what: each.examples for what, each in report.tally("links").altered.items()}


def naive_noon(offset: int) -> object:
    return (NOON + minutes(offset)).replace(tzinfo=None)
