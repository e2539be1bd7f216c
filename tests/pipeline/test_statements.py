"""How many statements a command sends to the database: a query in a loop, or one too many, is noticed here."""

from __future__ import annotations

import asyncio
from collections import Counter
from collections.abc import Iterator
from typing import Any

import pytest
from sqlalchemy import event, text

from app.core.invocation import current_claim
from app.runtime import Runtime
from discord_sandbox import GuildHandle

SENT = {
    "ping": 0,
    "help": 0,
    "roll": 0,
    "quote get": 1,
    "quote get by number": 1,
    "link get": 3,
    "quote find": 2,
    "quote who": 1,
    "link list": 0,
    "tag": 0,
    "settings": 2,
    "audit": 3,
    "messagecount": 2,
    "leaderboard": 2,
    "stats choices": 1,
    "stats server": 4,
    "stats channel": 2,
    "stats user": 3,
}
"""Statements of each command, when what can be cached is."""
OPTIONS: dict[str, dict[str, Any]] = {
    "quote get by number": {"index": 1},
    "link get": {"title": "FAQ"},
    "quote who": {"index": 1},
    "quote find": {"search": "words"},
    "tag": {"tag": "Help"},
    "messagecount": {"hours": 5},
}


@pytest.fixture
def statements(bot: Runtime) -> Iterator[Counter[int]]:
    """How many statements each interaction has led to so far."""
    counted: Counter[int] = Counter()
    engine = bot.container.engine().sync_engine

    def count(*_: object) -> None:
        if (claim := current_claim()) is not None:
            counted[claim.interaction_id] += 1

    event.listen(engine, "before_cursor_execute", count)
    yield counted
    event.remove(engine, "before_cursor_execute", count)


async def known(bot: Runtime, channel_id: int) -> None:
    """Wait until the channel is written down: of others there are no figures, which takes less."""
    query = text("SELECT count(*) FROM channels WHERE id = :id")
    async with asyncio.timeout(10):
        while True:
            async with bot.container.sessions()() as session:
                if await session.scalar(query, {"id": channel_id}):
                    return
            await asyncio.sleep(0.05)


async def prepared(bot: Runtime, inn: GuildHandle, command: str) -> dict[str, object]:
    """The options of a command, once there is something for it to find."""
    maple = inn.member("maple")
    await maple.slash("quote add", quote="words to find")
    await maple.slash("link add", title="FAQ", content="https://example.com", tags="Help")
    options: dict[str, object] = dict(OPTIONS.get(command, {}))
    if command in {"messagecount", "stats channel"}:
        place = await inn.create_channel("counted")
        await known(bot, place.id)
        options["channel"] = place
    return options


@pytest.mark.usefixtures("recording")
@pytest.mark.parametrize("command", SENT)
async def test_a_command_sends_few_statements(
    bot: Runtime, inn: GuildHandle, statements: Counter[int], command: str
) -> None:
    maple, options = inn.member("maple"), await prepared(bot, inn, command)
    for _ in range(2):
        statements.clear()
        reply = await maple.slash(command.removesuffix(" by number"), **options)
        if reply.deferred:
            await reply.settled()
    assert sum(statements.values()) == SENT[command]


async def test_more_rows_are_not_more_statements(inn: GuildHandle, statements: Counter[int]) -> None:
    maple = inn.member("maple")

    async def needed() -> int:
        statements.clear()
        await maple.slash("quote find", search="words")
        return sum(statements.values())

    await maple.slash("quote add", quote="the first words")
    one = await needed()
    for number in range(4):
        await inn.member("sage").slash("quote add", quote=f"more words {number}")
    assert await needed() == one
