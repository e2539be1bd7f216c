"""One interaction has one effect, however often it is served."""

from __future__ import annotations

import asyncio
import itertools
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from sqlalchemy import event, text

from app.container import Container
from app.core.actor import Actor
from app.core.cooldown import Bucket
from app.core.errors import Conflict, InvalidInput, NotFound, ServedElsewhere
from app.core.guild_options import TIME_ZONE
from app.core.invocation import Claim, Invocation, current_invocation
from app.core.snowflake import first_id_at
from app.infra.db.claims import KEPT, forget_claims
from app.recording.consent.service import Consent
from tests.support.jobs import waiting

WORDS = "Killing is never the answer."
_numbers = itertools.count(1)


@pytest.fixture
def interaction() -> int:
    """One that nobody has served."""
    return first_id_at(datetime.now(UTC)) + next(_numbers)


async def receive(interaction: int, *doings: Callable[[], Awaitable[Any]]) -> list[Any]:
    """One receipt of the interaction, which leads to this and that; gives what became of each."""

    async def serve() -> list[Any]:
        invocation = Invocation(id=f"{interaction:x}", name="test", claim=Claim(interaction))
        current_invocation.set(invocation)
        became: list[Any] = []
        for doing in doings:
            try:
                became.append(await doing())
            except Exception as error:  # noqa: BLE001 - to be looked at
                became.append(error)
        return became

    return await asyncio.create_task(serve())


@asynccontextmanager
async def statements(container: Container) -> AsyncIterator[list[str]]:
    sent: list[str] = []
    engine = container.engine().sync_engine

    def note(_: object, __: object, statement: str, *___: object) -> None:
        sent.append(statement)

    event.listen(engine, "before_cursor_execute", note)
    yield sent
    event.remove(engine, "before_cursor_execute", note)


async def count(container: Container, query: str, guild_id: int) -> int:
    async with container.sessions()() as session:
        return int(await session.scalar(text(query), {"guild": guild_id}) or 0)


@pytest.mark.parametrize("receipts", [2, 5])
async def test_of_many_receipts_one_has_the_effect(
    container: Container, member: Actor, interaction: int, receipts: int
) -> None:
    quotes = container.quotes()
    became = await asyncio.gather(
        *(receive(interaction, lambda: quotes.add(member, WORDS)) for _ in range(receipts))
    )
    assert sum(isinstance(one, ServedElsewhere) for [one] in became) == receipts - 1
    query = "SELECT count(*) FROM quotes WHERE guild_id = :guild"
    assert await count(container, query, member.guild_id) == 1


async def test_every_kind_of_write_is_done_once(container: Container, admin: Actor, interaction: int) -> None:
    quotes, links, rules = container.quotes(), container.links(), container.guild_settings()
    await quotes.add(admin, WORDS)
    await links.add(admin, "FAQ", "words")
    numbers = itertools.count(interaction, 1000)
    doings: list[Callable[[], Awaitable[Any]]] = [
        lambda: quotes.random(admin),
        lambda: quotes.edit(admin, 1, f"mended words {next(_numbers)}"),
        lambda: links.get(admin, "FAQ"),
        lambda: links.add(admin, f"link {next(_numbers)}", "words"),
        lambda: rules.choose(admin, TIME_ZONE, "Europe/Berlin"),
        lambda: container.activity().choose(admin, Consent(paused=True)),
        lambda: container.digests().end(admin),
        lambda: container.cooldown().reset(admin, "roll", Bucket.USER, admin.user_id),
    ]
    for doing in doings:
        number = next(numbers)
        [first], [second] = [await receive(number, doing) for _ in range(2)]
        assert not isinstance(first, Exception)
        assert isinstance(second, ServedElsewhere)
    guild = admin.guild_id
    assert await count(container, "SELECT sum(times_shown) FROM quotes WHERE guild_id = :guild", guild) == 1
    assert await count(container, "SELECT sum(times_used) FROM links WHERE guild_id = :guild", guild) == 1
    assert len(await waiting(container, "statistics.recount", guild)) == 1


