"""What a job is called, what it has to be told, and who runs it."""

from __future__ import annotations

import inspect
import typing
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import cache
from typing import TYPE_CHECKING, Any, Generic, ParamSpec

from sqlalchemy.ext.asyncio import AsyncSession

from app.infra.jobs.queue import Queue

if TYPE_CHECKING:
    from pydantic import BaseModel

P = ParamSpec("P")


@dataclass(frozen=True, slots=True)
class Job:
    """A kind of work with who does it."""

    name: str
    run: Callable[..., Awaitable[object]]
    read: Callable[[bytes], dict[str, object]]
    """Makes arguments out of what was queued; raises ``ValueError`` when they are not those of this kind."""
    cron: str | None = None
    """Five fields, UTC, whole minutes: it runs by the clock as well, once across all processes."""
    retried: bool = True
    """Whether a failure is tried again. Not so where the next tick does the same."""


def scheduled(name: str, run: Callable[[], Awaitable[object]], cron: str, *, retried: bool = True) -> Job:
    """Work that only the clock asks for."""
    return Job(name, run, _no_arguments, cron, retried)


@dataclass(frozen=True, slots=True)
class JobKind(Generic[P]):
    """Work that survives a restart; made by ``job_kind``. All methods act in the session's transaction."""

    name: str
    signature: Callable[P, str | None]

    async def enqueue(self, session: AsyncSession, /, *args: P.args, **kwargs: P.kwargs) -> None:
        """Have it done as soon as the transaction has committed.

        Of jobs with one key only one waits or runs: what a running one may have missed, it has to look for at
        its end.
        """
        await self.enqueue_after(session, timedelta(0), *args, **kwargs)

    async def enqueue_after(
        self, session: AsyncSession, wait: timedelta, /, *args: P.args, **kwargs: P.kwargs
    ) -> None:
        """Have it done after a while."""
        arguments = self._bind(*args, **kwargs)
        await Queue(session).put(self.name, arguments, self._key(arguments), wait)

    async def enqueue_at(
        self, session: AsyncSession, when: datetime, /, *args: P.args, **kwargs: P.kwargs
    ) -> None:
        """Have it done at a moment; where one with this key waits already, that stays when it is."""
        arguments = self._bind(*args, **kwargs)
        await Queue(session).put_at(self.name, arguments, self._key(arguments), when)

    async def reschedule(
        self, session: AsyncSession, when: datetime, /, *args: P.args, **kwargs: P.kwargs
    ) -> None:
        """Have the one with this key done at another moment, with these arguments; queue it if none waits."""
        arguments = self._bind(*args, **kwargs)
        if not await Queue(session).move(self._own_key(arguments), arguments, when):
            await Queue(session).put_at(self.name, arguments, self._key(arguments), when)

    async def cancel(self, session: AsyncSession, /, *args: P.args, **kwargs: P.kwargs) -> bool:
        """Have the one with this key not done; tells whether one waited. One that runs is not stopped."""
        return await Queue(session).remove(self._own_key(self._bind(*args, **kwargs)))

    def run_by(
        self, run: Callable[P, Awaitable[object]], *, cron: str | None = None, retried: bool = True
    ) -> Job:
        """Say who does the work."""
        return Job(self.name, run, self._read, cron, retried)

    def _bind(self, *args: P.args, **kwargs: P.kwargs) -> dict[str, object]:
        return dict(inspect.signature(self.signature).bind(*args, **kwargs).arguments)

    def _key(self, arguments: dict[str, object]) -> str | None:
        key = self.signature(**arguments)  # type: ignore[arg-type, call-arg] # bound by _bind
        return None if key is None else f"{self.name} {key}"

    def _own_key(self, arguments: dict[str, object]) -> str:
        key = self._key(arguments)
        if key is None:
            raise TypeError(f"jobs of the kind {self.name} have no key to be found by")
        return key

    def _read(self, payload: bytes) -> dict[str, object]:
        # Where the clock asks, there is nothing to be told.
        return _arguments(self.signature, payload)


def job_kind(name: str) -> Callable[[Callable[P, str | None]], JobKind[P]]:
    """Make a kind out of a function that takes what the job is told and gives the key it is known by, or None.

    Arguments are JSON, dates and moments included.
    """

    def make(signature: Callable[P, str | None]) -> JobKind[P]:
        return JobKind(name, signature)

    return make


def _arguments(signature: Callable[..., object], payload: bytes) -> dict[str, object]:
    model = _model(signature)
    read = model.model_validate_json(payload or b"{}")
    return {name: getattr(read, name) for name in model.model_fields}


@cache
def _model(signature: Callable[..., object]) -> type[BaseModel]:
    """What a kind is told, as a model that checks what comes out of the database."""
    from pydantic import ConfigDict, create_model

    hints = typing.get_type_hints(signature)
    fields: dict[str, Any] = {
        name: (hints[name], ... if parameter.default is parameter.empty else parameter.default)
        for name, parameter in inspect.signature(signature).parameters.items()
    }
    return create_model("Arguments", __config__=ConfigDict(extra="forbid"), **fields)


def _no_arguments(payload: bytes) -> dict[str, object]:
    if payload not in {b"", b"{}"}:
        raise ValueError("this job takes no arguments")
    return {}
