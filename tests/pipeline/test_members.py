"""What is done to members, against a Discord that enforces permissions, ranks and limits."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import TypeAlias

import pytest

from app.core.actor import Actor, Permission
from app.core.errors import Forbidden, InvalidInput, NotFound, UserError
from app.core.ports.members import Members
from app.runtime import Runtime, assemble, http_only
from app.settings.schema import Settings
from discord_sandbox import GuildHandle, Sandbox
from discord_sandbox import Permission as DiscordPermission
from tests.support.hostile import ABSENT

EVERYTHING = sum(each for each in DiscordPermission if each is not DiscordPermission.ADMINISTRATOR)

Deed: TypeAlias = Callable[[Members, Actor, int], Awaitable[object]]


@pytest.fixture
def nothing_discord_would_mind(discord: Sandbox) -> Iterator[None]:
    """What Discord refuses is what is tried here."""
    yield
    discord.violations.clear()


@pytest.fixture
async def inn(inn: GuildHandle, bot: Runtime) -> GuildHandle:
    """The bot stands above all roles there, and may do everything but administrate."""
    await inn.edit_role("shard", position=20, permissions=EVERYTHING)
    async with asyncio.timeout(5):
        while (own := bot.container.bot().cache.get_role(inn.role("shard").id)) is None or own.position != 20:
            await asyncio.sleep(0.01)
    return inn


@pytest.fixture
def members(bot: Runtime) -> Members:
    return bot.container.members()


@pytest.fixture
def maple(inn: GuildHandle) -> Actor:
    """The owner."""
    return actor(inn, "maple", Permission.ADMINISTRATOR)


@pytest.fixture
def erin(inn: GuildHandle) -> int:
    return inn.member("erin").id


def actor(inn: GuildHandle, name: str, permissions: Permission = Permission.NONE) -> Actor:
    member = inn.guild.member_named(name)
    assert member is not None
    return Actor(
        user_id=member.user.id,
        guild_id=inn.id,
        permissions=permissions,
        role_ids=frozenset(member.roles),
        name=name.title(),
    )


def now() -> datetime:
    return datetime.now(UTC).replace(microsecond=0)


def reason_of_the_last(inn: GuildHandle) -> str | None:
    return max(inn.guild.audit_log, key=lambda entry: entry.id).reason


async def shown_out(members: Members, actor: Actor, user_id: int, reason: str) -> None:
    """What a service does."""
    actor.require(Permission.BAN_MEMBERS)
    target = await members.target(actor, user_id)
    target.require_below()
    await members.ban(actor, user_id, reason=reason, delete=timedelta(days=1))


async def silenced(members: Members, actor: Actor, user_id: int) -> None:
    await members.time_out(actor, user_id, now() + timedelta(hours=1))


async def without_roles(members: Members, actor: Actor, user_id: int) -> None:
    await members.set_roles(actor, user_id, ())


async def renamed(members: Members, actor: Actor, user_id: int) -> None:
    await members.rename(actor, user_id, "Somebody")


async def banned(members: Members, actor: Actor, user_id: int) -> None:
    await members.ban(actor, user_id)


async def unbanned(members: Members, actor: Actor, user_id: int) -> None:
    await members.unban(actor, user_id)


async def kicked(members: Members, actor: Actor, user_id: int) -> None:
    await members.kick(actor, user_id)


async def heard(members: Members, actor: Actor, user_id: int) -> None:
    await members.end_time_out(actor, user_id)


ON_MEMBERS: dict[Deed, Permission] = {
    banned: Permission.BAN_MEMBERS,
    kicked: Permission.KICK_MEMBERS,
    silenced: Permission.MODERATE_MEMBERS,
    renamed: Permission.MANAGE_NICKNAMES,
}


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


@pytest.mark.parametrize("deed", ON_MEMBERS)
async def test_a_permission_that_the_bot_lacks_is_named(
    members: Members, inn: GuildHandle, maple: Actor, erin: int, deed: Deed
) -> None:
    await inn.edit_role("shard", permissions=EVERYTHING & ~int(ON_MEMBERS[deed]))
    with pytest.raises(Forbidden) as refused:
        await deed(members, maple, erin)
    assert str(refused.value.text) == f"I need the permission **{ON_MEMBERS[deed].label}** for that."


async def test_permissions_for_roles_bans_and_its_own_name_are_named(
    members: Members, inn: GuildHandle, discord: Sandbox, maple: Actor, erin: int
) -> None:
    readers = inn.role("Readers").id
    await inn.edit_role("shard", permissions=0)
    await inn.edit_role("@everyone", permissions=int(DiscordPermission.VIEW_CHANNEL))
    for refused, permission in (
        (members.give_role(maple, erin, readers), "Manage Roles"),
        (members.take_role(maple, erin, readers), "Manage Roles"),
        (members.set_roles(maple, erin, ()), "Manage Roles"),
        (members.unban(maple, erin), "Ban Members"),
        (members.end_time_out(maple, erin), "Time out members"),
        (members.rename(maple, discord.world.bot.id, "x"), "Change Nickname"),
    ):
        with pytest.raises(Forbidden) as told:
            await refused
        assert str(told.value.text) == f"I need the permission **{permission}** for that."


@pytest.mark.parametrize("deed", ON_MEMBERS)
async def test_a_rank_that_the_bot_lacks_is_told(
    members: Members, inn: GuildHandle, maple: Actor, erin: int, deed: Deed
) -> None:
    await inn.create_role("High", position=50)
    await inn.grant("erin", "High")
    with pytest.raises(Forbidden, match="my highest role is not above"):
        await deed(members, maple, erin)
    with pytest.raises(Forbidden, match="owns this server"):
        await deed(members, actor(inn, "rowan", Permission.ADMINISTRATOR), maple.user_id)


async def test_administrators_cannot_be_silenced(members: Members, inn: GuildHandle, maple: Actor) -> None:
    rowan = inn.member("rowan").id
    assert (await members.target(maple, rowan)).objection is None
    with pytest.raises(Forbidden, match="is an administrator"):
        await silenced(members, maple, rowan)


async def test_roles_above_the_bot_and_those_of_apps_are_refused_by_name(
    members: Members, inn: GuildHandle, maple: Actor, erin: int
) -> None:
    high, own, everyone = (await inn.create_role("High", position=50)).id, inn.role("shard").id, inn.id
    for role_id, said in (
        (high, "not above <@&"),
        (own, "Discord or an app decides"),
        (everyone, "Everyone has that role"),
    ):
        for refused in (
            members.give_role(maple, erin, role_id),
            members.set_roles(maple, erin, {role_id}),
        ):
            with pytest.raises(UserError, match=said):
                await refused


@pytest.mark.parametrize("deed", [banned, kicked, silenced, renamed])
async def test_discord_refuses_whom_the_target_is_not_below(
    members: Members, inn: GuildHandle, discord: Sandbox, maple: Actor, deed: Deed
) -> None:
    """The arithmetic of the core against that of the local Discord, for everybody there is."""
    await inn.create_role("High", position=50)
    await inn.create_role("Twin", position=inn.role("shard").position)
    await inn.create_role("Low", position=1)
    for name, role in (("erin", "High"), ("juniper", "Low"), ("sage", "Twin")):
        await inn.grant(name, role)
    itself = replace(maple, user_id=discord.world.bot.id)
    for name in ("maple", "sage", "erin", "juniper"):
        user_id = inn.member(name).id
        target = await members.target(itself, user_id)
        if target.below_bot:
            await deed(members, maple, user_id)
        else:
            with pytest.raises(Forbidden):
                await deed(members, maple, user_id)


async def test_a_target_knows_the_actor_and_the_bot(
    members: Members, inn: GuildHandle, discord: Sandbox, maple: Actor, erin: int
) -> None:
    sage, rowan = actor(inn, "sage"), actor(inn, "rowan", Permission.ADMINISTRATOR)
    people = {name: inn.member(name).id for name in ("maple", "rowan", "sage", "erin", "juniper")}
    assert (await members.target(sage, people["erin"])).objection is None
    assert (await members.target(rowan, people["sage"])).objection is None
    for asking, about, said in (
        (sage, "rowan", "as high as yours"),
        (rowan, "maple", "owns this server"),
        (sage, "sage", "to yourself"),
        (actor(inn, "erin"), "juniper", "as high as yours"),
    ):
        target = await members.target(asking, people[about])
        assert not target.below_actor
        with pytest.raises(Forbidden, match=said):
            target.require_below()
    with pytest.raises(Forbidden, match="to myself"):
        (await members.target(maple, discord.world.bot.id)).require_below()
    assert (await members.target(sage, ABSENT)).objection is None
    await inn.delete_role("Readers")
    assert (await members.target(replace(sage, role_ids=frozenset()), erin)).below_actor is False


async def test_a_service_asks_for_power_and_rank_first(
    members: Members, inn: GuildHandle, maple: Actor, erin: int
) -> None:
    powerless, equal = actor(inn, "sage"), actor(inn, "juniper", Permission.BAN_MEMBERS)
    for asking, said in ((powerless, "You need the permission"), (equal, "as high as yours")):
        with pytest.raises(Forbidden, match=said):
            await shown_out(members, asking, erin, "Not by you")
    await shown_out(members, actor(inn, "sage", Permission.BAN_MEMBERS), erin, "Rude")
    assert erin in inn.guild.bans


async def test_a_role_is_given_by_who_may(members: Members, inn: GuildHandle, maple: Actor) -> None:
    roles = {name: inn.role(name).id for name in ("Readers", "Moderators", "Admins", "shard")}
    manager = actor(inn, "sage", Permission.MANAGE_ROLES)
    assert (await members.role_target(manager, roles["Readers"])).objection is None
    assert (
        await members.role_target(
            replace(manager, permissions=Permission.NONE, bot_admin=True), roles["Readers"]
        )
    ).objection is None
    for asking, role_id, said in (
        (actor(inn, "sage"), roles["Readers"], "You need the permission **Manage Roles**"),
        (manager, roles["Moderators"], "as high as your highest role"),
        (manager, roles["Admins"], "as high as your highest role"),
        (maple, roles["shard"], "Discord or an app decides"),
        (maple, inn.id, "Everyone has that role"),
    ):
        objection = (await members.role_target(asking, role_id)).objection
        assert objection is not None
        assert said in str(objection)


async def test_a_process_without_a_gateway_does_the_same(
    bot_settings: Settings, inn: GuildHandle, maple: Actor, erin: int
) -> None:
    worker = assemble(bot_settings)
    async with http_only(worker.container.bot()):
        members = worker.container.members()
        assert (await members.target(maple, erin)).objection is None
        assert (await members.member(inn.id, inn.member("sage").id)).permissions & Permission.MANAGE_MESSAGES
        await members.kick(maple, erin)
        high = await inn.create_role("High", position=50)
        await inn.grant("juniper", "High")
        with pytest.raises(Forbidden, match="my highest role is not above"):
            await members.kick(maple, inn.member("juniper").id)
        assert (await members.role_target(maple, high.id)).objection is not None
    await worker.close()
