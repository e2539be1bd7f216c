"""A lease for each shard, so that of the processes of one bot only one serves it.

A row with an owner and an end by the database's clock, and not a lock of a session: it works through PgBouncer,
and of a machine that is gone no connection tells. Everything is decided in short transactions that wait for
each other.
"""

from __future__ import annotations

import asyncio
import os
import socket
import uuid
from dataclasses import dataclass
from datetime import datetime, timedelta

from loguru import logger
from sqlalchemy import BigInteger, Integer, Uuid, bindparam, delete, func, select
from sqlalchemy.dialects.postgresql import ARRAY, insert
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import Mapped, mapped_column

from app.core.errors import AppError
from app.infra.db.base import Model
from app.infra.db.engine import Sessions, is_outage
from app.infra.metrics import Metrics

LEASE_SECONDS = 15.0
"""How long a process that was killed keeps its shards."""

RENEW_SECONDS = 3.0
LOOK_SECONDS = 0.5
"""How often who stands by looks whether it is its turn."""


class LeaseLost(AppError):
    """Another process serves a shard that this one served."""

    exit_code = 75


class ShardLease(Model):
    """Who serves a shard. Processes that count shards differently share one table."""

    __tablename__ = "shard_leases"

    application_id: Mapped[int] = mapped_column(BigInteger, primary_key=True, autoincrement=False)
    shard_count: Mapped[int] = mapped_column(Integer, primary_key=True, autoincrement=False)
    shard_id: Mapped[int] = mapped_column(Integer, primary_key=True, autoincrement=False)
    owner: Mapped[uuid.UUID] = mapped_column(Uuid)
    holder: Mapped[str]
    """The owner as people know it."""
    expires_at: Mapped[datetime]


@dataclass(frozen=True, slots=True)
class Shards:
    """The shards of one process, of ``count``."""

    ids: tuple[int, ...]
    count: int


@dataclass(frozen=True, slots=True)
class Obstacle:
    """A shard that somebody else serves. With another count it has guilds in common with one of ours."""

    shard_id: int
    holder: str

    def __str__(self) -> str:
        return f"shard {self.shard_id} is served by {self.holder}"


class ShardLeases:
    """The leases of this process: all of its shards, or none."""

    def __init__(
        self,
        sessions: Sessions,
        metrics: Metrics,
        application_id: int,
        *,
        seconds: float = LEASE_SECONDS,
        renew_seconds: float = RENEW_SECONDS,
    ) -> None:
        self._sessions = sessions
        self._held = metrics.gateway.lease
        self._application_id = application_id
        self._lasts = timedelta(seconds=seconds)
        self._renew_seconds = renew_seconds
        self._owner = uuid.uuid4()
        self._holder = f"process {os.getpid()} on {socket.gethostname()}"
        self._shards = Shards((), 1)
        self._keeping: asyncio.Task[None] | None = None
        self.lost = asyncio.Event()
        """Set when somebody else has a shard of this process, which then must not serve it."""
        self.obstacle: Obstacle | None = None

    async def acquire(self, shards: Shards) -> None:
        """Wait for the turn to serve ``shards``, and from then on keep it."""
        self._shards = shards
        self._show(held=False)
        while True:
            answered = await self._claimed()
            if answered and self.obstacle is None:
                break
            # Who serves comes first when the database is back, hence the longer wait.
            await asyncio.sleep(LOOK_SECONDS if answered else 2 * self._renew_seconds)
        logger.info("the lease of shards {} of {} is taken", shards.ids, shards.count)
        self._show(held=True)
        self._keeping = asyncio.create_task(self._keep())

    async def release(self) -> None:
        """Let the next process have the shards. Call it when they are served no more."""
        if not self._shards.ids:
            return
        if self._keeping is not None:
            self._keeping.cancel()
            await asyncio.gather(self._keeping, return_exceptions=True)
            self._keeping = None
        self._show(held=False)
        try:
            async with asyncio.timeout(self._renew_seconds), self._sessions.begin() as session:
                await session.execute(delete(ShardLease).where(ShardLease.owner == self._owner))
        except Exception as error:  # noqa: BLE001 - then they end by themselves
            logger.warning("the leases of the shards end in {} s: {!r}", self._lasts.seconds, error)

    async def held(self) -> bool:
        """For the readiness check. Without the database a lease holds until another process has it."""
        return self._keeping is not None and not self.lost.is_set()

    async def _keep(self) -> None:
        while not self.lost.is_set():
            await asyncio.sleep(self._renew_seconds)
            if await self._claimed() and self.obstacle is not None:
                self._show(held=False)
                self.lost.set()

    async def _claimed(self) -> bool:
        """Try to have the leases, or to keep them; False when the database says neither yes nor no."""
        before = self.obstacle
        try:
            self.obstacle = await self._claim()
        except Exception as error:
            # Who serves goes on, whatever it is.
            if self._keeping is None and not is_outage(error):
                raise
            logger.warning("the leases of the shards are not renewed: {!r}", error)
            return False
        if self.obstacle is not None and self.obstacle != before:
            logger.info("{}; this process stands by and takes over when that one stops", self.obstacle)
        return True

    async def _claim(self) -> Obstacle | None:
        """Take or renew the leases of all shards, unless somebody has one of them."""
        async with asyncio.timeout(self._renew_seconds), self._sessions.begin() as session:
            # One application at a time: of two who find a lease expired, only the first takes it.
            key = func.hashtextextended("shard leases", self._application_id)
            await session.execute(select(func.pg_advisory_xact_lock(key)))
            obstacle = await self._find_obstacle(session)
            if obstacle is None:
                await self._take(session)
        return obstacle

    async def _find_obstacle(self, session: AsyncSession) -> Obstacle | None:
        """A lease of somebody else for guilds of ours.

        A guild is in the shards s of n and t of m when they are alike modulo what n and m have in common.
        """
        wanted = (
            func.unnest(bindparam("ids", list(self._shards.ids), ARRAY(Integer)))
            .table_valued("id")
            .render_derived("wanted")
        )
        common = func.gcd(ShardLease.shard_count, self._shards.count)
        query = (
            select(ShardLease.shard_id, ShardLease.holder)
            .join(wanted, func.mod(wanted.c.id - ShardLease.shard_id, common) == 0)
            .where(
                ShardLease.application_id == self._application_id,
                ShardLease.owner != self._owner,
                ShardLease.expires_at > func.clock_timestamp(),
            )
            .order_by(ShardLease.shard_id)
            .limit(1)
        )
        found = (await session.execute(query)).one_or_none()
        return None if found is None else Obstacle(*found)

    async def _take(self, session: AsyncSession) -> None:
        mine = ShardLease.application_id == self._application_id
        await session.execute(delete(ShardLease).where(mine, ShardLease.expires_at <= func.clock_timestamp()))
        statement = insert(ShardLease).values(self._rows())
        await session.execute(
            statement.on_conflict_do_update(
                index_elements=[ShardLease.application_id, ShardLease.shard_count, ShardLease.shard_id],
                set_={name: statement.excluded[name] for name in ("owner", "holder", "expires_at")},
            )
        )

    def _rows(self) -> list[dict[str, object]]:
        return [
            {
                "application_id": self._application_id,
                "shard_count": self._shards.count,
                "shard_id": shard_id,
                "owner": self._owner,
                "holder": self._holder,
                "expires_at": func.clock_timestamp() + self._lasts,
            }
            for shard_id in self._shards.ids
        ]

    def _show(self, *, held: bool) -> None:
        for shard_id in self._shards.ids:
            self._held.labels(shard_id).set(held)
