"""What the modules of ``/info`` share: the group, and how a date and permissions look."""

from __future__ import annotations

from datetime import datetime

import hikari
import lightbulb

from app.core.cards import Words
from app.core.i18n import joined, t

KEY_PERMISSIONS = {
    hikari.Permissions.ADMINISTRATOR: t("Administrator"),
    hikari.Permissions.MANAGE_GUILD: t("Manage Server"),
    hikari.Permissions.MANAGE_ROLES: t("Manage Roles"),
    hikari.Permissions.MANAGE_CHANNELS: t("Manage Channels"),
    hikari.Permissions.MANAGE_MESSAGES: t("Manage Messages"),
    hikari.Permissions.KICK_MEMBERS: t("Kick Members"),
    hikari.Permissions.BAN_MEMBERS: t("Ban Members"),
    hikari.Permissions.MODERATE_MEMBERS: t("Time out members"),
}
group = lightbulb.Group(
    "info",
    "Facts about members, roles and this server.",
    contexts=(hikari.ApplicationContextType.GUILD,),
)


def permissions_of(permissions: hikari.Permissions) -> Words:
    return joined(label for permission, label in KEY_PERMISSIONS.items() if permission in permissions)


def moment(at: datetime) -> str:
    """A date in the reader's own time zone, and how long ago that was."""
    return f"<t:{int(at.timestamp())}:D> (<t:{int(at.timestamp())}:R>)"
