"""A guild below the bot, and what can be done to its members."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Iterator
from datetime import UTC, datetime, timedelta
from typing import TypeAlias

import pytest

from app.core.actor import Actor, Permission
from app.core.ports.members import Members
from app.runtime import Runtime
from discord_sandbox import GuildHandle, Sandbox
from discord_sandbox import Permission as DiscordPermission

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
