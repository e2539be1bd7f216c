"""What another bot let members keep may be longer, and a quote shorter, than what is typed here.

Revision ID: 0014
Revises: 0013
"""

from __future__ import annotations

from alembic import op

revision = "0014"
down_revision = "0013"


def upgrade() -> None:
    _limit("quotes", "text", 1, 4000)
    _limit("links", "content", 1, 4000)


def downgrade() -> None:
    # Refused while there are longer ones: nothing is cut or deleted to go back.
    _limit("quotes", "text", 3, 2000)
    _limit("links", "content", 1, 1800)


def _limit(table: str, column: str, shortest: int, longest: int) -> None:
    name = op.f(f"ck_{table}_{column}_length")
    op.drop_constraint(name, table, type_="check")
    op.create_check_constraint(name, table, f"char_length({column}) BETWEEN {shortest} AND {longest}")
