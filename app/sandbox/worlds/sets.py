"""Permissions that go together, by the names that world files use."""

from __future__ import annotations

from app.sandbox.permissions import Permission

MEMBER = int(
    Permission.VIEW_CHANNEL
    | Permission.SEND_MESSAGES
    | Permission.SEND_MESSAGES_IN_THREADS
    | Permission.CREATE_PUBLIC_THREADS
    | Permission.EMBED_LINKS
    | Permission.ATTACH_FILES
    | Permission.ADD_REACTIONS
    | Permission.USE_EXTERNAL_EMOJIS
    | Permission.READ_MESSAGE_HISTORY
    | Permission.USE_APPLICATION_COMMANDS
    | Permission.CHANGE_NICKNAME
    | Permission.CREATE_INSTANT_INVITE
    | Permission.SEND_POLLS
    | Permission.CONNECT
    | Permission.SPEAK
)
MODERATOR = int(
    Permission.MANAGE_MESSAGES
    | Permission.PIN_MESSAGES
    | Permission.MODERATE_MEMBERS
    | Permission.KICK_MEMBERS
    | Permission.BAN_MEMBERS
    | Permission.MANAGE_THREADS
    | Permission.MANAGE_NICKNAMES
    | Permission.VIEW_AUDIT_LOG
)
BOT = (
    MEMBER
    | MODERATOR
    | int(
        Permission.MANAGE_ROLES
        | Permission.MANAGE_CHANNELS
        | Permission.MANAGE_WEBHOOKS
        | Permission.MANAGE_GUILD
        | Permission.CREATE_PRIVATE_THREADS
    )
)
"""What the invitation asks for."""

SETS = {"member": MEMBER, "moderator": MODERATOR, "bot": BOT}
"""Written small, so that nobody takes them for a permission of Discord's."""


def permissions(names: list[str]) -> int:
    """All the permissions and sets with these names."""
    granted = 0
    for name in names:
        granted |= SETS.get(name) or int(Permission[name])
    return granted
