"""Hours as a column of the channels' counts: a table of their own was twenty times as large.

Revision ID: 0008
Revises: 0007
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0008"
down_revision = "0007"


def upgrade() -> None:
    op.add_column(
        "activity_channels",
        sa.Column(
            "hours", postgresql.ARRAY(sa.Integer()), nullable=False, server_default=f"{{{'0,' * 23}0}}"
        ),
    )
    op.alter_column("activity_channels", "hours", server_default=None)
    op.execute(
        """
        UPDATE activity_channels c SET hours = counted.hours
        FROM (
            SELECT guild_id, day, channel_id, array_agg(coalesce(h.messages, 0) ORDER BY hour) AS hours
            FROM (SELECT DISTINCT guild_id, day, channel_id FROM activity_hours) AS places
            CROSS JOIN generate_series(0, 23) AS hour
            LEFT JOIN activity_hours h USING (guild_id, day, channel_id, hour)
            GROUP BY guild_id, day, channel_id
        ) AS counted
        WHERE (c.guild_id, c.day, c.channel_id) = (counted.guild_id, counted.day, counted.channel_id)
        """
    )
    op.drop_table("activity_hours")


def downgrade() -> None:
    op.create_table(
        "activity_hours",
        sa.Column("guild_id", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("channel_id", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("hour", sa.SmallInteger(), autoincrement=False, nullable=False),
        sa.Column("messages", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("guild_id", "day", "channel_id", "hour", name=op.f("pk_activity_hours")),
    )
    op.execute(
        """
        INSERT INTO activity_hours (guild_id, day, channel_id, hour, messages)
        SELECT guild_id, day, channel_id, number - 1, count
        FROM activity_channels, unnest(hours) WITH ORDINALITY AS counted (count, number) WHERE count > 0
        """
    )
    op.drop_column("activity_channels", "hours")
