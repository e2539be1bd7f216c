"""Message log: the text of messages, encrypted, and what has to be shown.

Revision ID: 0007
Revises: 0006
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0007"
down_revision = "0006"


def upgrade() -> None:
    op.add_column("guild_settings", sa.Column("message_log_channel_id", sa.BigInteger(), nullable=True))
    op.create_table(
        "message_bodies",
        sa.Column("guild_id", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("message_id", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("written_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("channel_id", sa.BigInteger(), nullable=False),
        sa.Column("author_id", sa.BigInteger(), nullable=False),
        sa.Column("key_id", sa.Text(), nullable=False),
        sa.Column("content", sa.LargeBinary(), nullable=False),
        sa.PrimaryKeyConstraint("guild_id", "message_id", "written_at", name=op.f("pk_message_bodies")),
        postgresql_partition_by="RANGE (written_at)",
    )
    op.create_table(
        "message_log_entries",
        sa.Column("guild_id", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("subject", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("moment", sa.DateTime(timezone=True), nullable=False),
        sa.Column("number", sa.BigInteger(), sa.Identity(always=False), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("channel_id", sa.BigInteger(), nullable=True),
        sa.Column("user_id", sa.BigInteger(), nullable=True),
        sa.Column("name", sa.Text(), nullable=True),
        sa.Column("message_ids", postgresql.ARRAY(sa.BigInteger()), nullable=True),
        sa.Column("joined_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("role_ids", postgresql.ARRAY(sa.BigInteger()), nullable=True),
        sa.Column("post_number", sa.BigInteger(), nullable=True),
        sa.Column("posted_at", sa.DateTime(timezone=True), nullable=True),
        sa.PrimaryKeyConstraint("guild_id", "kind", "subject", "moment", name=op.f("pk_message_log_entries")),
    )
    op.create_index(op.f("ix_message_log_entries_user_id"), "message_log_entries", ["user_id"], unique=False)
    op.create_index(
        "ix_message_log_entries_waiting",
        "message_log_entries",
        ["guild_id", "at", "number"],
        unique=False,
        postgresql_where=sa.text("posted_at IS NULL"),
    )


def downgrade() -> None:
    op.drop_index("ix_message_log_entries_waiting", table_name="message_log_entries")
    op.drop_index(op.f("ix_message_log_entries_user_id"), table_name="message_log_entries")
    op.drop_table("message_log_entries")
    op.drop_table("message_bodies")
    op.drop_column("guild_settings", "message_log_channel_id")
