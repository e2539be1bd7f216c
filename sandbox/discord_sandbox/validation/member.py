"""The bodies with which members are changed and banned."""

from __future__ import annotations

from discord_sandbox.model.checks import boolean, ids, integer, maybe, moment, record, snowflake, string
from discord_sandbox.validation.image import image

# OpenAPI description, /guilds/{guild_id}/members/{user_id} (350 roles, 32 characters).
ROLES_PER_MEMBER = 350
NICK = 32
# Discord: Resources > Guild > Bulk Guild Ban, Create Guild Ban (200 users, seven days).
BANS_AT_ONCE = 200
LONGEST_DELETION = 604_800
"""Seconds of what a banned user wrote that can be deleted with the ban."""
# Discord: Resources > Guild > Modify Guild Member (28 days).
LONGEST_TIME_OUT = 28 * 86_400.0
# Assumed, as no page says how large a picture of a member may be.
_PICTURE_BYTES = 10 * 1024 * 1024

EDIT_MEMBER = record(
    {
        "nick": maybe(string(0, NICK)),
        "roles": maybe(ids(ROLES_PER_MEMBER)),
        "mute": maybe(boolean),
        "deaf": maybe(boolean),
        "channel_id": maybe(snowflake),
        "communication_disabled_until": maybe(moment),
        "flags": maybe(integer(0)),
    }
)
# Discord: Resources > Guild > Modify Current Member. Length of the bio: OpenAPI description.
EDIT_OWN_MEMBER = record(
    {
        "nick": maybe(string(0, NICK)),
        "bio": maybe(string(0, 190)),
        "avatar": maybe(image(_PICTURE_BYTES)),
        "banner": maybe(image(_PICTURE_BYTES)),
    }
)
BAN = record(
    {
        "delete_message_seconds": maybe(integer(0, LONGEST_DELETION)),
        "delete_message_days": maybe(integer(0, 7)),
    }
)
BULK_BAN = record(
    {
        "user_ids": ids(BANS_AT_ONCE),
        "delete_message_seconds": maybe(integer(0, LONGEST_DELETION)),
    },
    needed=("user_ids",),
)
# Discord: Resources > User > Modify Current User, Usernames and Nicknames.
EDIT_OWN_USER = record(
    {
        "username": string(2, 32),
        "avatar": maybe(image(_PICTURE_BYTES)),
        "banner": maybe(image(_PICTURE_BYTES)),
    }
)
