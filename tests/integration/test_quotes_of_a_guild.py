"""Quotes in the table: which are found and in what order, which message is quoted, and what is gone for good."""

from __future__ import annotations

import pytest

from app.container import Container
from app.core.actor import Actor
from app.core.errors import Conflict, NotFound
from app.features.quotes import repository
from app.features.quotes.repository import QuoteRepository
from app.features.quotes.service import PAGE, QuoteService, Source
from tests.integration.conftest import Rows


@pytest.fixture
def quotes(container: Container) -> QuoteService:
    return container.quotes()


async def added(quotes: QuoteService, actor: Actor, *texts: str) -> None:
    for words in texts:
        await quotes.add(actor, words)


async def test_a_deleted_quote_is_gone_and_no_other(
    quotes: QuoteService, member: Actor, stranger: Actor
) -> None:
    await added(quotes, member, "first words", "second words")
    await added(quotes, stranger, "theirs")
    await quotes.delete(member, 1)
    with pytest.raises(NotFound, match="no quote number 1"):
        await quotes.get(member, 1)
    assert (await quotes.find(member, "words")).total == 1
    assert (await quotes.get(stranger, 1)).text == "theirs"


async def test_what_has_the_words_closest_together_is_found_first(
    quotes: QuoteService, member: Actor
) -> None:
    far = "An inn is a house with a door. Doors, says Erin, can be magic."
    await added(quotes, member, far, "The inn has a magic door, no?", "a magic inn", "a magic inn indeed")
    found = await quotes.find(member, "magic inn")
    assert [quote.number for quote in found.quotes] == [3, 4, 2, 1]
    assert not found.similar


async def test_of_equals_the_older_is_found_first_on_every_page(quotes: QuoteService, member: Actor) -> None:
    await added(quotes, member, *["a magic inn"] * (PAGE + 2))
    await quotes.edit(member, 2, "one magic inn")
    numbers = [q.number for page in (0, 1) for q in (await quotes.find(member, "magic inn", page)).quotes]
    assert numbers == list(range(1, PAGE + 3))


async def test_what_looks_most_like_the_words_comes_first_on_every_page(
    quotes: QuoteService, member: Actor
) -> None:
    await added(quotes, member, *["Liscor has walls"] * (PAGE + 1), "a gnoll of Liscor", "nothing alike")
    pages = [await quotes.find(member, "Liscorr gnoll", page) for page in (0, 1)]
    assert all(page.similar for page in pages)
    assert [page.total for page in pages] == [PAGE + 2] * 2
    numbers = [quote.number for page in pages for quote in page.quotes]
    assert numbers == [PAGE + 2, *range(1, PAGE + 2)]
    assert [len(page.quotes) for page in pages] == [PAGE, 2]


async def test_the_newest_are_offered_and_no_more_than_can_be(
    quotes: QuoteService, member: Actor, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(repository, "SUGGESTED", 3)
    await added(quotes, member, "one word", "two words", "three  words", "four words")
    await quotes.edit(member, 2, "second words")
    assert await quotes.numbers(member.guild_id) == (
        (4, "four words"),
        (3, "three words"),
        (2, "second words"),
    )


async def test_of_each_message_there_is_one_quote_in_a_guild(
    quotes: QuoteService, member: Actor, stranger: Actor
) -> None:
    for message_id in (6, 7):
        await quotes.add(member, "said in chat", source=Source(5, message_id))
    await quotes.add(stranger, "said in chat", source=Source(5, 7))
    with pytest.raises(Conflict, match="already quote number 2"):
        await quotes.add(member, "said in chat", source=Source(5, 7))


async def test_the_first_quote_has_never_been_shown(quotes: QuoteService, member: Actor, rows: Rows) -> None:
    query = "SELECT number, times_shown FROM quotes WHERE guild_id = :guild ORDER BY number"
    await added(quotes, member, "one word")
    assert await rows(query) == [(1, 0)]
    for _ in range(2):
        await quotes.random(member)
    await added(quotes, member, "two words")
    assert await rows(query) == [(1, 2), (2, 2)]


async def test_many_quotes_are_added_at_once(
    container: Container, quotes: QuoteService, member: Actor
) -> None:
    await added(quotes, member, "one word")
    async with container.sessions().begin() as session:
        queries = QuoteRepository(session)
        first = await queries.next_number(member.guild_id, 2)
        texts = enumerate(("two words", "three words"), start=first)
        rows = ({"guild_id": member.guild_id, "number": number, "text": words} for number, words in texts)
        await queries.add_rows(list(rows))
    assert [(await quotes.get(member, number)).text for number in (2, 3)] == ["two words", "three words"]
    assert (await quotes.add(member, "four words")).number == 4
