"""Cooldowns count what was done: what is refused, and what fails, takes no turn."""

from __future__ import annotations

import asyncio

import pytest

from discord_sandbox import GuildHandle, Sandbox

pytestmark = pytest.mark.usefixtures("trouble")

QUICK = "That was quick!"


@pytest.mark.parametrize("first", ["refused", "bug", "outage", "gone"])
async def test_who_was_refused_or_failed_can_try_again_at_once(
    inn: GuildHandle, discord: Sandbox, first: str
) -> None:
    erin = inn.member("erin")
    for _ in range(3):
        failed = await erin.slash("trouble limited", first=first)
        assert failed.ephemeral
        assert QUICK not in failed.text
    discord.violations.clear()  # asking for what is not there is what this test does
    assert (await erin.slash("trouble limited")).text == "Once."
    # Nor does it count against who has had their turn.
    for _ in range(3):
        assert QUICK in (await erin.slash("trouble limited", first=first)).text
    assert QUICK in (await erin.slash("trouble limited")).text


async def test_what_was_done_counts_although_telling_it_failed(inn: GuildHandle) -> None:
    erin = inn.member("erin")
    assert "Something broke" in (await erin.slash("trouble limited", first="kept")).text
    assert QUICK in (await erin.slash("trouble limited")).text


async def test_of_two_at_once_one_waits(inn: GuildHandle) -> None:
    erin, juniper = inn.member("erin"), inn.member("juniper")
    replies = await asyncio.gather(
        *(each.slash("trouble limited") for each in (erin, juniper, erin, juniper))
    )
    assert sorted(reply.text == "Once." for reply in replies) == [False, False, False, True]


@pytest.mark.parametrize("words", ["\u3164", "||", "x" * 2500])
async def test_a_quote_that_was_not_taken_leaves_all_five(inn: GuildHandle, words: str) -> None:
    erin = inn.member("erin").unchecked
    for _ in range(7):
        refused = await erin.slash("quote add", quote=words)
        assert "Kept as" not in refused.text
        assert QUICK not in refused.text
    for number in range(1, 6):
        assert f"Kept as quote {number}" in (await erin.slash("quote add", quote=f"words {number}")).text
    assert QUICK in (await erin.slash("quote add", quote="a sixth")).text


async def test_what_a_server_does_not_want_takes_no_turn(inn: GuildHandle) -> None:
    maple, erin = inn.member("maple"), inn.member("erin")
    panel = await maple.slash("settings")
    await maple.select(panel, "Choose what is switched on", ["links"])
    for _ in range(6):
        assert "switched off" in (await erin.slash("quote add", quote="words")).text
    await maple.select(panel, "Choose what is switched on", ["links", "quotes"])
    assert "Kept as quote 1" in (await erin.slash("quote add", quote="words")).text


async def test_figures_that_are_not_shown_take_no_turn(inn: GuildHandle) -> None:
    erin = inn.member("erin").unchecked
    for _ in range(8):
        refused = await erin.slash("stats server", days=-4)
        assert QUICK not in refused.text
