"""``app.core.ports.members`` over Discord's HTTP API."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable, Collection
from contextlib import asynccontextmanager
from datetime import datetime, timedelta
from typing import TypeAlias

import hikari

from app.core import markup
from app.core.actor import Actor, Permission
from app.core.clock import Clock
from app.core.errors import Forbidden, InvalidInput, NotFound
from app.core.excerpts import caption
from app.core.i18n import Text, t
from app.core.ports.members import LONGEST_DELETION, LONGEST_NICKNAME, LONGEST_TIME_OUT, Member
from app.core.rank import RoleTarget, Standing, Target, bot_lacks
from app.discord.hierarchy import GuildRoles, guild_roles
from app.discord.ports.refusals import MISSING_PERMISSIONS, explained_about_members

LONGEST_REASON = 512
UNKNOWN_MEMBER = 10007

Objection: TypeAlias = Callable[[Actor], Awaitable[Text | None]]
"""Finds out what Discord may mind apart from the permission."""


class DiscordMembers:
    """``Members`` over Discord's HTTP API."""

    def __init__(self, bot: hikari.GatewayBot, own_id: int, clock: Clock) -> None:
        self._bot = bot
        self._rest = bot.rest
        self._own_id = own_id
        self._clock = clock

    async def member(self, guild_id: int, user_id: int) -> Member:
        with explained_about_members():
            found, roles = await asyncio.gather(
                self._rest.fetch_member(guild_id, user_id), guild_roles(self._bot, guild_id)
            )
        return _member(found, roles)

    async def target(self, actor: Actor, user_id: int) -> Target:
        (roles, bot), found = await asyncio.gather(
            self._surroundings(actor), self._find(actor.guild_id, user_id)
        )
        return Target(
            standing=roles.standing(found) if found else Standing(user_id=user_id),
            actor=_standing_of(actor, roles, bot),
            bot=bot,
        )

    async def role_target(self, actor: Actor, role_id: int) -> RoleTarget:
        roles, bot = await self._surroundings(actor, {role_id})
        if (role := roles.hierarchy.roles.get(role_id)) is None:
            raise NotFound(t("That role is not in this server."))
        return RoleTarget(
            role=role,
            height=roles.hierarchy.height(role_id),
            actor=_standing_of(actor, roles, bot),
            actor_may=actor.may(Permission.MANAGE_ROLES),
            bot=bot,
        )

    async def ban(
        self, actor: Actor, user_id: int, *, reason: str = "", delete: timedelta = timedelta()
    ) -> None:
        if not timedelta() <= delete <= LONGEST_DELETION:
            raise InvalidInput(t("Messages of at most 7 days can be deleted with a ban."))
        seconds = int(delete.total_seconds())  # of a timedelta hikari makes a fraction, which Discord refuses
        async with self._acting(actor, Permission.BAN_MEMBERS, self._about(user_id)):
            await self._rest.ban_user(
                actor.guild_id, user_id, delete_message_seconds=seconds, reason=self._reason(actor, reason)
            )

    async def unban(self, actor: Actor, user_id: int, *, reason: str = "") -> None:
        async with self._acting(actor, Permission.BAN_MEMBERS):
            await self._rest.unban_user(actor.guild_id, user_id, reason=self._reason(actor, reason))

    async def kick(self, actor: Actor, user_id: int, *, reason: str = "") -> None:
        async with self._acting(actor, Permission.KICK_MEMBERS, self._about(user_id)):
            await self._rest.kick_user(actor.guild_id, user_id, reason=self._reason(actor, reason))

    async def time_out(self, actor: Actor, user_id: int, until: datetime, *, reason: str = "") -> None:
        if not timedelta() < until - self._clock.now() <= LONGEST_TIME_OUT:
            raise InvalidInput(t("A time-out lasts 28 days at most, and ends in the future."))
        await self._silence(actor, user_id, until, reason)

    async def end_time_out(self, actor: Actor, user_id: int, *, reason: str = "") -> None:
        await self._silence(actor, user_id, None, reason)

    async def give_role(self, actor: Actor, user_id: int, role_id: int, *, reason: str = "") -> None:
        async with self._acting(actor, Permission.MANAGE_ROLES, self._about_roles({role_id})):
            await self._rest.add_role_to_member(
                actor.guild_id, user_id, role_id, reason=self._reason(actor, reason)
            )

    async def take_role(self, actor: Actor, user_id: int, role_id: int, *, reason: str = "") -> None:
        async with self._acting(actor, Permission.MANAGE_ROLES, self._about_roles({role_id})):
            await self._rest.remove_role_from_member(
                actor.guild_id, user_id, role_id, reason=self._reason(actor, reason)
            )

    async def set_roles(
        self, actor: Actor, user_id: int, role_ids: Collection[int], *, reason: str = ""
    ) -> None:
        with explained_about_members():
            held, known = await asyncio.gather(
                self._rest.fetch_member(actor.guild_id, user_id),
                guild_roles(self._bot, actor.guild_id, role_ids),
            )
        roles = known.hierarchy.roles
        if not roles.keys() >= set(role_ids):
            raise NotFound(t("That role is not in this server."))
        before = {int(each) for each in held.role_ids} & roles.keys() - {actor.guild_id}
        # Discord takes a list without them for the wish to take them away, and refuses it.
        after = set(role_ids) | {each for each in before if not roles[each].assignable}
        async with self._acting(actor, Permission.MANAGE_ROLES, self._about_roles(before ^ after)):
            await self._rest.edit_member(
                actor.guild_id, user_id, roles=sorted(after), reason=self._reason(actor, reason)
            )

    async def rename(self, actor: Actor, user_id: int, nickname: str | None, *, reason: str = "") -> None:
        if nickname is not None and not 0 < len(nickname) <= LONGEST_NICKNAME:
            raise InvalidInput(t("A nickname has 32 characters at most."))
        told = self._reason(actor, reason)
        if user_id == self._own_id:
            async with self._acting(actor, Permission.CHANGE_NICKNAME):
                await self._rest.edit_my_member(actor.guild_id, nickname=nickname, reason=told)
            return
        async with self._acting(actor, Permission.MANAGE_NICKNAMES, self._about(user_id)):
            await self._rest.edit_member(actor.guild_id, user_id, nickname=nickname, reason=told)

    async def _silence(self, actor: Actor, user_id: int, until: datetime | None, reason: str) -> None:
        async with self._acting(actor, Permission.MODERATE_MEMBERS, self._about_silence(user_id)):
            await self._rest.edit_member(
                actor.guild_id,
                user_id,
                communication_disabled_until=until,
                reason=self._reason(actor, reason),
            )

    async def _surroundings(
        self, actor: Actor, role_ids: Collection[int] = ()
    ) -> tuple[GuildRoles, Standing]:
        """The roles of the guild, with these if they are there, and how high the bot stands."""
        with explained_about_members():
            roles, bot = await asyncio.gather(
                guild_roles(self._bot, actor.guild_id, role_ids),
                self._rest.fetch_member(actor.guild_id, self._own_id),
            )
        return roles, roles.standing(bot)

    async def _find(self, guild_id: int, user_id: int) -> hikari.Member | None:
        with explained_about_members():
            try:
                return await self._rest.fetch_member(guild_id, user_id)
            except hikari.NotFoundError as error:
                if error.code != UNKNOWN_MEMBER:
                    raise
                return None

    def _reason(self, actor: Actor, reason: str) -> hikari.UndefinedOr[str]:
        """For Discord's audit log, which would otherwise name the bot alone."""
        who = "" if actor.user_id == self._own_id else f"{actor.name} ({actor.user_id})"
        told = ": ".join(filter(None, (who, reason)))
        # Half of a character cannot be sent in a header.
        return caption(told.encode(errors="replace").decode(), LONGEST_REASON) or hikari.UNDEFINED

    @asynccontextmanager
    async def _acting(
        self, actor: Actor, permission: Permission, objection: Objection | None = None
    ) -> AsyncIterator[None]:
        """Discord's refusals as our own. It says that something is missing, but not what: that is found out here."""
        try:
            with explained_about_members():
                yield
        except hikari.ForbiddenError as error:
            if error.code != MISSING_PERMISSIONS:
                raise
            raise Forbidden(await self._lack(actor, permission, objection)) from error

    async def _lack(self, actor: Actor, permission: Permission, objection: Objection | None) -> Text:
        _, bot = await self._surroundings(actor)
        if not bot.holds(permission):
            return bot_lacks(permission)
        found = await objection(actor) if objection else None
        return found or t("Discord does not let me do that.")

    def _about(self, user_id: int) -> Objection:
        async def objection(actor: Actor) -> Text | None:
            return (await self.target(actor, user_id)).bot_objection

        return objection

    def _about_silence(self, user_id: int) -> Objection:
        async def objection(actor: Actor) -> Text | None:
            target = await self.target(actor, user_id)
            if target.below_bot and target.standing.holds(Permission.ADMINISTRATOR):
                return t(
                    "{member} is an administrator, and Discord silences none of them.",
                    member=markup.user(user_id),
                )
            return target.bot_objection

        return objection

    def _about_roles(self, role_ids: Collection[int]) -> Objection:
        async def objection(actor: Actor) -> Text | None:
            targets = [await self.role_target(actor, role_id) for role_id in sorted(role_ids)]
            return next(filter(None, (target.bot_objection for target in targets)), None)

        return objection


def _standing_of(actor: Actor, roles: GuildRoles, bot: Standing) -> Standing:
    if actor.user_id == bot.user_id:  # a job's, which has no roles with it
        return bot
    return roles.hierarchy.standing(actor.user_id, actor.role_ids, actor.permissions)


def _member(found: hikari.Member, roles: GuildRoles) -> Member:
    return Member(
        id=int(found.id),
        name=found.display_name,
        is_bot=found.is_bot,
        role_ids=frozenset(int(role_id) for role_id in found.role_ids) - {roles.hierarchy.guild_id},
        joined_at=found.joined_at,
        timed_out_until=found.communication_disabled_until(),
        standing=roles.standing(found),
    )
