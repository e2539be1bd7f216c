"""What members wrote: quotes get numbers, links get titles that are told apart."""

from __future__ import annotations

import pytest

from app.container import Container
from app.core.actor import Actor
from app.core.errors import NotFound
from app.features.links.models import LONGEST_CONTENT
from app.features.quotes.models import LONGEST
from app.importing.predecessor import reasons
from tests.integration.conftest import Rows
from tests.integration.importing.conftest import Bring, figures, skips
from tests.support.payloads import NOON, minutes
from tests.support.predecessor import Predecessor

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
    for words in ("x" * (LONGEST + 1), "x" * (LONGEST + 5), "no", "", None, "a\n" * 11 + "a"):
        await old.quote(words, NOON)
    report = await bring()
    assert [row[1] for row in await rows(QUOTES)] == ["hidden\nline"]
    assert skips(report, "quotes") == {
        "A quote can have 2,000 characters at most; this one has more": 2,
        "A quote needs at least 3 characters": 3,
        "A quote can have 10 lines at most": 1,
    }
    [longest, *_] = report.tally("quotes").skipped.values()
    assert longest.examples == ["2", "3"]


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
async def test_of_titles_that_differ_in_case_alone_the_newest_wins(
    old: Predecessor, bring: Bring, rows: Rows
) -> None:
    await old.link("FAQ", "newest", time_added=naive_noon(3))
    await old.link("faq", "older", time_added=naive_noon(2))
    await old.link("Faq", "undated", time_added=None)
    await old.link("fAQ", "x" * (LONGEST_CONTENT + 1), time_added=naive_noon(4))
    report = await bring()
    assert [row[:2] for row in await rows(LINKS)] == [("FAQ", "newest")]
    assert skips(report, "links") == {
        reasons.OLDER_TITLE: 2,
        "A link can have 1,800 characters at most; this one has more": 1,
    }
    older = report.tally("links").skipped[reasons.OLDER_TITLE]
    assert older.examples == ["2 “faq”, kept: 1 “FAQ”", "3 “Faq”, kept: 1 “FAQ”"]


async def test_all_older_titles_are_reported(old: Predecessor, bring: Bring) -> None:
    for title in ("abc", "Abc", "aBc", "abC", "ABc", "AbC", "aBC", "ABC"):
        await old.link(title)
    report = await bring()
    assert len(report.tally("links").skipped[reasons.OLDER_TITLE].examples) == 7


async def test_no_link_comes_in_twice_and_none_replaces_what_is_here(
    container: Container, old: Predecessor, bring: Bring, rows: Rows, moderator: Actor
) -> None:
    links = container.links()
    await links.add(moderator, "Taken", "made here", aliases="Also")
    for title in ("taken", "ALSO", "Kept", "Deleted"):
        await old.link(title)
    report = await bring()
    assert skips(report, "links") == {reasons.TITLE_TAKEN: 2}
    [deleted] = [link for link in await links.all(moderator) if link.title == "Deleted"]
    await links.delete(moderator, deleted.id)
    report = await bring()
    assert [row[:2] for row in await rows(LINKS)] == [("Kept", "https://example.com"), ("Taken", "made here")]
    assert figures(report, "links") == (4, 0, 2, 2)
    with pytest.raises(NotFound):
        await links.get(moderator, "Deleted")


async def test_links_that_members_could_not_add_stay_out(old: Predecessor, bring: Bring) -> None:
    await old.link("No host", "https://localhost/x")
    await old.link("x" * 101)
    await old.link("Long tag", tag="x" * 51)
    await old.link(None)
    await old.link("Empty", None)
    report = await bring()
    assert skips(report, "links") == {
        "A link needs at least one character": 1,
        "A title needs at least one character": 1,
        "A tag can have 50 characters at most; this one has more": 1,
        "A title can have 100 characters at most; this one has more": 1,
        "That address is not complete": 1,
    }


async def test_only_as_many_links_come_in_as_a_server_can_have(
    old: Predecessor, bring: Bring, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("app.importing.predecessor.links.MOST_LINKS", 2)
    for title in ("a", "b", "c"):
        await old.link(title)
    report = await bring()
    assert skips(report, "links") == {reasons.TOO_MANY_LINKS: 1}


def naive_noon(offset: int) -> object:
    return (NOON + minutes(offset)).replace(tzinfo=None)
