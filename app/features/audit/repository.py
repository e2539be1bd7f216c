"""Queries of the audit feature. The table itself belongs to ``app.infra.audit``, which alone writes it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from sqlalchemy import ColumnElement, func, select
from sqlalchemy.ext.asyncio import AsyncSession

from app.infra.audit import AuditEntry, AuditHead


@dataclass(frozen=True, slots=True, kw_only=True)
class AuditFilter:
    """Which entries are wanted. ``action`` also names a group of actions: ``quote`` for ``quote.add``."""

    actor_id: int | None = None
    action: str | None = None


class AuditRepository:
    def __init__(self, session: AsyncSession) -> None:
        self._session = session

    async def newest(self, chain: int, wanted: AuditFilter, *, offset: int, limit: int) -> list[AuditEntry]:
        query = select(AuditEntry).where(*_conditions(chain, wanted)).order_by(AuditEntry.number.desc())
        return list(await self._session.scalars(query.offset(offset).limit(limit)))

    async def count(self, chain: int, wanted: AuditFilter) -> int:
        query = select(func.count()).select_from(AuditEntry).where(*_conditions(chain, wanted))
        return await self._session.scalar(query) or 0

    async def by_id(self, entry_id: int) -> AuditEntry | None:
        return await self._session.get(AuditEntry, entry_id)

    async def by_number(self, chain: int, number: int) -> AuditEntry | None:
        query = select(AuditEntry).where(AuditEntry.chain == chain, AuditEntry.number == number)
        return (await self._session.scalars(query)).one_or_none()

    async def actions(self, chain: int) -> list[str]:
        query = (
            select(AuditEntry.action).where(AuditEntry.chain == chain).distinct().order_by(AuditEntry.action)
        )
        return list(await self._session.scalars(query))

    async def chains(self) -> list[AuditHead]:
        return list(await self._session.scalars(select(AuditHead)))


def _conditions(chain: int, wanted: AuditFilter) -> Iterator[ColumnElement[bool]]:
    yield AuditEntry.chain == chain
    if wanted.actor_id is not None:
        yield AuditEntry.actor_id == wanted.actor_id
    if wanted.action is not None:
        in_group = AuditEntry.action.startswith(f"{wanted.action}.", autoescape=True)
        yield (AuditEntry.action == wanted.action) | in_group
