"""What is done to members, against a Discord that enforces limits."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest

from app.core.actor import Actor, Permission
from app.core.errors import InvalidInput, NotFound
from app.core.ports.members import Members
from discord_sandbox import GuildHandle, Sandbox
from tests.pipeline.members.conftest import (
    Deed,
    heard,
    kicked,
    now,
    reason_of_the_last,
    renamed,
    silenced,
    without_roles,
)
from tests.support.hostile import ABSENT


async def test_a_member_is_told_with_all_that_matters(
    members: Members, inn: GuildHandle, discord: Sandbox, maple: Actor, erin: int
) -> None:
    found = await members.member(inn.id, erin)
    assert (found.id, found.is_bot, found.timed_out_until) == (erin, False, None)
    assert found.role_ids == {inn.role("Readers").id}
    assert found.joined_at is not None
    assert found.name == "Erin"
    assert not found.permissions & Permission.MANAGE_MESSAGES
    sage = await members.member(inn.id, inn.member("sage").id)
    assert Permission.MANAGE_MESSAGES | Permission.MODERATE_MEMBERS in sage.permissions
    assert Permission.BAN_MEMBERS not in sage.permissions
    for name in ("maple", "rowan"):
        assert Permission.BAN_MEMBERS in (await members.member(inn.id, inn.member(name).id)).permissions
    assert (await members.member(inn.id, discord.world.bot.id)).is_bot
    until = now() + timedelta(hours=1)
    await members.time_out(maple, inn.member("sage").id, until)
    timed_out = await members.member(inn.id, inn.member("sage").id)
    assert timed_out.timed_out_until == until
    assert not timed_out.permissions & Permission.MANAGE_MESSAGES


async def test_who_is_not_there_is_not_found(members: Members, inn: GuildHandle) -> None:
    with pytest.raises(NotFound, match="not in this server"):
        await members.member(inn.id, ABSENT)


@pytest.mark.parametrize("deed", [kicked, silenced, heard, renamed, without_roles])
async def test_nothing_is_done_to_who_is_not_there(members: Members, maple: Actor, deed: Deed) -> None:
    with pytest.raises(NotFound, match="not in this server"):
        await deed(members, maple, ABSENT)


async def test_a_ban_reaches_back_and_is_lifted(
    members: Members, inn: GuildHandle, maple: Actor, erin: int
) -> None:
    said = await inn.member("erin").say("something to be deleted")
    await members.ban(maple, erin, reason="Spam", delete=timedelta(minutes=5))
    assert said.deleted
    assert inn.guild.bans[erin].reason == f"Maple ({maple.user_id}): Spam"
    with pytest.raises(NotFound, match="not in this server"):
        await members.member(inn.id, erin)
    await members.unban(maple, erin, reason="Sorry")
    assert erin not in inn.guild.bans
    assert reason_of_the_last(inn) == f"Maple ({maple.user_id}): Sorry"
    with pytest.raises(NotFound, match="not banned"):
        await members.unban(maple, erin)


async def test_a_ban_takes_who_never_was_a_member(
    members: Members, inn: GuildHandle, discord: Sandbox, maple: Actor
) -> None:
    stranger = discord.user("basil").user.id
    await members.ban(maple, stranger)
    assert stranger in inn.guild.bans
    with pytest.raises(NotFound, match="knows nobody"):
        await members.ban(maple, ABSENT)


async def test_who_is_kicked_may_come_back(
    members: Members, inn: GuildHandle, maple: Actor, erin: int
) -> None:
    await members.kick(maple, erin, reason="Rude")
    assert inn.guild.member_named("erin") is None
    assert reason_of_the_last(inn) == f"Maple ({maple.user_id}): Rude"
    await inn.join("erin")
    assert (await members.member(inn.id, erin)).role_ids == set()


async def test_a_time_out_ends_by_itself_or_by_hand(
    members: Members, inn: GuildHandle, maple: Actor, erin: int
) -> None:
    until = now() + timedelta(days=28)
    await members.time_out(maple, erin, until, reason="Cool down")
    assert (await members.member(inn.id, erin)).timed_out_until == until
    assert reason_of_the_last(inn) == f"Maple ({maple.user_id}): Cool down"
    await members.end_time_out(maple, erin, reason="Cool enough")
    assert (await members.member(inn.id, erin)).timed_out_until is None
    assert reason_of_the_last(inn) == f"Maple ({maple.user_id}): Cool enough"


async def test_roles_are_given_taken_and_set(
    members: Members, inn: GuildHandle, maple: Actor, erin: int
) -> None:
    readers = inn.role("Readers").id
    guests, cooks = (await inn.create_role("Guests")).id, (await inn.create_role("Cooks")).id
    for _ in range(2):
        await members.give_role(maple, erin, guests, reason="Welcome")
    assert (await members.member(inn.id, erin)).role_ids == {readers, guests}
    assert reason_of_the_last(inn) == f"Maple ({maple.user_id}): Welcome"
    for _ in range(2):
        await members.take_role(maple, erin, readers)
    assert (await members.member(inn.id, erin)).role_ids == {guests}
    await members.set_roles(maple, erin, {cooks, readers}, reason="Promoted")
    assert (await members.member(inn.id, erin)).role_ids == {cooks, readers}
    await members.set_roles(maple, erin, ())
    assert (await members.member(inn.id, erin)).role_ids == set()


async def test_roles_that_an_app_gives_stay(
    members: Members, inn: GuildHandle, discord: Sandbox, maple: Actor
) -> None:
    guests = (await inn.create_role("Guests")).id
    await members.set_roles(maple, discord.world.bot.id, {guests})
    assert (await members.member(inn.id, discord.world.bot.id)).role_ids == {guests, inn.role("shard").id}


async def test_roles_that_are_not_there_are_not_given(
    members: Members, inn: GuildHandle, discord: Sandbox, maple: Actor, erin: int
) -> None:
    elsewhere = await discord.add_guild(f"away-{inn.guild.key}", "Away", owner="basil")
    theirs = (await elsewhere.create_role("Theirs")).id
    for role_id in (ABSENT, theirs):
        for refused in (
            members.give_role(maple, erin, role_id),
            members.take_role(maple, erin, role_id),
            members.set_roles(maple, erin, {role_id}),
            members.role_target(maple, role_id),
        ):
            with pytest.raises(NotFound, match="That role is not in this server"):
                await refused


async def test_a_nickname_is_set_and_taken_away(
    members: Members, inn: GuildHandle, discord: Sandbox, maple: Actor, erin: int
) -> None:
    await members.rename(maple, erin, "Innkeeper", reason="Asked for")
    assert (await members.member(inn.id, erin)).name == "Innkeeper"
    assert reason_of_the_last(inn) == f"Maple ({maple.user_id}): Asked for"
    await members.rename(maple, erin, None)
    assert (await members.member(inn.id, erin)).name == "Erin"
    await members.rename(maple, discord.world.bot.id, "Splinter")
    assert (await members.member(inn.id, discord.world.bot.id)).name == "Splinter"


async def test_limits_are_told_before_discord_is_asked(
    members: Members, discord: Sandbox, maple: Actor, erin: int
) -> None:
    for refused in (
        members.time_out(maple, erin, now() + timedelta(days=28, minutes=1)),
        members.time_out(maple, erin, now() - timedelta(seconds=1)),
        members.ban(maple, erin, delete=timedelta(days=7, seconds=1)),
        members.ban(maple, erin, delete=timedelta(seconds=-1)),
        members.rename(maple, erin, "x" * 33),
        members.rename(maple, erin, ""),
    ):
        with pytest.raises(InvalidInput):
            await refused
    assert discord.violations == []


@pytest.mark.parametrize("reason", ["x" * 600, "two\nlines", "Grüße 你好 🍵" * 60, "half \ud83c", ""])
async def test_every_reason_names_who_asked(
    members: Members, inn: GuildHandle, maple: Actor, erin: int, reason: str
) -> None:
    await members.kick(maple, erin, reason=reason)
    told = reason_of_the_last(inn)
    assert told is not None
    assert told.startswith(f"Maple ({maple.user_id})")
    assert len(told) <= 512
    assert told.endswith("…") is (len(reason) > 480)


async def test_what_the_bot_does_by_itself_names_nobody(
    members: Members, inn: GuildHandle, discord: Sandbox, maple: Actor, erin: int
) -> None:
    itself = replace(maple, user_id=discord.world.bot.id, role_ids=frozenset())
    assert (await members.target(itself, erin)).objection is None
    await members.kick(itself, erin, reason="The time is over")
    assert reason_of_the_last(inn) == "The time is over"
