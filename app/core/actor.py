"""Who is asking, and where: all that a service learns about an invocation."""

from __future__ import annotations

from dataclasses import dataclass
from enum import IntFlag

from app.core.errors import Forbidden
from app.core.i18n import SOURCE_LOCALE, t


class Permission(IntFlag):
    """The Discord permissions that services ask about, with Discord's own bits."""

    NONE = 0
    KICK_MEMBERS = 1 << 1
    BAN_MEMBERS = 1 << 2
    ADMINISTRATOR = 1 << 3
    MANAGE_CHANNELS = 1 << 4
    MANAGE_GUILD = 1 << 5
    VIEW_AUDIT_LOG = 1 << 7
    MANAGE_MESSAGES = 1 << 13
    CHANGE_NICKNAME = 1 << 26
    MANAGE_NICKNAMES = 1 << 27
    MANAGE_ROLES = 1 << 28
    MODERATE_MEMBERS = 1 << 40

    @property
    def label(self) -> str:
        """The name Discord's own settings show."""
        return LABELS.get(self) or (self.name or "").replace("_", " ").title()


LABELS = {
    Permission.MANAGE_GUILD: "Manage Server",
    Permission.MODERATE_MEMBERS: "Time out members",
}

OWN_PERMISSION_ONLY = Permission.MANAGE_GUILD | Permission.ADMINISTRATOR
"""What the bot's admin role does not stand in for; otherwise its holders could hand it on."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Actor:
    """A member acting in a guild.

    ``permissions`` are those in the whole guild: a channel's overwrites neither add to them nor take from them.
    ``bot_admin`` tells that the member has the role which the guild made the bot's admin role.
    The names are what Discord showed with this invocation, for rows that display them later.
    """

    user_id: int
    guild_id: int
    permissions: Permission = Permission.NONE
    role_ids: frozenset[int] = frozenset()
    channel_id: int | None = None
    parent_channel_id: int | None = None
    """The channel that the thread ``channel_id`` is in; None outside of threads."""
    bot_admin: bool = False
    locale: str = SOURCE_LOCALE
    name: str = ""
    guild_name: str = ""

    def holds(self, permission: Permission) -> bool:
        """Whether Discord itself gives the actor ``permission``."""
        return bool(self.permissions & Permission.ADMINISTRATOR) or permission in self.permissions

    def may(self, permission: Permission) -> bool:
        """Whether the actor has ``permission``, from Discord or as the bot's admin."""
        return self.holds(permission) or (self.bot_admin and not permission & OWN_PERMISSION_ONLY)

    def require(self, permission: Permission) -> None:
        """Raise ``Forbidden`` unless the actor may."""
        if not self.may(permission):
            raise Forbidden(
                t("You need the permission **{permission}** for that.", permission=permission.label)
            )
