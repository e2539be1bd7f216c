from __future__ import annotations

import asyncio
from dataclasses import replace

import pytest

from app.container import Container
from app.core.actor import Actor, Permission
from app.core.errors import Conflict, Forbidden, InvalidInput, NotFound
from app.features.quotes.service import PAGE, Person, QuoteService, Source

SPEAKER = Person(102, "Lyonette")


@pytest.fixture
def quotes(container: Container) -> QuoteService:
    return container.quotes()


async def test_a_fresh_guild_can_keep_a_quote_at_once(quotes: QuoteService, member: Actor) -> None:
    added = await quotes.add(member, "Killing is never the answer.", speaker=SPEAKER)
    assert (added.number, added.added_by_name, added.speaker_name) == (1, "Erin", "Lyonette")
    assert await quotes.get(member, 1) == added


@pytest.mark.regression(53)
async def test_numbers_never_shift_and_are_never_given_again(quotes: QuoteService, member: Actor) -> None:
    for words in ("first words", "second words", "third words"):
        await quotes.add(member, words)
    await quotes.delete(member, 3)
    await quotes.delete(member, 1)
    assert (await quotes.get(member, 2)).text == "second words"
    assert (await quotes.add(member, "fourth words")).number == 4


async def test_guilds_do_not_see_each_other(quotes: QuoteService, member: Actor, stranger: Actor) -> None:
    await quotes.add(member, "only for us")
    with pytest.raises(NotFound, match="no quote number 1"):
        await quotes.get(stranger, 1)
    with pytest.raises(NotFound):
        await quotes.delete(stranger, 1)
    assert (await quotes.find(stranger, "only")).total == 0
    assert await quotes.numbers(stranger.guild_id) == ()


async def test_additions_at_once_get_different_numbers(quotes: QuoteService, member: Actor) -> None:
    added = await asyncio.gather(*(quotes.add(member, f"quote {index}") for index in range(20)))
    assert sorted(quote.number for quote in added) == list(range(1, 21))


async def test_chance_repeats_nothing_before_all_had_their_turn(quotes: QuoteService, member: Actor) -> None:
    for index in range(8):
        await quotes.add(member, f"quote {index}")
    for _ in range(3):
        shown = [(await quotes.random(member)).number for _ in range(8)]
        assert sorted(shown) == list(range(1, 9))


async def test_every_round_has_an_order_of_its_own(quotes: QuoteService, member: Actor) -> None:
    for index in range(20):
        await quotes.add(member, f"quote {index}")
    rounds = {tuple([(await quotes.random(member)).number for _ in range(20)]) for _ in range(3)}
    assert len(rounds) == 3


async def test_a_new_quote_does_not_crowd_out_the_others(quotes: QuoteService, member: Actor) -> None:
    for index in range(3):
        await quotes.add(member, f"quote {index}")
    for _ in range(6):
        await quotes.random(member)
    await quotes.add(member, "newcomer")
    assert sorted([(await quotes.random(member)).number for _ in range(4)]) == [1, 2, 3, 4]


async def test_takers_at_once_get_different_quotes(quotes: QuoteService, member: Actor) -> None:
    for index in range(5):
        await quotes.add(member, f"quote {index}")
    taken = await asyncio.gather(*(quotes.random(member) for _ in range(5)))
    assert len({quote.number for quote in taken}) == 5


async def test_an_empty_guild_says_how_to_begin(quotes: QuoteService, member: Actor) -> None:
    with pytest.raises(NotFound, match="/quote add"):
        await quotes.random(member)


@pytest.mark.parametrize(
    ("search", "numbers"),
    [
        ("answer", [1]),
        ("ANSWERS", [1]),
        ("inn answer", []),
        ("answer or inn", [1, 2]),
        ('"the inn"', [2]),
        ("never -inn", [1]),
    ],
)
async def test_search_understands_words_and_operators(
    quotes: QuoteService, member: Actor, search: str, numbers: list[int]
) -> None:
    await quotes.add(member, "Killing is never the answer.")
    await quotes.add(member, "I never leave the inn.")
    found = await quotes.find(member, search)
    exact = [] if found.similar else sorted(quote.number for quote in found.quotes)
    assert exact == numbers


@pytest.mark.parametrize(
    "search", ["a  &  b", "((", "!! |", "it's", "'; DROP TABLE quotes; --", "%_\\", "the"]
)
@pytest.mark.regression(52)
async def test_no_search_is_an_error(quotes: QuoteService, member: Actor, search: str) -> None:
    await quotes.add(member, "some words")
    assert (await quotes.find(member, search)).total in {0, 1}


