"""Titles, aliases and tags are compared without whatever leaves no ink.

A title that nobody sees, or that looks like another's, gets its link's number; an alias or a tag like that goes.

Revision ID: 0013
Revises: 0012
"""

from __future__ import annotations

from alembic import op

revision = "0013"
down_revision = "0012"

INKLESS = (
    r"[\u00AD\u034F\u061C\u115F\u1160\u17B4\u17B5\u180B-\u180F\u200B-\u200F\u202A-\u202E\u2060-\u206F\u2800\u3164"
    r"\uFE00-\uFE0F\uFEFF\uFFA0\uFFF0-\uFFFB\U00016FE4\U0001BCA0-\U0001BCA3\U0001D159\U0001D173-\U0001D17A"
    r"\U000E0000-\U000E0FFF]"
)
SEEN = rf"normalize(btrim(regexp_replace(regexp_replace(key, '{INKLESS}', '', 'g'), '\s+', ' ', 'g')), NFKC)"


def upgrade() -> None:
    ranked = f"""
        SELECT id, seen, row_number() OVER (PARTITION BY guild_id, seen ORDER BY is_title DESC, id) AS place
        FROM (SELECT *, {SEEN} AS seen FROM link_names) AS names
    """
    op.execute(
        f"""
        DELETE FROM link_names USING ({ranked}) AS ranked
        WHERE link_names.id = ranked.id AND NOT is_title AND (place > 1 OR seen = '')
        """
    )
    op.execute(
        f"""
        UPDATE link_names SET
            name = CASE WHEN seen = '' OR length(name) > 80 THEN 'Link' ELSE name END || ' (' || link_id || ')',
            key = CASE WHEN seen = '' OR length(name) > 80 THEN 'link' ELSE seen END || ' (' || link_id || ')'
        FROM ({ranked}) AS ranked
        WHERE link_names.id = ranked.id AND (place > 1 OR seen = '')
        """
    )
    op.execute(f"UPDATE link_names SET key = {SEEN} WHERE key <> {SEEN}")
    op.execute(
        f"""
        DELETE FROM link_tags USING (
            SELECT link_id, key, seen, row_number() OVER (PARTITION BY link_id, seen ORDER BY key) AS place
            FROM (SELECT *, {SEEN} AS seen FROM link_tags) AS tags
        ) AS ranked
        WHERE link_tags.link_id = ranked.link_id AND link_tags.key = ranked.key AND (place > 1 OR seen = '')
        """
    )
    op.execute(f"UPDATE link_tags SET key = {SEEN} WHERE key <> {SEEN}")


def downgrade() -> None:
    """The keys stay: which of them had more in it is not known any more."""
