"""What the modules of ``/info`` share: the group, and how a date and permissions look."""

from __future__ import annotations

from datetime import datetime

import hikari
import lightbulb

from app.core import markup
from app.core.actor import Permission
from app.core.i18n import joined
from app.core.localized import Words
from app.discord.command_info import GUILD

KEY_PERMISSIONS = (
    Permission.ADMINISTRATOR,
    Permission.MANAGE_GUILD,
    Permission.MANAGE_ROLES,
    Permission.MANAGE_CHANNELS,
    Permission.MANAGE_MESSAGES,
    Permission.KICK_MEMBERS,
    Permission.BAN_MEMBERS,
    Permission.MODERATE_MEMBERS,
)
group = lightbulb.Group(
    "info",
    "Facts about members, roles and this server.",
    contexts=GUILD,
)


def permissions_of(permissions: hikari.Permissions) -> Words:
    return joined(each.label for each in KEY_PERMISSIONS if each in Permission(int(permissions)))


def moment(at: datetime) -> str:
    """A date in the reader's own time zone, and how long ago that was."""
    return f"{markup.moment(at, 'D')} ({markup.moment(at, 'R')})"
