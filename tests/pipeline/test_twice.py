"""An interaction that comes twice, as after a lost connection, has one effect and one answer."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator

import pytest
from sqlalchemy import text

from app.runtime import Runtime
from discord_sandbox import GuildHandle, Person, Sandbox
from discord_sandbox.faults import Duplicate


@pytest.fixture(autouse=True)
async def everything_comes_twice(discord: Sandbox, inn: GuildHandle) -> AsyncIterator[None]:
    async with discord.faults.injected(Duplicate(on="INTERACTION_CREATE", copies=2)):
        yield


@pytest.fixture
def maple(inn: GuildHandle) -> Person:
    return inn.member("maple")


async def count(bot: Runtime, query: str, guild: int) -> int:
    # What the later receipts led to may still be under way.
    await asyncio.wait_for(bot.container.client().idle(), 5)
    async with bot.container.sessions()() as session:
        return int(await session.scalar(text(query), {"guild": guild}) or 0)


@pytest.mark.regression(64)
async def test_a_command_with_a_cooldown(bot: Runtime, inn: GuildHandle, maple: Person) -> None:
    # Five a minute: what came twice takes one turn.
    for number in range(1, 6):
        assert f"Kept as quote {number}" in (await maple.slash("quote add", quote=f"words {number}")).text
    assert await count(bot, "SELECT count(*) FROM quotes WHERE guild_id = :guild", inn.id) == 5
    assert "That was quick" in (await maple.slash("quote add", quote="more words")).text


async def test_a_command_without(bot: Runtime, inn: GuildHandle, maple: Person) -> None:
    assert "Link kept" in (await maple.slash("link add", title="FAQ", content="words")).text
    assert await count(bot, "SELECT count(*) FROM links WHERE guild_id = :guild", inn.id) == 1
    assert await count(bot, "SELECT count(*) FROM audit_log WHERE chain = :guild", inn.id) == 1
    assert "words" in (await maple.slash("link get", title="FAQ")).text
    assert await count(bot, "SELECT times_used FROM links WHERE guild_id = :guild", inn.id) == 1


async def test_a_button_and_a_form(bot: Runtime, discord: Sandbox, inn: GuildHandle, maple: Person) -> None:
    await maple.slash("quote add", quote="the first words")
    form = await maple.slash("quote edit", index=1)
    question = await maple.slash("quote delete", index=1)
    await asyncio.wait_for(bot.container.client().idle(), 5)
    discord.violations.clear()  # what only asks may try to ask twice
    assert "mended" in (await maple.submit(form, text="mended words")).text
    await maple.click(question, "Delete it")
    assert "Quote 1 is gone" in question.text
    assert await count(bot, "SELECT count(*) FROM audit_log WHERE chain = :guild", inn.id) == 2
