"""Advisory locks: which number stands for what. They hold until the transaction ends, behind PgBouncer too."""

from __future__ import annotations

from enum import IntEnum

from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncSession


class Lock(IntEnum):
    """One process at a time does what is named; the numbers are PostgreSQL's own to compare, and stay."""

    MIGRATION = 7_281_946
    PARTITIONS = 7_281_947
    """Making and dropping parts of tables."""
    IMPORT = 7_281_948
    COUNTING = 7_281_949


async def lock(session: AsyncSession, which: Lock) -> None:
    """Wait until nobody else holds it, and hold it until the transaction ends."""
    await session.execute(text("SELECT pg_advisory_xact_lock(:lock)"), {"lock": int(which)})


async def try_lock(session: AsyncSession, which: Lock) -> bool:
    """Hold it until the transaction ends, unless somebody else does."""
    query = text("SELECT pg_try_advisory_xact_lock(:lock)")
    return bool(await session.scalar(query, {"lock": int(which)}))
