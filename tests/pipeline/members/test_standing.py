"""Permissions and ranks of the bot and of who asks, against a Discord that enforces them."""

from __future__ import annotations

from dataclasses import replace

import pytest

from app.core.actor import Actor, Permission
from app.core.errors import Forbidden, UserError
from app.core.ports.members import Members
from app.runtime import assemble, http_only
from app.settings.schema import Settings
from discord_sandbox import GuildHandle, Sandbox
from discord_sandbox import Permission as DiscordPermission
from tests.pipeline.members.conftest import (
    EVERYTHING,
    ON_MEMBERS,
    Deed,
    actor,
    banned,
    kicked,
    renamed,
    shown_out,
    silenced,
)
from tests.support.hostile import ABSENT


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
