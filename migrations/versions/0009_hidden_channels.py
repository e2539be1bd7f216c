"""Channels that the bot cannot see, and who could read them when it still did.

Revision ID: 0009
Revises: 0008
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0009"
down_revision = "0008"


def upgrade() -> None:
    op.add_column(
        "channels", sa.Column("hidden", sa.Boolean(), server_default=sa.text("false"), nullable=False)
    )
    # What the placeholder has taken the place of is not known any more. A channel that is really called so is told of again.
    op.execute("UPDATE channels SET hidden = (deleted_at IS NULL), name = '' WHERE name = '___hidden___'")
    op.create_table(
        "channel_overwrites",
        sa.Column("channel_id", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("role_id", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("user_id", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("guild_id", sa.BigInteger(), nullable=False),
        sa.Column("allow", sa.BigInteger(), nullable=False),
        sa.Column("deny", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("channel_id", "role_id", "user_id", name=op.f("pk_channel_overwrites")),
    )


def downgrade() -> None:
    op.drop_table("channel_overwrites")
    op.drop_column("channels", "hidden")
