"""The body with which an invitation is made."""

from __future__ import annotations

from discord_sandbox.model.checks import boolean, ids, integer, maybe, one_of, record, snowflake

DAY, WEEK = 86_400, 604_800

# Discord: Resources > Channel > Create Channel Invite (seven days, a hundred uses). Roles: OpenAPI description,
# CreateGuildInviteRequest, which would let an invitation live longer; the smaller of the two holds here.
CREATE_INVITE = record(
    {
        "max_age": maybe(integer(0, WEEK)),
        "max_uses": maybe(integer(0, 100)),
        "temporary": maybe(boolean),
        "unique": maybe(boolean),
        "target_type": maybe(one_of(1, 2)),
        "target_user_id": maybe(snowflake),
        "target_application_id": maybe(snowflake),
        "role_ids": maybe(ids(250)),
    }
)
