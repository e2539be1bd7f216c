"""What a message with buttons must remember between clicks when it does not fit into a button.

Kept in the database, so that buttons survive a restart; deleted when the panel's lifetime is over.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import BigInteger, Identity, delete, func, insert, select
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import Mapped, mapped_column

from app.core.clock import Clock
from app.core.privacy import PersonalData
from app.infra.db.base import Model, UserId
from app.infra.db.engine import Sessions
from app.settings.sections.panels import PanelSettings


class ComponentState(Model):
    """The state of one message with buttons."""

    __tablename__ = "panels"

    id: Mapped[int] = mapped_column(BigInteger, Identity(), primary_key=True, init=False)
    user_id: Mapped[int] = mapped_column(UserId, index=True)
    state: Mapped[dict[str, Any]] = mapped_column(JSONB)
    created_at: Mapped[datetime] = mapped_column(server_default=func.now(), init=False)
    expires_at: Mapped[datetime] = mapped_column(index=True)


DATA_MAP = (
    PersonalData(
        table="panels",
        owner="user_id",
        columns=("user_id", "state", "created_at", "expires_at"),
        purpose="Lets a list be paged through, also after a restart; holds what was asked for.",
        retention="`panels.lifetime_hours`, 24 hours unless set otherwise.",
    ),
)


class ComponentStates:
    """Stores and finds the states of panels."""

    def __init__(self, sessions: Sessions, clock: Clock, settings: PanelSettings) -> None:
        self._sessions = sessions
        self._clock = clock
        self._lifetime = timedelta(hours=settings.lifetime_hours)

    async def keep(self, user_id: int, state: Mapping[str, object]) -> int:
        """Store ``state`` (JSON) for the panel's lifetime; gives the number to find it by."""
        expires_at = self._clock.now() + self._lifetime
        statement = insert(ComponentState).values(user_id=user_id, state=state, expires_at=expires_at)
        # One that no message leads to is harmless, and expires.
        async with self._sessions() as session:
            return (await session.scalars(statement.returning(ComponentState.id))).one()

    async def state_of(self, state_id: int) -> dict[str, Any] | None:
        """The state, or None when it has expired."""
        query = select(ComponentState.state).where(
            ComponentState.id == state_id, ComponentState.expires_at > self._clock.now()
        )
        async with self._sessions() as session:
            return await session.scalar(query)

    async def sweep(self) -> None:
        """Delete what has expired."""
        async with self._sessions.begin() as session:
            await session.execute(
                delete(ComponentState).where(ComponentState.expires_at <= self._clock.now())
            )
