"""Statistics: roll-ups of activity, digests, the time zone of a guild.

Revision ID: 0005
Revises: 0004
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0004"


def upgrade() -> None:
    op.create_table(
        "activity_days",
        sa.Column("guild_id", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("people", sa.Integer(), nullable=False),
        sa.Column("joins", sa.Integer(), nullable=False),
        sa.Column("leaves", sa.Integer(), nullable=False),
        sa.Column("reactions", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("guild_id", "day", name=op.f("pk_activity_days")),
    )
    op.create_table(
        "activity_digests",
        sa.Column("guild_id", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("channel_id", sa.BigInteger(), nullable=False),
        sa.Column("at", sa.Time(), nullable=False),
        sa.Column("last_day", sa.Date(), nullable=False),
        sa.PrimaryKeyConstraint("guild_id", name=op.f("pk_activity_digests")),
    )
    op.create_table(
        "activity_hours",
        sa.Column("guild_id", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("channel_id", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("hour", sa.SmallInteger(), autoincrement=False, nullable=False),
        sa.Column("messages", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("guild_id", "day", "channel_id", "hour", name=op.f("pk_activity_hours")),
    )
    op.create_table(
        "activity_channels",
        sa.Column("guild_id", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("channel_id", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("messages", sa.Integer(), nullable=False),
        sa.Column("characters", sa.Integer(), nullable=False),
        sa.Column("with_attachments", sa.Integer(), nullable=False),
        sa.Column("with_embeds", sa.Integer(), nullable=False),
        sa.Column("replies", sa.Integer(), nullable=False),
        sa.Column("deleted", sa.Integer(), nullable=False),
        sa.Column("by_bots", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("guild_id", "day", "channel_id", name=op.f("pk_activity_channels")),
    )
    op.create_table(
        "activity_members",
        sa.Column("guild_id", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("user_id", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("channel_id", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("messages", sa.Integer(), nullable=False),
        sa.Column("characters", sa.Integer(), nullable=False),
        sa.Column("with_attachments", sa.Integer(), nullable=False),
        sa.Column("with_embeds", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("guild_id", "user_id", "day", "channel_id", name=op.f("pk_activity_members")),
    )
    op.create_index(
        "ix_activity_members_guild_id_channel_id_day",
        "activity_members",
        ["guild_id", "channel_id", "day"],
        unique=False,
    )
    op.create_index("ix_activity_members_guild_id_day", "activity_members", ["guild_id", "day"], unique=False)
    op.add_column("guild_settings", sa.Column("time_zone", sa.Text(), server_default="UTC", nullable=False))
    op.create_check_constraint(
        op.f("ck_guild_settings_time_zone_length"),
        "guild_settings",
        "char_length(time_zone) BETWEEN 1 AND 64",
    )


def downgrade() -> None:
    op.drop_column("guild_settings", "time_zone")
    op.drop_index("ix_activity_members_guild_id_day", table_name="activity_members")
    op.drop_index("ix_activity_members_guild_id_channel_id_day", table_name="activity_members")
    op.drop_table("activity_members")
    op.drop_table("activity_hours")
    op.drop_table("activity_channels")
    op.drop_table("activity_digests")
    op.drop_table("activity_days")
