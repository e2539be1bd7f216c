"""Quotes.

Revision ID: 0002
Revises: 0001
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0002"
down_revision = "0001"


def upgrade() -> None:
    op.execute("CREATE EXTENSION IF NOT EXISTS pg_trgm")
    op.create_table(
        "quote_counters",
        sa.Column("guild_id", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("last_number", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["guild_id"], ["guilds.id"], name=op.f("fk_quote_counters_guild_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("guild_id", name=op.f("pk_quote_counters")),
    )
    op.create_table(
        "quotes",
        sa.Column("id", sa.BigInteger(), sa.Identity(), nullable=False),
        sa.Column("guild_id", sa.BigInteger(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("added_by", sa.BigInteger(), nullable=True),
        sa.Column("speaker_id", sa.BigInteger(), nullable=True),
        sa.Column("channel_id", sa.BigInteger(), nullable=True),
        sa.Column("message_id", sa.BigInteger(), nullable=True),
        sa.Column("added_at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.Column("edited_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("times_shown", sa.Integer(), server_default="0", nullable=False),
        sa.Column(
            "search",
            postgresql.TSVECTOR(),
            sa.Computed("to_tsvector('english', text)", persisted=True),
            nullable=False,
        ),
        sa.CheckConstraint("char_length(text) BETWEEN 3 AND 2000", name=op.f("ck_quotes_text_length")),
        sa.ForeignKeyConstraint(
            ["guild_id"], ["guilds.id"], name=op.f("fk_quotes_guild_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_quotes")),
        sa.UniqueConstraint("guild_id", "number", name=op.f("uq_quotes_guild_id_number")),
        sa.UniqueConstraint("guild_id", "message_id", name=op.f("uq_quotes_guild_id_message_id")),
    )
    op.create_index("ix_quotes_guild_id_times_shown", "quotes", ["guild_id", "times_shown"])
    op.create_index("ix_quotes_search", "quotes", ["search"], postgresql_using="gin")
    op.create_index(
        "ix_quotes_text", "quotes", ["text"], postgresql_using="gin", postgresql_ops={"text": "gin_trgm_ops"}
    )
    op.create_index("ix_quotes_added_by", "quotes", ["added_by"])
    op.create_index("ix_quotes_speaker_id", "quotes", ["speaker_id"])


def downgrade() -> None:
    op.drop_table("quotes")
    op.drop_table("quote_counters")
    op.execute("DROP EXTENSION pg_trgm")
