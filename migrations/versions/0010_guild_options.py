"""Decisions of guilds as values by key, so that a feature can have its own without a column.

Revision ID: 0010
Revises: 0009
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0010"
down_revision = "0009"


def upgrade() -> None:
    op.add_column(
        "guild_settings",
        sa.Column("options", postgresql.JSONB(), server_default="{}", nullable=False),
    )
    op.execute(
        """
        UPDATE guild_settings SET options = jsonb_strip_nulls(jsonb_build_object(
            'settings.admin_role', admin_role_id,
            'settings.time_zone', nullif(time_zone, 'UTC'),
            'audit.channel', log_channel_id,
            'message_log.channel', message_log_channel_id
        ))
        """
    )
    op.drop_constraint("time_zone_length", "guild_settings", type_="check")
    for column in ("admin_role_id", "time_zone", "log_channel_id", "message_log_channel_id"):
        op.drop_column("guild_settings", column)


def downgrade() -> None:
    op.add_column("guild_settings", sa.Column("admin_role_id", sa.BigInteger()))
    op.add_column("guild_settings", sa.Column("log_channel_id", sa.BigInteger()))
    op.add_column("guild_settings", sa.Column("message_log_channel_id", sa.BigInteger()))
    op.add_column("guild_settings", sa.Column("time_zone", sa.Text(), server_default="UTC", nullable=False))
    op.execute(
        """
        UPDATE guild_settings SET
            admin_role_id = (options ->> 'settings.admin_role')::bigint,
            log_channel_id = (options ->> 'audit.channel')::bigint,
            message_log_channel_id = (options ->> 'message_log.channel')::bigint,
            time_zone = coalesce(options ->> 'settings.time_zone', 'UTC')
        """
    )
    op.create_check_constraint(
        op.f("ck_guild_settings_time_zone_length"), "guild_settings", "length(time_zone) BETWEEN 1 AND 64"
    )
    op.drop_column("guild_settings", "options")
