"""Staff end the cooldowns of members of their guild, and the log says so."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from dataclasses import replace
from typing import TypeAlias

import pytest
from sqlalchemy import text

from app.container import Container
from app.core.actor import Actor, Permission
from app.core.cooldown import Bucket, bucket_name
from app.core.errors import Forbidden, NotFound, RateLimited
from app.core.i18n import t
from app.features.audit.repository import AuditFilter
from app.features.audit.values import Entry
from app.features.cooldowns.service import CooldownService
from tests.support.guilds import Everywhere

Take: TypeAlias = Callable[[Bucket, int], Awaitable[None]]
CHANNEL, NEWCOMER, ABSENT = 7, 201, 404


class OneIsAbsent(Everywhere):
    """Everybody is everywhere, but one is not in the guild."""

    def __init__(self, guild_id: int) -> None:
        self._guild_id = guild_id

    async def member(self, guild_id: int, user_id: int) -> None:
        if (guild_id, user_id) == (self._guild_id, ABSENT):
            raise NotFound(t("That person is not in this server."))


@pytest.fixture
def cooldowns(container: Container, guild_id: int) -> CooldownService:
    return CooldownService(
        container.sessions(), container.cooldowns(), container.audit_log(), OneIsAbsent(guild_id)
    )


@pytest.fixture
def staff(moderator: Actor) -> Actor:
    return replace(moderator, channel_id=CHANNEL)


@pytest.fixture
def take(container: Container, guild_id: int) -> Take:
    """Use ``/roll``, which may be done once in a while."""

    async def take(per: Bucket, user_id: int) -> None:
        bucket = bucket_name(per, guild_id=guild_id, channel_id=CHANNEL, user_id=user_id)
        await container.cooldowns().take("roll", bucket, 1, 60)

    return take


async def logged(container: Container, actor: Actor) -> list[Entry]:
    reader = replace(actor, permissions=Permission.VIEW_AUDIT_LOG)
    return list((await container.audit().entries(reader, AuditFilter())).shown)


@pytest.mark.parametrize(
    ("per", "told"),
    [
        (Bucket.USER, f"for <@{NEWCOMER}>"),
        (Bucket.CHANNEL, f"for everybody in <#{CHANNEL}>"),
        (Bucket.GUILD, "for the whole server"),
    ],
)
async def test_whose_cooldown_is_ended_can_go_on(
    container: Container, cooldowns: CooldownService, take: Take, staff: Actor, per: Bucket, told: str
) -> None:
    await take(per, NEWCOMER)
    with pytest.raises(RateLimited):
        await take(per, NEWCOMER)
    assert await cooldowns.reset(staff, "roll", per, NEWCOMER) is True
    await take(per, NEWCOMER)
    [entry] = await logged(container, staff)
    assert entry.actor_id == staff.user_id
    assert str(container.audit().told(entry)).endswith(f" ended the cooldown of `/roll` {told}")


async def test_where_none_runs_nothing_is_written_down(
    container: Container, cooldowns: CooldownService, take: Take, staff: Actor
) -> None:
    await take(Bucket.USER, NEWCOMER)
    assert await cooldowns.reset(staff, "ping", Bucket.USER, NEWCOMER) is False
    assert await cooldowns.reset(staff, "roll", Bucket.USER, staff.user_id) is False
    assert await logged(container, staff) == []
    with pytest.raises(RateLimited):
        await take(Bucket.USER, NEWCOMER)


async def test_only_who_may_time_members_out_ends_their_cooldowns(
    container: Container, cooldowns: CooldownService, take: Take, member: Actor, manager: Actor
) -> None:
    await take(Bucket.USER, member.user_id)
    for actor in (member, manager):
        with pytest.raises(Forbidden, match="Time out members"):
            await cooldowns.reset(actor, "roll", Bucket.USER, member.user_id)
    with pytest.raises(RateLimited):
        await take(Bucket.USER, member.user_id)


async def test_who_is_not_here_has_no_cooldown_here(cooldowns: CooldownService, staff: Actor) -> None:
    with pytest.raises(NotFound, match="not in this server"):
        await cooldowns.reset(staff, "roll", Bucket.USER, ABSENT)


async def test_nobody_is_asked_about_who_ends_their_own(
    cooldowns: CooldownService, take: Take, staff: Actor
) -> None:
    await take(Bucket.USER, ABSENT)
    assert await cooldowns.reset(replace(staff, user_id=ABSENT), "roll", Bucket.USER, ABSENT)


async def test_another_guilds_staff_ends_nothing_here(
    cooldowns: CooldownService, take: Take, stranger: Actor
) -> None:
    await take(Bucket.USER, NEWCOMER)
    assert not await cooldowns.reset(stranger, "roll", Bucket.USER, NEWCOMER)
    with pytest.raises(RateLimited):
        await take(Bucket.USER, NEWCOMER)


async def test_without_a_channel_that_of_no_channel_is_ended(
    container: Container, cooldowns: CooldownService, staff: Actor
) -> None:
    nowhere = bucket_name(Bucket.CHANNEL, guild_id=staff.guild_id, channel_id=0, user_id=staff.user_id)
    name = f"roll {staff.guild_id}"
    await container.cooldowns().take(name, nowhere, 1, 60)
    assert await cooldowns.reset(replace(staff, channel_id=None), name, Bucket.CHANNEL, staff.user_id)


async def test_who_ended_it_is_remembered_by_name(
    container: Container, cooldowns: CooldownService, staff: Actor
) -> None:
    await cooldowns.reset(staff, "roll", Bucket.USER, staff.user_id)
    query = text("SELECT name FROM members WHERE guild_id = :guild AND user_id = :user")
    async with container.sessions()() as session:
        values = {"guild": staff.guild_id, "user": staff.user_id}
        assert await session.scalar(query, values) == staff.name
