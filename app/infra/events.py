"""Tells subscribers what happened, by a job for each of them in the transaction of the change."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import Any, Generic, TypeVar

from sqlalchemy.ext.asyncio import AsyncSession

from app.infra.jobs.kinds import Job
from app.infra.jobs.queue import Queue

E = TypeVar("E")


@dataclass(frozen=True, slots=True)
class Subscriber(Generic[E]):
    """Somebody who wants to hear of one kind of event; ``name`` is that of the job."""

    name: str
    event: type[E]
    only: Callable[[E], bool] = lambda _: True
    """Which of those events; asked when one is published."""

    def run_by(self, hear: Callable[[E], Awaitable[object]]) -> Job:
        """Say who hears of it. It may hear of one event more than once."""

        async def run(event: E) -> None:
            await hear(event)

        return Job(self.name, run, self._read)

    def _read(self, payload: bytes) -> dict[str, object]:
        from pydantic import TypeAdapter

        return {"event": TypeAdapter(self.event).validate_json(payload)}


class Events:
    """Where services publish. Asks for the subscribers when the first event comes."""

    def __init__(self, subscribers: Callable[[], Sequence[Subscriber[Any]]]) -> None:
        self._subscribers = subscribers

    async def publish(self, session: AsyncSession, event: object, *, after: timedelta = timedelta(0)) -> None:
        """Have every subscriber of this kind of event told when the transaction has committed."""
        queue = Queue(session)
        for subscriber in self._subscribers():
            if subscriber.event is type(event) and subscriber.only(event):
                await queue.put(subscriber.name, event, None, after)
