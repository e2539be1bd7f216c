"""The one way to services other than Discord."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Mapping
from contextlib import AsyncExitStack
from dataclasses import dataclass, replace
from functools import partial

import aiohttp
from aiohttp.abc import AbstractResolver
from yarl import URL

from app.core.about import About
from app.core.clock import Clock
from app.infra.external import redirects, validators
from app.infra.external.addresses import Guard
from app.infra.external.connector import GuardedResolver, open_session
from app.infra.external.decoding import Caps
from app.infra.external.errors import ExternalError, HostUnavailable, TooLarge, TooManyRedirects
from app.infra.external.exchange import Answer, Limits, Request, exchange
from app.infra.external.lanes import Lanes
from app.infra.external.retries import (
    REPEATABLE_METHODS,
    REPEATABLE_STATUSES,
    repeated,
    seconds_to_wait,
)
from app.infra.external.robots import LARGEST, Robots
from app.infra.external.validators import ValidatorCache
from app.infra.metrics import Metrics
from app.settings.external import ExternalSettings

AGENT = "twi-bot-shard"
"""The name under which robots.txt can address this program."""

OTHER = "other"
"""The label of all hosts that the settings do not name."""

LONGEST_REST = 3600.0
"""Seconds for which a host's wish to be left alone is believed."""

NOT_MODIFIED, TOO_MANY_REQUESTS = 304, 429


@dataclass(frozen=True, slots=True, kw_only=True)
class Response:
    """What a service answered. ``url`` is where the redirects ended."""

    status: int
    headers: Mapping[str, str]
    body: bytes
    url: str
    from_cache: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class _Wish:
    """What the caller of one request wants of it."""

    limits: Limits
    respect_robots: bool = True
    allow_downgrade: bool = False


