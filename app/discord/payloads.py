"""Listening to the gateway's events as they come, before hikari makes objects of them.

For what is only counted, making the objects would take six times as long as everything else together.
"""

from __future__ import annotations

from collections.abc import Callable, Coroutine, Mapping
from typing import Any, TypeAlias, TypeVar

import hikari
import lightbulb
from lightbulb.di import Contexts

T = TypeVar("T")
Take: TypeAlias = Callable[[T, str, Mapping[str, object]], None]


class on_payloads(lightbulb.Loadable):  # noqa: N801 - reads as a decorator
    """Give events to ``take`` together with one service: ``@on_payloads(loader, Pipeline)``.

    The service is asked for once, when the plugin is loaded; nothing is injected into each event. ``take`` must
    return at once.
    """

    def __init__(self, loader: lightbulb.Loader, service: type[T]) -> None:
        self._loader = loader
        self._service = service
        self._take: Take[Any] | None = None
        self._listener: Callable[[hikari.ShardPayloadEvent], Coroutine[object, None, None]] | None = None

    def __call__(self, take: Take[T]) -> Take[T]:
        self._take = take
        self._loader.add(self)
        return take

    async def load(self, client: lightbulb.Client) -> None:
        take = self._take
        if take is None:
            return
        async with client.di.enter_context(Contexts.DEFAULT) as container:
            service = await container.get(self._service)

        async def listen(event: hikari.ShardPayloadEvent) -> None:
            take(service, event.name, event.payload)

        self._listener = listen
        _events_of(client).subscribe(hikari.ShardPayloadEvent, listen)

    async def unload(self, client: lightbulb.Client) -> None:
        if self._listener is not None:
            _events_of(client).unsubscribe(hikari.ShardPayloadEvent, self._listener)
            self._listener = None


def _events_of(client: lightbulb.Client) -> hikari.api.EventManager:
    if not isinstance(client, lightbulb.GatewayEnabledClient):
        raise TypeError("only a client with a gateway has events")
    return client.app.event_manager
