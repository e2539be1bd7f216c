"""hikari's way to the gateway, taught not to end over something that it cannot read.

In hikari 2.6 whatever goes wrong with one payload ends the shard, and with it the process; and what it cannot read it
logs as a whole. Here is all that mends this: ``tests/architecture/test_canaries.py`` says when it may go.
"""

from __future__ import annotations

import asyncio
import random
import time
from collections.abc import Callable, Mapping, Sequence
from datetime import datetime
from functools import wraps
from types import UnionType
from typing import Final, TypeAlias, TypedDict, Unpack

import hikari
import orjson
from hikari.impl.event_manager import EventManagerImpl
from hikari.impl.shard import GatewayShardImpl
from loguru import logger

from app.discord.hidden import Entities
from app.discord.unreadable import Unreadable

FINAL: Final = frozenset({4004, 4010, 4011, 4012, 4013, 4014})
"""Close codes after which to come again is no use: token, shard, sharding required, version, intents, intents that
are not allowed. https://discord.com/developers/docs/topics/opcodes-and-status-codes"""
SESSION_OVER: Final = frozenset({4007, 4009})
"""Close codes after which there is nothing to resume."""

DISPATCH: Final = 0
READY, RESUMED = "READY", "RESUMED"
READ_BY_THE_SHARD: Final[dict[str, dict[str, type | UnionType]]] = {
    "RATE_LIMITED": {"opcode": int, "retry_after": int | float, "meta": object}
}
"""What hikari takes out of events without a look at whether it is there."""

FAILURES: Final = (1.0, 60.0)
"""Seconds that lie at least between two failures, at first and in the end."""
SESSIONS: Final = (5.0, 300.0)
"""Seconds that lie at least between two new sessions. Discord takes one in five seconds, and a thousand a day for all
shards together; the last is for each shard there is, which makes 288."""
CALM_SECONDS: Final = 3600.0
"""After so long without another all is as at first."""


Consume: TypeAlias = Callable[[hikari.api.GatewayShard, Mapping[str, object]], None]


class BotSettings(TypedDict, total=False):
    """What of hikari's settings the bot chooses."""

    banner: None
    cache_settings: hikari.impl.CacheSettings
    intents: hikari.Intents
    logs: None
    rest_url: str | None
    suppress_optimization_warning: bool


class ShardNumbers(TypedDict):
    """What hikari counts in a shard."""

    large_threshold: int
    shard_id: int
    shard_count: int


class ShardSettings(ShardNumbers):
    """What hikari makes a shard of, all but how it reads."""

    http_settings: hikari.impl.HTTPSettings
    proxy_settings: hikari.impl.ProxySettings
    event_manager: hikari.api.EventManager
    event_factory: hikari.api.EventFactory
    intents: hikari.Intents
    capabilities: hikari.GatewayCapabilities
    dumps: Callable[[Sequence[object] | Mapping[str, object]], bytes]
    initial_activity: hikari.Activity | None
    initial_is_afk: bool
    initial_idle_since: datetime | None
    initial_status: hikari.Status
    token: str
    url: str


def is_final(error: BaseException) -> bool:
    """Whether Discord has said that this bot may not connect."""
    refused = isinstance(error, hikari.GatewayServerClosedConnectionError) and error.code in FINAL
    return refused or isinstance(error, hikari.UnauthorizedError)


def _suits_the_shard(name: str, data: dict[str, object]) -> bool:
    needed = READ_BY_THE_SHARD.get(name, {})
    return all(field in data and isinstance(data[field], kind) for field, kind in needed.items())


class Spacing:
    """Keeps what is done again and again apart, more and more."""

    def __init__(self, least: float, most: float) -> None:
        self._least, self._most = least, most
        self._step = least
        self._last = float("-inf")

    async def wait(self) -> None:
        """Until it may be done; it counts as done then."""
        now = time.monotonic()
        if now - self._last > CALM_SECONDS:
            self._step = self._least
        # Shards that broke together must not come back together.
        apart = self._step * random.uniform(1.0, 1.5)  # noqa: S311 - no secret
        await asyncio.sleep(max(0.0, self._last + apart - now))
        self._step = min(2 * self._step, self._most)
        self._last = time.monotonic()


class Events(EventManagerImpl):
    """hikari's events. One that cannot be read is skipped, and nothing is said of what was in it."""

    def __init__(
        self,
        unreadable: Unreadable,
        entity_factory: hikari.api.EntityFactory,
        event_factory: hikari.api.EventFactory,
        intents: hikari.Intents,
        *,
        cache: hikari.api.MutableCache,
    ) -> None:
        super().__init__(entity_factory, event_factory, intents, auto_chunk_members=False, cache=cache)
        self._unreadable = unreadable
        unreadable.know(frozenset(name.upper() for name in self._consumers))
        for name, consumer in self._consumers.items():
            consumer.callback = self._guarded(name.upper(), consumer.callback)

    def consume_raw_event(
        self, event_name: str, shard: hikari.api.GatewayShard, payload: Mapping[str, object]
    ) -> None:
        try:
            super().consume_raw_event(event_name, shard, payload)
        except LookupError:
            # The shard would log what is in it.
            logger.debug("an event of an unknown kind is ignored")

    def _guarded(self, name: str, callback: Consume) -> Consume:
        @wraps(callback)
        def guarded(shard: hikari.api.GatewayShard, payload: Mapping[str, object]) -> None:
            try:
                callback(shard, payload)
            except hikari.UnrecognisedEntityError:
                raise
            except Exception as error:  # noqa: BLE001 - anything can come of reading what anybody may have sent
                self._unreadable.note(name, error)

        return guarded


