"""Links, their names and tags.

Revision ID: 0003
Revises: 0002
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"


def upgrade() -> None:
    op.create_table(
        "links",
        sa.Column("id", sa.BigInteger(), sa.Identity(), nullable=False),
        sa.Column("guild_id", sa.BigInteger(), nullable=False),
        sa.Column("content", sa.Text(), nullable=False),
        sa.Column("preview", sa.Boolean(), nullable=False),
        sa.Column("added_by", sa.BigInteger(), nullable=True),
        sa.Column("added_at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.Column("edited_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("times_used", sa.Integer(), server_default="0", nullable=False),
        sa.CheckConstraint("char_length(content) BETWEEN 1 AND 1800", name=op.f("ck_links_content_length")),
        sa.ForeignKeyConstraint(
            ["guild_id"], ["guilds.id"], name=op.f("fk_links_guild_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_links")),
    )
    op.create_index("ix_links_guild_id", "links", ["guild_id"])
    op.create_index("ix_links_added_by", "links", ["added_by"])
    op.create_table(
        "link_names",
        sa.Column("id", sa.BigInteger(), sa.Identity(), nullable=False),
        sa.Column("link_id", sa.BigInteger(), nullable=False),
        sa.Column("guild_id", sa.BigInteger(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("key", sa.Text(), nullable=False),
        sa.Column("is_title", sa.Boolean(), nullable=False),
        sa.CheckConstraint("char_length(name) BETWEEN 1 AND 100", name=op.f("ck_link_names_name_length")),
        sa.ForeignKeyConstraint(
            ["link_id"], ["links.id"], name=op.f("fk_link_names_link_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_link_names")),
        sa.UniqueConstraint("guild_id", "key", name=op.f("uq_link_names_guild_id_key")),
    )
    op.create_index(op.f("ix_link_names_link_id"), "link_names", ["link_id"])
    op.create_table(
        "link_tags",
        sa.Column("link_id", sa.BigInteger(), nullable=False),
        sa.Column("key", sa.Text(), nullable=False),
        sa.Column("tag", sa.Text(), nullable=False),
        sa.CheckConstraint("char_length(tag) BETWEEN 1 AND 50", name=op.f("ck_link_tags_tag_length")),
        sa.ForeignKeyConstraint(
            ["link_id"], ["links.id"], name=op.f("fk_link_tags_link_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("link_id", "key", name=op.f("pk_link_tags")),
    )


def downgrade() -> None:
    for table in ("link_tags", "link_names", "links"):
        op.drop_table(table)
