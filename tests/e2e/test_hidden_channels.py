"""View Channel is taken from a bot that is restarted before it gets it back."""

from __future__ import annotations

import asyncio

import asyncpg

from discord_sandbox import GuildHandle, Permission, Sandbox
from tests.e2e.conftest import StartBot
from tests.e2e.test_recording_faults import QUICK, online, stored_in, until

VIEW = [Permission.VIEW_CHANNEL]
PLACE = "SELECT name, hidden, deleted_at FROM channels WHERE id = $1"


async def told(inn: GuildHandle, text: str) -> None:
    """Wait until staff are told this of #den; what is counted shows within seconds."""
    async with asyncio.timeout(30):
        while text not in (shown := await _asked(inn)):
            assert "___hidden___" not in shown
            await asyncio.sleep(1)


async def _asked(inn: GuildHandle) -> str:
    asked = await inn.member("maple").unchecked.slash("stats channel", channel=inn.channel("den"))
    return (await asked.settled()).text


async def test_a_hidden_channel_outlives_a_restart(
    discord: Sandbox, inn: GuildHandle, start_bot: StartBot, own_database: str
) -> None:
    async def place() -> tuple[object, ...]:
        connection = await asyncpg.connect(own_database)
        try:
            return tuple(await connection.fetchrow(PLACE, den.id))
        finally:
            await connection.close()

    stored = stored_in(own_database, inn)
    den = await inn.create_channel("den")
    mine = inn.guild.roles[inn.guild.members[discord.world.bot.id].roles[0]].name
    erin = inn.member("erin")
    process = await start_bot(**QUICK, TWI_JOBS__POLL="0.5")
    await online(discord, process)
    for number in range(3):
        await erin.say(f"words {number}", channel="den")
    await until(stored, 3)
    await inn.overwrite("den", mine, deny=VIEW)
    async with asyncio.timeout(10):
        while await place() != ("den", True, None):
            await asyncio.sleep(0.1)
    await asyncio.to_thread(process.stop)
    await erin.say("unheard", channel="den")

    process = await start_bot(**QUICK, TWI_JOBS__POLL="0.5")
    await online(discord, process)
    await erin.say("heard", channel="general")
    await until(stored, 4)
    assert await place() == ("den", True, None)
    await told(inn, "I cannot see this channel any more")
    await inn.overwrite("den", mine, allow=VIEW)
    await until(stored, 5)
    assert await place() == ("den", False, None)
    assert "I cannot see" not in await _asked(inn)
    assert "___hidden___" not in process.output
    assert not [entry for entry in process.entries() if entry.get("level") == "ERROR"]
