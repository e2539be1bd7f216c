"""A card that a process without a gateway has sent: its button is answered by the one that has one."""

from __future__ import annotations

import asyncio

import pytest

from discord_sandbox import GuildHandle, Reply, Sandbox
from discord_sandbox.clients.seen import SeenMessage
from tests.e2e.conftest import COMMANDS, StartBot
from tests.e2e.test_two_processes import run
from tests.support.process import BotProcess

BUTTON = "The last 7 days"


async def start_both(discord: Sandbox, start_bot: StartBot) -> tuple[BotProcess, BotProcess]:
    bot, worker = await start_bot(TWI_JOBS__ENABLED="false"), await start_bot("worker")
    await bot.says("The bot is online")
    await discord.ready(commands=COMMANDS)
    return bot, worker


async def figures(answer: Reply) -> SeenMessage:
    await answer.settled()
    [shown] = [message for message in (answer, *answer.followups) if "the last 7 days" in message.text]
    return shown


@pytest.mark.timeout(240)
async def test_the_button_under_a_report_of_the_workers_is_answered_by_the_bot_also_after_a_restart_of_both(
    discord: Sandbox, inn: GuildHandle, start_bot: StartBot, own_database: str
) -> None:
    processes = await start_both(discord, start_bot)
    erin, maple = inn.member("erin"), inn.member("maple")
    assert "Every day at 00:00" in (await maple.slash("stats digest", channel="general", at="00:00")).text
    await run(own_database, "UPDATE activity_digests SET last_day = last_day - 1")
    report = await erin.in_channel("general").sees("0 joined, 0 left", timeout=100)
    assert len(discord.gateway.connected) == 1
    for person in (erin, maple):
        shown = await figures(await person.click(report, BUTTON))
        assert shown.ephemeral
        assert "**Messages**" in shown.text
    for process in processes:
        await asyncio.to_thread(process.stop)
    assert not discord.gateway.connected
    await start_both(discord, start_bot)
    assert (await figures(await erin.click(report, BUTTON))).ephemeral
    assert not discord.violations
