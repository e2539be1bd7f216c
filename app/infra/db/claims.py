"""One interaction, one effect: the id of an interaction is claimed in the transaction of what it leads to.

Discord tells every process of a shard of an interaction, and one process again after a lost connection.
Whoever commits first has the effect; for the others the transaction ends with ``ServedElsewhere``.
"""

from __future__ import annotations

from datetime import datetime, timedelta

from sqlalchemy import BigInteger, delete
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import Mapped, mapped_column

from app.core.errors import ServedElsewhere
from app.core.invocation import Claim
from app.core.snowflake import first_id_at
from app.infra.db.base import Model, Snowflake

KEPT = timedelta(days=1)
"""Discord resends what was missed within minutes, and takes an answer for a quarter of an hour."""


class ClaimedInteraction(Model):
    """An interaction that has had its effect. Its id tells when it was, and nothing of who or what."""

    __tablename__ = "claimed_interactions"

    id: Mapped[int] = mapped_column(Snowflake, primary_key=True, autoincrement=False)
    owner: Mapped[int] = mapped_column(BigInteger)
    """Which receipt of the interaction it was: each has a number by chance."""


async def hold(session: AsyncSession, claim: Claim) -> None:
    """Claim an interaction in the session's transaction, or find it claimed by the same owner.

    Waits for another's transaction under way: if that is rolled back, the interaction is free.
    """
    statement = insert(ClaimedInteraction).values(id=claim.interaction_id, owner=claim.owner)
    own = statement.on_conflict_do_update(
        index_elements=[ClaimedInteraction.id],
        set_={"owner": statement.excluded.owner},
        where=ClaimedInteraction.owner == statement.excluded.owner,
    )
    if await session.scalar(own.returning(ClaimedInteraction.id)) is None:
        raise ServedElsewhere(f"interaction {claim.interaction_id}")


async def forget_claims(session: AsyncSession, now: datetime) -> None:
    """Delete the claims of interactions that nobody will send again."""
    await session.execute(delete(ClaimedInteraction).where(ClaimedInteraction.id < first_id_at(now - KEPT)))
