"""The gateway's connections, and what can be made to happen to them."""

from __future__ import annotations

import asyncio

from aiohttp import web

from discord_sandbox.gateway.connection import Connection
from discord_sandbox.gateway.dispatcher import Dispatcher
from discord_sandbox.gateway.protocol import Opcode
from discord_sandbox.gateway.session import Session
from discord_sandbox.model.journal import Journal
from discord_sandbox.model.world import World

HEARTBEAT_SECONDS = 41.25
GOING_AWAY = 1001


class Gateway:
    """Every connection there is. What happens to all of them can be made to happen to one shard's only."""

    def __init__(self, world: World, journal: Journal, heartbeat_interval: float = HEARTBEAT_SECONDS) -> None:
        self.dispatcher = Dispatcher(world, journal)
        self.heartbeat_interval = heartbeat_interval
        self.connections: set[Connection] = set()

    @property
    def sessions(self) -> list[Session]:
        return list(self.dispatcher.sessions.values())

    @property
    def connected(self) -> list[Session]:
        """The sessions that have a client now."""
        return [session for session in self.sessions if session.connected]

    @property
    def backlog(self) -> int:
        """Payloads that clients have not been sent yet, because they read more slowly than they come."""
        return sum(connection.backlog for connection in self.connections)

    async def serve(self, http: web.BaseRequest, path: str) -> web.StreamResponse:
        if http.headers.get("Upgrade", "").lower() != "websocket":
            return web.Response(status=426, text="This is a gateway for WebSockets.\n")
        connection = Connection(self.dispatcher, http, self.heartbeat_interval)
        self.connections.add(connection)
        try:
            return await connection.serve()
        finally:
            self.connections.discard(connection)

    async def close(self, code: int = GOING_AWAY, reason: str = "", *, shard: int | None = None) -> None:
        """End connections with this code."""
        await asyncio.gather(*(connection.close(code, reason) for connection in self.connections_of(shard)))

    def drop(self, *, shard: int | None = None) -> None:
        """Break connections without a word."""
        for connection in self.connections_of(shard):
            connection.drop()

    def ask_to_reconnect(self, *, shard: int | None = None) -> None:
        """Send opcode 7."""
        for connection in self.connections_of(shard):
            connection.send(Opcode.RECONNECT)

    def ask_for_heartbeat(self, *, shard: int | None = None) -> None:
        """Send opcode 1, which is to be answered at once."""
        for connection in self.connections_of(shard):
            connection.send(Opcode.HEARTBEAT)

    def invalidate(self, *, resumable: bool = False, shard: int | None = None) -> None:
        """Send opcode 9. Unless they may resume, the sessions are gone."""
        for connection in self.connections_of(shard):
            connection.invalidate(resumable=resumable)

    def ignore_heartbeats(self, *, shard: int | None = None) -> None:
        """Acknowledge no heartbeat any more on the present connections."""
        for connection in self.connections_of(shard):
            connection.acknowledges_heartbeats = False

    def connections_of(self, shard: int | None) -> list[Connection]:
        """All connections, or those of one shard."""
        return [
            connection
            for connection in self.connections
            if shard is None or (connection.session and connection.session.shard_id == shard)
        ]