class Shard(GatewayShardImpl):
    """hikari's shard. Only what Discord says is final ends it; it resumes, and begins anew ever less often."""

    def __init__(self, unreadable: Unreadable, **settings: Unpack[ShardSettings]) -> None:
        super().__init__(**settings, loads=self._read)
        self._unreadable = unreadable
        self._error_handler = Spacing(*FAILURES)
        self._new_sessions = Spacing(SESSIONS[0], SESSIONS[1] * self.shard_count)
        self._beating: asyncio.Task[None] | None = None

    async def _keep_alive(self) -> None:
        while True:
            try:
                await super()._keep_alive()
            except Exception as error:
                if is_final(error):
                    raise
                logger.warning("shard {} failed with {}; it connects again", self.id, type(error).__name__)
            else:
                return
            finally:
                self._stop_beating()
            if self._handshake_event is not None and not self._handshake_event.is_set():
                # What there was to resume may be the very cause.
                self._forget_session()
            await self._error_handler.wait()

    async def _connect(self) -> tuple[asyncio.Task[None], ...]:
        self._stop_beating()
        if self._seq is None:
            await self._new_sessions.wait()
        return await super()._connect()

    async def _poll_events(self) -> None:
        try:
            await super()._poll_events()
        except hikari.GatewayServerClosedConnectionError as closed:
            if closed.code in SESSION_OVER:
                self._forget_session()
            raise

    async def _heartbeat(self, heartbeat_interval: float) -> None:
        self._beating = asyncio.current_task()
        await super()._heartbeat(heartbeat_interval)

    def _stop_beating(self) -> None:
        # hikari leaves the heartbeat of a connection over that failed before READY; it would beat for the next.
        if self._beating is not None:
            self._beating.cancel()

    def _forget_session(self) -> None:
        self._seq = self._session_id = self._resume_gateway_url = None

    def _read(self, data: str | bytes) -> dict[str, object]:
        """A payload that hikari can take: of one that it could not, one that says nothing."""
        try:
            payload = orjson.loads(data)
        except orjson.JSONDecodeError as error:
            payload = error
        if not isinstance(payload, dict):
            return self._skipped(None)
        payload = {"op": None, "d": None, **payload}
        return self._read_event(payload) if payload["op"] == DISPATCH else payload

    def _read_event(self, payload: dict[str, object]) -> dict[str, object]:
        name, data, sequence = payload.get("t"), payload["d"], payload.get("s")
        if type(sequence) is not int:
            sequence = payload["s"] = self._seq
        if name == READY:
            # Without it there is no session: then it is right to fail.
            return payload
        if name == RESUMED:
            return {**payload, "d": {}}
        if isinstance(name, str) and isinstance(data, dict) and _suits_the_shard(name, data):
            return payload
        # It has come all the same, and is not to be sent again.
        self._seq = sequence
        return self._skipped(name)

    def _skipped(self, name: object) -> dict[str, object]:
        self._unreadable.note(name)
        return {"op": None}


class Bot(hikari.GatewayBot):
    """hikari's bot, with what is in this module."""

    def __init__(self, token: str, unreadable: Unreadable, **settings: Unpack[BotSettings]) -> None:
        super().__init__(token, auto_chunk_members=False, **settings)
        self._unreadable = unreadable
        self._entity_factory = Entities(self)
        self._event_manager = Events(
            unreadable, self._entity_factory, self._event_factory, self._intents, cache=self._cache
        )

    async def _start_one_shard(
        self,
        *,
        activity: hikari.Activity | None,
        afk: bool,
        idle_since: datetime | None,
        status: hikari.Status,
        url: str,
        **numbers: Unpack[ShardNumbers],
    ) -> None:
        shard = Shard(
            self._unreadable,
            http_settings=self._http_settings,
            proxy_settings=self._proxy_settings,
            event_manager=self._event_manager,
            event_factory=self._event_factory,
            intents=self._intents,
            capabilities=self._capabilities,
            dumps=self._dumps,
            initial_activity=activity,
            initial_is_afk=afk,
            initial_idle_since=idle_since,
            initial_status=status,
            token=self._token,
            url=url,
            **numbers,
        )
        await shard.start()
        self._shards[shard.id] = shard
