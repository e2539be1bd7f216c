"""Keeps the pages that are open up to date, over a WebSocket each."""

from __future__ import annotations

import asyncio
import time
from contextlib import suppress
from typing import Any

import orjson
from aiohttp import WSMsgType, web

from discord_sandbox.model.entries import Entry
from discord_sandbox.model.event import Event
from discord_sandbox.page.context import PageContext
from discord_sandbox.page.viewer import find_viewer

PAUSE_SECONDS = 0.03
"""What happens within so short a time is told together."""
IDLE_FOR_BUSY = 4.0
"""How much longer than the telling takes is waited before the next."""


class Live:
    """All pages that are open."""

    def __init__(self, context: PageContext) -> None:
        self._context = context
        self._pages: set[OpenPage] = set()
        context.world.listeners.append(self._on_event)
        context.journal.listeners.append(self._note)

    async def serve(self, http: web.BaseRequest) -> web.StreamResponse:
        """One page; it says whom and what it shows, and is told what changes."""
        socket = web.WebSocketResponse(heartbeat=20.0)
        await socket.prepare(http)
        page = OpenPage(socket, self._context)
        self._pages.add(page)
        try:
            await page.talk()
        finally:
            self._pages.discard(page)
        return socket

    async def close(self) -> None:
        for page in list(self._pages):
            await page.socket.close(code=1001, message=b"the sandbox stops")

    def _on_event(self, event: Event) -> None:
        for page in self._pages:
            page.on_event(event)

    def _note(self, entry: Entry) -> None:
        for page in self._pages:
            page.note(entry)


class OpenPage:
    """One page that is open."""

    def __init__(self, socket: web.WebSocketResponse, context: PageContext) -> None:
        from discord_sandbox.page.patches import Patches

        self.socket = socket
        self._context = context
        self._wake = asyncio.Event()
        self._new_patches = Patches
        self._patches: Patches | None = None

    def on_event(self, event: Event) -> None:
        if self._patches and self._patches.on_event(event):
            self._wake.set()

    def note(self, entry: Entry) -> None:
        if self._patches and self._patches.inspecting:
            self._patches.note(entry)
            self._wake.set()

    async def talk(self) -> None:
        """Until the page is closed."""
        workers = [asyncio.create_task(self._tell()), asyncio.create_task(self._watch())]
        try:
            async for message in self.socket:
                if message.type is WSMsgType.TEXT:
                    self._show(message.data)
        finally:
            for worker in workers:
                worker.cancel()
            await asyncio.gather(*workers, return_exceptions=True)

    def _show(self, text: str) -> None:
        """The page says what it shows now."""
        with suppress(orjson.JSONDecodeError, LookupError, AttributeError):
            wanted = orjson.loads(text)
            viewer = find_viewer(self._context.world, wanted.get("who"), wanted.get("channel"))
            self._patches = self._new_patches(
                viewer, self._context, inspecting=bool(wanted.get("inspecting"))
            )
            self._patches.catch_up(str(wanted.get("after", "")))
            self._wake.set()

    async def _tell(self) -> None:
        pause = PAUSE_SECONDS
        while True:
            await self._wake.wait()
            await asyncio.sleep(pause)
            self._wake.clear()
            began = time.perf_counter()
            patches = self._patches.take() if self._patches else []
            # A page that is open must not keep the sandbox from its work, however much happens.
            pause = max(PAUSE_SECONDS, IDLE_FOR_BUSY * (time.perf_counter() - began))
            for patch in patches:
                await self.socket.send_str(orjson.dumps(patch).decode())

    async def _watch(self) -> None:
        """What no event tells: a bot connects or goes, commands are registered."""
        while True:
            before = self._outside()
            await self._context.world.changed.until(lambda: self._outside() != before)  # noqa: B023 - awaited at once
            if self._patches:
                self._patches.restructured()
                self._wake.set()

    def _outside(self) -> tuple[Any, ...]:
        commands = self._context.world.commands
        scopes = (None, *self._context.world.guilds)
        return (
            len(self._context.gateway.connected),
            len(self._context.journal.violations),
            sum(command.version for scope in scopes for command in commands.of(scope)),
        )
