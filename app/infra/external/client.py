"""The one way to services other than Discord."""

from __future__ import annotations

from collections.abc import Mapping
from contextlib import AsyncExitStack
from typing import TYPE_CHECKING

from aiohttp.abc import AbstractResolver

from app.core.about import About
from app.core.clock import Clock
from app.infra.external.metrics import ExternalMetrics
from app.infra.external.values import RequestOptions, Response
from app.settings.sections.external import ExternalSettings

if TYPE_CHECKING:
    from app.infra.external.fetching import Fetcher


class ExternalClient:
    """Sends requests politely, and only to public addresses.

    Every method raises ``ExternalError``. A service that answers 429 or 5xx counts as unavailable; any other
    status is the caller's to judge.
    """

    def __init__(
        self,
        settings: ExternalSettings,
        about: About,
        metrics: ExternalMetrics,
        clock: Clock,
        resolver: AbstractResolver | None = None,
    ) -> None:
        self._settings = settings
        self._about = about
        self._metrics = metrics
        self._clock = clock
        self._resolver = resolver
        self._fetcher: Fetcher | None = None

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
        options = RequestOptions(
            method="GET",
            url=url,
            headers={"Accept": accept, **(headers or {})},
            respect_robots=respect_robots,
            allow_downgrade=allow_downgrade,
            max_bytes=max_bytes,
            within=within,
        )
        return await self._open().fetch(options)

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
        options = RequestOptions(
            method=method.upper(),
            url=url,
            headers=headers or {},
            body=body,
            max_bytes=max_bytes,
            within=within,
        )
        return await self._open().fetch(options)

    async def close(self) -> None:
        """Close every connection."""
        if self._fetcher is not None:
            await self._fetcher.close()
            self._fetcher = None

    def _open(self) -> Fetcher:
        # Imported by the first request: many processes never send one.
        from app.infra.external.fetching import Fetcher

        if self._fetcher is None:
            self._fetcher = Fetcher(self._settings, self._about, self._metrics, self._clock, self._resolver)
        return self._fetcher


def open_external(
    settings: ExternalSettings,
    about: About,
    metrics: ExternalMetrics,
    clock: Clock,
    lifespan: AsyncExitStack[bool | None],
) -> ExternalClient:
    """Connects to nothing until the first request."""
    client = ExternalClient(settings, about, metrics, clock)
    lifespan.push_async_callback(client.close)
    return client
