"""Who stands above whom in a guild, by Discord's rules.

The owner stands above everybody, then the highest role decides; a permission, even that of an administrator,
lifts nobody. https://discord.com/developers/docs/topics/permissions#permission-hierarchy
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import NamedTuple

from app.core.actor import Permission
from app.core.errors import Forbidden
from app.core.i18n import Text, t


@dataclass(frozen=True, slots=True, kw_only=True)
class GuildRole:
    """A role of a guild."""

    id: int
    position: int
    """Several roles can share one."""
    assignable: bool
    """Whether the guild's own people give and take it, as they do not with those of bots and boosters."""


class Height(NamedTuple):
    """Where a role stands; the greater is the higher."""

    position: int
    age: int
    """Of two roles at one position the older one, whose id is lower, is the higher."""


LOWEST = Height(-1, 0)
"""That of @everyone, and so of a member without roles, though others may share its position."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Standing:
    """How high somebody stands in a guild."""

    user_id: int
    is_owner: bool = False
    permissions: Permission = Permission.NONE
    """Those in the whole guild."""
    highest: Height = LOWEST

    def is_above(self, other: Standing) -> bool:
        """Whether Discord lets this one act on the other; never on the owner, on equals or on oneself."""
        if other.is_owner or other.user_id == self.user_id:
            return False
        return self.is_owner or self.highest > other.highest

    def is_above_role(self, height: Height) -> bool:
        """Whether Discord lets this one give and take a role of that height."""
        return self.is_owner or self.highest > height

    def holds(self, permission: Permission) -> bool:
        """Whether Discord gives the permission, or all of them."""
        return bool(self.permissions & Permission.ADMINISTRATOR) or permission in self.permissions


def bot_lacks(permission: Permission) -> Text:
    """That the bot cannot do what was asked without this."""
    return t("I need the permission **{permission}** for that.", permission=permission.label)


@dataclass(frozen=True, slots=True, kw_only=True)
class Hierarchy:
    """The roles of a guild by id, and its owner."""

    guild_id: int
    owner_id: int
    roles: Mapping[int, GuildRole]

    def height(self, role_id: int) -> Height:
        """Where a role stands; one that is gone as low as can be."""
        role = self.roles.get(role_id)
        if role is None or role_id == self.guild_id:
            return LOWEST
        return Height(role.position, -role.id)

    def standing(self, user_id: int, role_ids: Iterable[int], permissions: Permission) -> Standing:
        """That of somebody with these roles, and these permissions in the whole guild."""
        return Standing(
            user_id=user_id,
            is_owner=user_id == self.owner_id,
            permissions=permissions,
            highest=max(map(self.height, role_ids), default=LOWEST),
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class Target:
    """Somebody on whom an actor wants to act by means of the bot."""

    standing: Standing
    actor: Standing
    bot: Standing

    @property
    def below_actor(self) -> bool:
        return self.actor.is_above(self.standing)

    @property
    def below_bot(self) -> bool:
        return self.bot.is_above(self.standing)

    @property
    def objection(self) -> Text | None:
        """Why the actor may not, or the bot cannot; None when both stand above."""
        if self.standing.user_id in {self.bot.user_id, self.actor.user_id} or self.standing.is_owner:
            return self._objection_to_anybody
        if not self.below_actor:
            return t("{member} has a role as high as yours, or higher.", member=self._member)
        return self.bot_objection

    @property
    def bot_objection(self) -> Text | None:
        """Why the bot cannot, whoever asks for it."""
        if self.below_bot:
            return None
        return self._objection_to_anybody or t(
            "I cannot do that: my highest role is not above that of {member}.", member=self._member
        )

    @property
    def _objection_to_anybody(self) -> Text | None:
        if self.standing.user_id == self.bot.user_id:
            return t("I cannot do that to myself.")
        if self.standing.user_id == self.actor.user_id:
            return t("You cannot do that to yourself.")
        if self.standing.is_owner:
            return t("{member} owns this server, so nobody can do that to them.", member=self._member)
        return None

    @property
    def _member(self) -> str:
        return f"<@{self.standing.user_id}>"

    def require_below(self) -> None:
        """Raise ``Forbidden`` with the reason unless the actor and the bot stand above."""
        if (objection := self.objection) is not None:
            raise Forbidden(objection)


@dataclass(frozen=True, slots=True, kw_only=True)
class RoleTarget:
    """A role that an actor wants to give or take by means of the bot."""

    role: GuildRole
    height: Height
    actor: Standing
    actor_may: bool
    """Whether the actor has Manage Roles, from Discord or as the bot's admin."""
    bot: Standing

    @property
    def objection(self) -> Text | None:
        """Why it cannot be given; None when the actor may and the bot can."""
        return self._objection_to_role or self._actor_objection or self._bot_objection

    @property
    def bot_objection(self) -> Text | None:
        """Why the bot cannot give it, whoever asks for it."""
        return self._objection_to_role or self._bot_objection

    @property
    def _objection_to_role(self) -> Text | None:
        if self.height == LOWEST:
            return t("Everyone has that role.")
        if not self.role.assignable:
            return t("Discord or an app decides who has {role}.", role=self._mention)
        return None

    @property
    def _actor_objection(self) -> Text | None:
        if not self.actor_may:
            return t(
                "You need the permission **{permission}** for that.", permission=Permission.MANAGE_ROLES.label
            )
        if not self.actor.is_above_role(self.height):
            return t("{role} is as high as your highest role, or higher.", role=self._mention)
        return None

    @property
    def _bot_objection(self) -> Text | None:
        if not self.bot.holds(Permission.MANAGE_ROLES):
            return bot_lacks(Permission.MANAGE_ROLES)
        if not self.bot.is_above_role(self.height):
            return t("I cannot do that: my highest role is not above {role}.", role=self._mention)
        return None

    @property
    def _mention(self) -> str:
        return f"<@&{self.role.id}>"

    def require_givable(self) -> None:
        """Raise ``Forbidden`` with the reason unless the actor may give and take it, and the bot can."""
        if (objection := self.objection) is not None:
            raise Forbidden(objection)
