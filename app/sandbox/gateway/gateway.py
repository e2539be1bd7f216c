"""The gateway's connections, and what can be made to happen to them."""

from __future__ import annotations

import asyncio

from aiohttp import web

from app.sandbox.gateway.connection import Connection
from app.sandbox.gateway.hub import Hub
from app.sandbox.gateway.protocol import Opcode
from app.sandbox.gateway.session import Record, Session
from app.sandbox.world.world import World

HEARTBEAT_SECONDS = 41.25
GOING_AWAY = 1001


class Gateway:
    """Every connection there is."""

    def __init__(
        self, world: World, heartbeat_interval: float = HEARTBEAT_SECONDS, record: Record | None = None
    ) -> None:
        self.hub = Hub(world, record)
        self.heartbeat_interval = heartbeat_interval
        self.connections: set[Connection] = set()

    @property
    def sessions(self) -> list[Session]:
        return list(self.hub.sessions.values())

    @property
    def connected(self) -> list[Session]:
        """The sessions that have a client now."""
        return [session for session in self.sessions if session.connected]

    async def serve(self, http: web.BaseRequest, path: str) -> web.StreamResponse:
        if http.headers.get("Upgrade", "").lower() != "websocket":
            return web.Response(status=426, text="This is a gateway for WebSockets.\n")
        connection = Connection(self.hub, http, self.heartbeat_interval)
        self.connections.add(connection)
        try:
            return await connection.serve()
        finally:
            self.connections.discard(connection)

    async def close(self, code: int = GOING_AWAY, reason: str = "") -> None:
        """End every connection with this code."""
        await asyncio.gather(*(connection.close(code, reason) for connection in list(self.connections)))

    def drop(self) -> None:
        """Break every connection without a word."""
        for connection in self.connections:
            connection.drop()

    def ask_to_reconnect(self) -> None:
        """Send everybody opcode 7."""
        for connection in self.connections:
            connection.send(Opcode.RECONNECT)

    def invalidate(self, *, resumable: bool = False) -> None:
        """Send everybody opcode 9. Unless they may resume, their sessions are gone."""
        for connection in self.connections:
            connection.send(Opcode.INVALID_SESSION, resumable)
            if connection.session and not resumable:
                self.hub.sessions.pop(connection.session.id, None)

    def ignore_heartbeats(self) -> None:
        """Acknowledge no heartbeat any more on the present connections."""
        for connection in self.connections:
            connection.acknowledges_heartbeats = False