async def test_what_was_refused_leaves_the_interaction_free(
    container: Container, member: Actor, interaction: int
) -> None:
    quotes = container.quotes()
    [refused] = await receive(interaction, lambda: quotes.edit(member, 1, WORDS))
    assert isinstance(refused, NotFound)
    [added] = await receive(interaction, lambda: quotes.add(member, WORDS))
    assert added.text == WORDS


async def test_one_receipt_may_write_more_than_once(
    container: Container, member: Actor, interaction: int
) -> None:
    quotes = container.quotes()
    became = await receive(
        interaction,
        lambda: quotes.add(member, "the first words"),
        lambda: quotes.edit(member, 1, "the first words"),
        lambda: quotes.edit(member, 1, "other words"),
        lambda: quotes.delete(member, 1),
    )
    assert isinstance(became[1], InvalidInput | Conflict)
    assert [isinstance(one, Exception) for one in became] == [False, True, False, False]


async def test_a_receipt_may_try_again_after_its_transaction_failed(
    container: Container, member: Actor, interaction: int
) -> None:
    async def broken() -> None:
        async with container.sessions().begin() as session:
            await session.execute(text("SELECT 1 / 0"))

    quotes = container.quotes()
    failed, added = await receive(interaction, broken, lambda: quotes.add(member, WORDS))
    assert isinstance(failed, Exception)
    assert added.number == 1


async def test_what_only_reads_claims_nothing(container: Container, member: Actor, interaction: int) -> None:
    quotes = container.quotes()
    await quotes.add(member, WORDS)
    async with statements(container) as sent:
        await receive(interaction, lambda: quotes.get(member, 1), lambda: quotes.find(member, "answer"))
    assert len(sent) == 3
    assert not any("claimed_interactions" in statement for statement in sent)


async def test_the_second_transaction_of_a_receipt_costs_nothing_more(
    container: Container, member: Actor, interaction: int
) -> None:
    quotes = container.quotes()
    async with statements(container) as sent:
        await receive(
            interaction, lambda: quotes.add(member, WORDS), lambda: quotes.edit(member, 1, "other words")
        )
    assert sum("claimed_interactions" in statement for statement in sent) == 1


async def test_claims_are_forgotten_after_a_day(container: Container, member: Actor) -> None:
    now = datetime.now(UTC)
    old, young = (
        first_id_at(now - KEPT - timedelta(minutes=1)),
        first_id_at(now - KEPT + timedelta(minutes=1)),
    )
    for number in (old, young):
        await receive(number, lambda: container.quotes().add(member, WORDS))
    async with container.sessions().begin() as session:
        await forget_claims(session, now)
        found = set(await session.scalars(text("SELECT id FROM claimed_interactions")))
    assert young in found
    assert old not in found


async def test_chance_claims_and_counts_in_one_statement(
    container: Container, member: Actor, interaction: int
) -> None:
    quotes = container.quotes()
    await quotes.add(member, WORDS)
    async with statements(container) as sent:
        [shown] = await receive(interaction, lambda: quotes.random(member))
    assert shown.text == WORDS
    assert len(sent) == 1


@pytest.mark.parametrize("receipts", [2, 6])
async def test_of_many_receipts_one_takes_a_quote_by_chance(
    container: Container, member: Actor, interaction: int, receipts: int
) -> None:
    quotes = container.quotes()
    for number in range(receipts):
        await quotes.add(member, f"{WORDS} {number}")
    became = await asyncio.gather(
        *(receive(interaction, lambda: quotes.random(member)) for _ in range(receipts))
    )
    assert sum(isinstance(one, ServedElsewhere) for [one] in became) == receipts - 1
    query = "SELECT sum(times_shown) FROM quotes WHERE guild_id = :guild"
    assert await count(container, query, member.guild_id) == 1


async def test_one_receipt_may_take_quotes_and_write(
    container: Container, member: Actor, interaction: int
) -> None:
    quotes = container.quotes()
    became = await receive(
        interaction,
        lambda: quotes.random(member),
        lambda: quotes.add(member, WORDS),
        lambda: quotes.random(member),
        lambda: quotes.random(member),
        lambda: quotes.edit(member, 1, "other words"),
    )
    assert [type(one) for one in became if isinstance(one, Exception)] == [NotFound]
    query = "SELECT sum(times_shown) FROM quotes WHERE guild_id = :guild"
    assert await count(container, query, member.guild_id) == 2