async def test_a_typing_error_still_finds(quotes: QuoteService, member: Actor) -> None:
    await quotes.add(member, "Mrsha is the best gnoll in Liscor")
    await quotes.add(member, "something else altogether")
    found = await quotes.find(member, "Lisocr gnol")
    assert found.similar
    assert [quote.number for quote in found.quotes] == [1]


@pytest.mark.regression(6)
async def test_pages_show_everything_once(quotes: QuoteService, member: Actor) -> None:
    for index in range(PAGE + 2):
        await quotes.add(member, f"the inn, part {index}")
    pages = [await quotes.find(member, "inn", page) for page in (0, 1)]
    assert [len(page.quotes) for page in pages] == [PAGE, 2]
    assert {page.total for page in pages} == {PAGE + 2}
    assert len({quote.number for page in pages for quote in page.quotes}) == PAGE + 2


async def test_a_message_is_quoted_once(quotes: QuoteService, member: Actor, other: Actor) -> None:
    await quotes.add(member, "said in chat", source=Source(5, 6))
    with pytest.raises(Conflict, match="already quote number 1"):
        await quotes.add(other, "said in chat", source=Source(5, 6))
    link = (await quotes.get(member, 1)).link
    assert link == f"https://discord.com/channels/{member.guild_id}/5/6"


async def test_adder_speaker_and_staff_may_delete(
    quotes: QuoteService, member: Actor, other: Actor, moderator: Actor
) -> None:
    for actor in (member, other, moderator):
        quote = await quotes.add(member, "words of Lyonette", speaker=SPEAKER)
        await quotes.delete(actor, quote.number)


async def test_nobody_else_may_delete_or_edit(quotes: QuoteService, member: Actor, other: Actor) -> None:
    await quotes.add(member, "mine alone")
    for attempt in (quotes.delete(other, 1), quotes.deletable(other, 1), quotes.editable(other, 1)):
        with pytest.raises(Forbidden):
            await attempt
    with pytest.raises(Forbidden):
        await quotes.edit(other, 1, "taken over")
    assert (await quotes.get(member, 1)).text == "mine alone"


async def test_the_quoted_person_may_delete_but_not_reword(
    quotes: QuoteService, member: Actor, other: Actor
) -> None:
    await quotes.add(member, "words of Lyonette", speaker=SPEAKER)
    with pytest.raises(Forbidden):
        await quotes.edit(other, 1, "kinder words")


async def test_an_edit_to_the_same_words_is_refused(
    container: Container, quotes: QuoteService, member: Actor
) -> None:
    await quotes.add(member, "a typo here")
    with pytest.raises(InvalidInput, match="Say what to change"):
        await quotes.edit(member, 1, " a typo here\u200b")
    reader = replace(member, permissions=Permission.VIEW_AUDIT_LOG)
    assert await container.audit().actions(reader) == {}


@pytest.mark.parametrize("source", [Source(2**63, 1), Source(1, 2**63), Source(0, 1), Source(1, -1)])
async def test_a_source_that_cannot_be_is_refused(
    quotes: QuoteService, member: Actor, source: Source
) -> None:
    with pytest.raises(InvalidInput, match="no link to a message"):
        await quotes.add(member, "some words", source=source)
    assert await quotes.numbers(member.guild_id) == ()


async def test_an_edit_is_found_at_once(quotes: QuoteService, member: Actor) -> None:
    await quotes.add(member, "a tpyo here")
    await quotes.numbers(member.guild_id)
    await quotes.edit(member, 1, "a typo here")
    assert await quotes.numbers(member.guild_id) == ((1, "a typo here"),)
    assert [quote.number for quote in (await quotes.find(member, "typo")).quotes] == [1]


@pytest.mark.parametrize(
    "words", ["", "  ", "ab", "x" * 2001, "a\x00b", "\ud800abc", "\n".join("abcdefghijkl")]
)
async def test_bad_words_are_refused_and_leave_nothing(
    quotes: QuoteService, member: Actor, words: str
) -> None:
    with pytest.raises(InvalidInput):
        await quotes.add(member, words)
    assert await quotes.numbers(member.guild_id) == ()


@pytest.mark.parametrize("count", [1, 20])
async def test_many_who_ask_by_chance_at_once_all_get_a_quote(
    quotes: QuoteService, member: Actor, count: int
) -> None:
    for number in range(count):
        await quotes.add(member, f"words of quote {number}")
    shown = await asyncio.gather(*(quotes.random(member) for _ in range(200)))
    assert len({quote.number for quote in shown}) == count
