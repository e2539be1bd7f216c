"""From a wish to a response: redirects, what was kept, tries, turns."""

from __future__ import annotations

import asyncio
from dataclasses import replace
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
from app.infra.external.metrics import ExternalMetrics
from app.infra.external.retries import (
    REPEATABLE_METHODS,
    REPEATABLE_STATUSES,
    repeated,
    seconds_to_wait,
)
from app.infra.external.robots import LARGEST, Robots
from app.infra.external.validators import ValidatorCache
from app.infra.external.values import RequestOptions, Response
from app.settings.sections.external import ExternalSettings

AGENT = "twi-bot-shard"
"""The name under which robots.txt can address this program."""

LONGEST_REST = 3600.0
"""Seconds for which a host's wish to be left alone is believed."""

NOT_MODIFIED, TOO_MANY_REQUESTS = 304, 429


class Fetcher:
    """The working part of the client. Is made and used within a running event loop."""

    def __init__(
        self,
        settings: ExternalSettings,
        about: About,
        metrics: ExternalMetrics,
        clock: Clock,
        resolver: AbstractResolver | None,
    ) -> None:
        self._settings = settings
        self._metrics = metrics
        self._clock = clock
        self._guard = Guard(frozenset(settings.ports), settings.allow_addresses)
        self._lanes = Lanes(settings, _now)
        self._cache = ValidatorCache(settings.cache_size, _now)
        self._robots = Robots(self._fetch_robots, AGENT, _now)
        self._resolver = GuardedResolver(resolver or aiohttp.DefaultResolver(), self._guard)
        self._session = open_session(settings, self._guard, self._resolver, _user_agent(about))

    async def fetch(self, options: RequestOptions) -> Response:
        """Raises ``ExternalError``; counts what came of it."""
        began, host, outcome = _now(), None, "ended"
        try:
            url = self._guard.admit(options.url)
            host = url.raw_host
            request = Request(method=options.method, url=url, headers=options.headers, body=options.body)
            response = await self._follow(request, options, self._limits(options))
            outcome = _outcome(response)
            return response
        except ExternalError as error:
            outcome = error.outcome
            raise
        finally:
            self._metrics.asked(host, outcome, _now() - began)

    async def close(self) -> None:
        """Close every connection."""
        await self._session.close()
        await self._resolver.close()

    async def _follow(self, request: Request, options: RequestOptions, limits: Limits) -> Response:
        for _ in range(redirects.MOST + 1):
            if options.respect_robots:
                await self._robots.check(request.url, limits.deadline)
            answer, from_cache = await self._cached(request, limits)
            onward = redirects.onward(request, answer, self._guard, allow_downgrade=options.allow_downgrade)
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
        key = None if limits.cut else validators.normalized(request)
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
            answer = await exchange(self._session, request, limits)
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
        found = await self._follow(
            Request(method="GET", url=url), RequestOptions(method="GET", url=str(url)), limits
        )
        return Answer(status=found.status, headers=found.headers, body=found.body)

    def _limits(self, options: RequestOptions) -> Limits:
        settings = self._settings
        most = settings.max_decoded if options.max_bytes is None else options.max_bytes
        caps = Caps(sent=min(settings.max_sent, most), decoded=min(settings.max_decoded, most))
        longest = settings.total_timeout
        seconds = longest if options.within is None else min(options.within, longest)
        return Limits(deadline=_now() + seconds, caps=caps)


def _now() -> float:
    # The clock by which the loop sleeps and ends time-outs.
    return asyncio.get_running_loop().time()


def _user_agent(about: About) -> str:
    return f"{AGENT}/{about.version}" + (f" (+{about.source_url})" if about.source_url else "")


def _outcome(response: Response) -> str:
    if response.from_cache:
        return "cached"
    return "ok" if response.status < 400 else "client_error"
