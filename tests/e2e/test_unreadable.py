"""Events that cannot be read, and ends that are final, for a real process."""

from __future__ import annotations

import asyncio

from discord_sandbox import GuildHandle, Sandbox
from discord_sandbox.faults import Close, Garbled
from tests.e2e.conftest import COMMANDS, StartBot

WORDS = "planted words"
NONSENSE: list[object] = [
    None,
    [],
    WORDS,
    {"id": None, "token": WORDS, "content": WORDS},
    {"id": 10**18, "guild_id": WORDS},
]


async def test_it_lives_through_events_that_cannot_be_read_and_ends_when_it_must(
    discord: Sandbox, inn: GuildHandle, start_bot: StartBot
) -> None:
    process = await start_bot(TWI_LOG__LEVEL="DEBUG")
    await process.says("The bot is online")
    await discord.ready(commands=COMMANDS)
    [session] = discord.gateway.connected
    erin = inn.member("erin")
    for data in NONSENSE:
        async with discord.faults.injected(Garbled(on="MESSAGE_CREATE", data=data)):
            await erin.say(WORDS)
        async with discord.faults.injected(Garbled(on="INTERACTION_CREATE", data=data)):
            unanswered = asyncio.create_task(erin.slash("ping"))
            await asyncio.sleep(0.1)
        unanswered.cancel()
        assert "Awake!" in (await erin.slash("ping")).text
    assert discord.gateway.connected == [session]
    await discord.gateway.close(4004, "Authentication failed.")
    assert await process.ended() == 2
    assert "Discord ended the connection" in process.output
    assert "an event INTERACTION_CREATE cannot be read and is skipped" in process.output
    assert WORDS not in process.output
    assert "resuming" not in process.output


async def test_what_is_not_allowed_ends_the_start(discord: Sandbox, start_bot: StartBot) -> None:
    discord.faults.add(Close(code=4014, on="op IDENTIFY", reason="Disallowed intents"))
    process = await start_bot()
    assert await process.ended(40) == 2
    assert "Discord refuses the connection" in process.output
