"""Quotes lie in a shuffled order, so that one is drawn by an index instead of by sorting all of a guild's.

Revision ID: 0012
Revises: 0011
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0012"
down_revision = "0011"


def upgrade() -> None:
    op.add_column(
        "quotes", sa.Column("draw_order", sa.Double(), server_default=sa.func.random(), nullable=False)
    )
    op.create_index("ix_quotes_deck", "quotes", ["guild_id", "times_shown", "draw_order"])
    op.drop_index("ix_quotes_guild_id_times_shown", "quotes")


def downgrade() -> None:
    op.create_index("ix_quotes_guild_id_times_shown", "quotes", ["guild_id", "times_shown"])
    op.drop_index("ix_quotes_deck", "quotes")
    op.drop_column("quotes", "draw_order")
