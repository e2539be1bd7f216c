"""One interaction, one effect: the id of an interaction is claimed in the transaction of what it leads to.

Discord tells every process of a shard of an interaction, and one process again after a lost connection.
Whoever commits first has the effect; for the others the transaction ends with ``ServedElsewhere``.
"""

from __future__ import annotations

from datetime import datetime, timedelta

from sqlalchemy import CTE, BigInteger, bindparam, delete, select
from sqlalchemy.dialects.postgresql import Insert, insert
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
    own = _own(insert(ClaimedInteraction).values(id=claim.interaction_id, owner=claim.owner))
    if await session.scalar(own.returning(ClaimedInteraction.id)) is None:
        raise ServedElsewhere(f"interaction {claim.interaction_id}")


def claimed_for(rows: CTE) -> CTE:
    """The claim as a part of a statement that stands for itself, with the values that ``parameters`` gives.

    It has a row if there are ``rows`` and the claim is not another's; what has an effect must join it.
    """
    values = (bindparam("claim_id", type_=Snowflake), bindparam("claim_owner", type_=BigInteger))
    statement = insert(ClaimedInteraction).from_select(
        ["id", "owner"], select(*values).select_from(rows).limit(1)
    )
    return _own(statement).returning(ClaimedInteraction.id).cte("claim")


def parameters(claim: Claim) -> dict[str, int]:
    """The values of ``claimed_for``."""
    return {"claim_id": claim.interaction_id, "claim_owner": claim.owner}


def _own(statement: Insert) -> Insert:
    """Gives the row if it is new, or was there with the same owner."""
    return statement.on_conflict_do_update(
        index_elements=[ClaimedInteraction.id],
        set_={"owner": statement.excluded.owner},
        where=ClaimedInteraction.owner == statement.excluded.owner,
    )


async def forget_claims(session: AsyncSession, now: datetime) -> None:
    """Delete the claims of interactions that nobody will send again."""
    await session.execute(delete(ClaimedInteraction).where(ClaimedInteraction.id < first_id_at(now - KEPT)))
