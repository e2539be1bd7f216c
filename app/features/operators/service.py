"""Rules of the operators feature."""

from __future__ import annotations

import time
from collections.abc import Awaitable, Callable
from dataclasses import dataclass

from app.core.errors import Forbidden
from app.core.i18n import t
from app.infra.audit import AuditAction, AuditLog
from app.infra.db.engine import Sessions

FRESH_SECONDS = 300.0
"""How long Discord's answer to who owns the application is believed."""

OwnerIds = Callable[[], Awaitable[frozenset[int]]]


@dataclass(frozen=True, slots=True)
class Operator:
    """An owner of the application. What operators do concerns no single guild."""

    user_id: int
    guild_id: None = None


class OperatorService:
    """Tells operators from everybody else, and writes down what they do."""

    def __init__(self, sessions: Sessions, audit: AuditLog, owner_ids: OwnerIds) -> None:
        self._sessions = sessions
        self._audit = audit
        self._owner_ids = owner_ids
        self._known: frozenset[int] = frozenset()
        self._known_until = 0.0

    async def authorise(self, user_id: int) -> Operator:
        """Raise ``Forbidden`` unless the person owns the application, alone or in its team."""
        if not await self.is_operator(user_id):
            raise Forbidden(t("Only the owners of this bot can do that."))
        return Operator(user_id)

    async def is_operator(self, user_id: int) -> bool:
        """Whether the person owns the application."""
        if time.monotonic() >= self._known_until:
            self._known = await self._owner_ids()
            self._known_until = time.monotonic() + FRESH_SECONDS
        return user_id in self._known

    async def record(self, operator: Operator, action: AuditAction, target: str | None = None) -> None:
        """Append to the bot's own audit chain. Call it before the deed: a shutdown leaves no time after."""
        async with self._sessions.begin() as session:
            await self._audit.record(session, operator, action, target)