class ExternalClient:
    """Sends requests politely, and only to public addresses.

    Every method raises ``ExternalError``. A service that answers 429 or 5xx counts as unavailable; any other
    status is the caller's to judge.
    """

    def __init__(
        self,
        settings: ExternalSettings,
        about: About,
        metrics: Metrics,
        clock: Clock,
        resolver: AbstractResolver | None = None,
    ) -> None:
        self._settings = settings
        self._metrics = metrics
        self._clock = clock
        self._resolver = resolver
        self._agent = _user_agent(about)
        self._guard = Guard(frozenset(settings.ports), settings.allow_addresses)
        self._lanes = Lanes(settings, _now)
        self._cache = ValidatorCache(settings.cache_size, _now)
        self._robots = Robots(self._fetch_robots, AGENT, _now)
        self._opened = AsyncExitStack()
        self._session: aiohttp.ClientSession | None = None

    async def get(
        self,
        url: str,
        *,
        accept: str = "*/*",
        headers: Mapping[str, str] | None = None,
        respect_robots: bool = True,
        allow_downgrade: bool = False,
        max_bytes: int | None = None,
        within: float | None = None,
    ) -> Response:
        """Read ``url``, or what was kept of it.

        ``max_bytes`` (after decompression) and ``within`` (seconds in all) only lower what the settings allow.
        """
        request = partial(Request, method="GET", headers={"Accept": accept, **(headers or {})})
        limits = self._limits(max_bytes, within)
        wish = _Wish(limits=limits, respect_robots=respect_robots, allow_downgrade=allow_downgrade)
        return await self._counted(url, request, wish)

    async def send(
        self,
        method: str,
        url: str,
        body: bytes | None = None,
        *,
        headers: Mapping[str, str] | None = None,
        max_bytes: int | None = None,
        within: float | None = None,
    ) -> Response:
        """Call a service by any method. Robots are not asked: that is for pages, not for interfaces."""
        request = partial(Request, method=method.upper(), headers=headers or {}, body=body)
        wish = _Wish(limits=self._limits(max_bytes, within), respect_robots=False)
        return await self._counted(url, request, wish)

    async def close(self) -> None:
        """Close every connection."""
        await self._opened.aclose()
        self._session = None

    async def _counted(self, text: str, make: Callable[..., Request], wish: _Wish) -> Response:
        began, host, outcome = _now(), OTHER, "ended"
        try:
            url = self._guard.admit(text)
            host = self._label(url)
            response = await self._follow(make(url=url), wish)
            outcome = _outcome(response)
            return response
        except ExternalError as error:
            outcome = error.outcome
            raise
        finally:
            self._metrics.external.labels(host, outcome).inc()
            self._metrics.external_seconds.labels(host).observe(_now() - began)

    async def _follow(self, request: Request, wish: _Wish) -> Response:
        for _ in range(redirects.MOST + 1):
            if wish.respect_robots:
                await self._robots.check(request.url, wish.limits.deadline)
            answer, from_cache = await self._cached(request, wish.limits)
            onward = redirects.onward(request, answer, self._guard, allow_downgrade=wish.allow_downgrade)
            if onward is None:
                return Response(
                    status=answer.status,
                    headers=answer.headers,
                    body=answer.body,
                    url=str(request.url),
                    from_cache=from_cache,
                )
            request = onward
        raise TooManyRedirects(request.host)

    async def _cached(self, request: Request, limits: Limits) -> tuple[Answer, bool]:
        key = None if limits.cut else validators.key_of(request)
        if key is None:
            return await self._repeated(request, limits), False
        kept = self._cache.find(key)
        if kept is not None and len(kept.answer.body) > limits.caps.decoded:
            raise TooLarge(request.host)
        if kept is None:
            answer = await self._repeated(request, limits)
        elif self._cache.is_fresh(kept):
            return kept.answer, True
        else:
            asking = replace(request, headers={**request.headers, **kept.conditions})
            answer = await self._repeated(asking, limits)
            if answer.status == NOT_MODIFIED:
                return self._cache.renew(key, kept, answer), True
        self._cache.keep(key, answer)
        return answer, False

    async def _repeated(self, request: Request, limits: Limits) -> Answer:
        return await repeated(
            partial(self._once, request, limits),
            tries=self._settings.tries if request.method in REPEATABLE_METHODS else 1,
            longest_wait=self._settings.longest_wait,
            deadline=limits.deadline,
        )

    async def _once(self, request: Request, limits: Limits) -> Answer:
        async with self._lanes.turn(request.host, limits.deadline):
            answer = await exchange(self._open(), request, limits)
            if answer.status == TOO_MANY_REQUESTS or answer.status >= 500:
                raise self._not_now(request.host, answer)
            return answer

    def _not_now(self, host: str, answer: Answer) -> HostUnavailable:
        limited = answer.status == TOO_MANY_REQUESTS
        wait = seconds_to_wait(answer.headers.get("Retry-After"), self._clock.now())
        if wait is not None:
            wait = min(wait, LONGEST_REST)
            self._lanes.rest(host, wait)
        return HostUnavailable(
            host,
            "limited" if limited else "server_error",
            status=answer.status,
            retry_after=wait,
            repeatable=answer.status in REPEATABLE_STATUSES,
            is_fault=not limited,
        )

    async def _fetch_robots(self, url: URL, deadline: float) -> Answer:
        limits = Limits(deadline=deadline, caps=Caps(LARGEST, LARGEST), cut=True)
        wish = _Wish(limits=limits, respect_robots=False)
        found = await self._follow(Request(method="GET", url=url), wish)
        return Answer(status=found.status, headers=found.headers, body=found.body)

    def _open(self) -> aiohttp.ClientSession:
        if self._session is None:
            resolver = GuardedResolver(self._resolver or aiohttp.DefaultResolver(), self._guard)
            self._session = open_session(self._settings, self._guard, resolver, self._agent)
            self._opened.push_async_callback(resolver.close)
            self._opened.push_async_callback(self._session.close)
        return self._session

    def _limits(self, max_bytes: int | None, within: float | None) -> Limits:
        settings = self._settings
        most = settings.max_decoded if max_bytes is None else max_bytes
        caps = Caps(sent=min(settings.max_sent, most), decoded=min(settings.max_decoded, most))
        seconds = settings.total_timeout if within is None else min(within, settings.total_timeout)
        return Limits(deadline=_now() + seconds, caps=caps)

    def _label(self, url: URL) -> str:
        return url.raw_host if url.raw_host in self._settings.named_hosts else OTHER


def open_external(
    settings: ExternalSettings,
    about: About,
    metrics: Metrics,
    clock: Clock,
    lifespan: AsyncExitStack[bool | None],
) -> ExternalClient:
    """Connects to nothing until the first request."""
    client = ExternalClient(settings, about, metrics, clock)
    lifespan.push_async_callback(client.close)
    return client


def _now() -> float:
    # The clock by which the loop sleeps and ends time-outs.
    return asyncio.get_running_loop().time()


def _user_agent(about: About) -> str:
    return f"{AGENT}/{about.version}" + (f" (+{about.source_url})" if about.source_url else "")


def _outcome(response: Response) -> str:
    if response.from_cache:
        return "cached"
    return "ok" if response.status < 400 else "client_error"
