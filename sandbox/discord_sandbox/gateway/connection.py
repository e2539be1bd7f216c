"""One client's WebSocket, and the protocol that is spoken over it."""

from __future__ import annotations

import asyncio
from collections import deque
from contextlib import suppress
from typing import Any

import orjson
from aiohttp import WSMsgType, web

from discord_sandbox.gateway import handshake
from discord_sandbox.gateway.compression import STREAMS, each_payload
from discord_sandbox.gateway.dispatcher import Dispatcher
from discord_sandbox.gateway.outbox import Outbox
from discord_sandbox.gateway.protocol import ENDING, GIVING_UP, RECEIVED_ONLY, CloseCode, Closed, Opcode
from discord_sandbox.gateway.requests import REQUESTS
from discord_sandbox.gateway.session import Session
from discord_sandbox.model.checks import Check
from discord_sandbox.model.entries import ViolationKind
from discord_sandbox.model.payload import JsonObject, Payload

LARGEST_PAYLOAD = 4096
"""Bytes that a client may send at once."""
PAYLOADS_PER_MINUTE = 120
MISSED_HEARTBEATS = 2
SECONDS_TO_SAY_GOODBYE = 2.0
"""For which a client may take its time to agree to the end."""

_OPCODES = frozenset(Opcode) - RECEIVED_ONLY


class Connection:
    """Speaks the gateway protocol with one client."""

    def __init__(self, dispatcher: Dispatcher, http: web.BaseRequest, heartbeat_interval: float) -> None:
        self.session: Session | None = None
        self.acknowledges_heartbeats = True
        """Switched off, the client has to notice that nobody listens any more."""
        self._dispatcher = dispatcher
        self._http = http
        self._heartbeat_interval = heartbeat_interval
        self._socket = web.WebSocketResponse(
            compress=False, max_msg_size=1 << 20, timeout=SECONDS_TO_SAY_GOODBYE
        )
        self._outbox: Outbox | None = None
        self._received: deque[float] = deque()
        self._beaten = asyncio.Event()
        self._closed_with: int | None = None
        self._ending: asyncio.Task[None] | None = None

    @property
    def backlog(self) -> int:
        """Payloads that have not been written yet, because the client reads more slowly than they come."""
        return self._outbox.waiting if self._outbox else 0

    async def serve(self) -> web.WebSocketResponse:
        """Talk until either side ends it."""
        await self._socket.prepare(self._http)
        if self._http.transport is None:
            return self._socket
        self._outbox = Outbox(self._http.transport)
        stream = STREAMS.get(self._http.query.get("compress", ""))
        self._outbox.packer = stream() if stream else None
        watching = asyncio.create_task(self._watch_heartbeats())
        try:
            await self._converse()
        except Closed as end:
            self._dispatcher.record_violation(f"{end.code} {end.reason} {end.detail}".rstrip())
            await self.close(end.code, end.reason)
        finally:
            watching.cancel()
            await asyncio.gather(watching, return_exceptions=True)
            self._outbox.stop()
            self._detach()
        return self._socket

    def put(self, payload: bytes) -> None:
        """Send a payload, soon and in order. What comes after the end waits for a client that resumes."""
        if self._outbox and self._closed_with is None:
            self._outbox.put(payload)

    def send(self, opcode: Opcode, data: object = None) -> None:
        """Send a payload that is not an event."""
        self.put(orjson.dumps({"op": opcode, "d": data, "s": None, "t": None}))

    def invalidate(self, *, resumable: bool) -> None:
        """Send opcode 9. Unless the client may resume, its session is gone."""
        self.send(Opcode.INVALID_SESSION, resumable)
        if self.session and not resumable:
            self._dispatcher.sessions.pop(self.session.id, None)

    async def close(self, code: int, reason: str = "") -> None:
        """End the connection."""
        self._closed_with = code
        if self._outbox:
            self._outbox.write_all()
        await self._socket.close(code=code, message=reason.encode())

    def close_soon(self, code: int, reason: str = "") -> None:
        """End the connection, for those who cannot wait for the client to agree."""
        self._closed_with = code
        self._ending = asyncio.create_task(self.close(code, reason))

    def drop(self) -> None:
        """Break the connection without a word, as a network does."""
        if self._http.transport:
            self._http.transport.abort()

    async def _converse(self) -> None:
        if self._http.query.get("v") not in {"9", "10", None}:
            raise Closed(CloseCode.INVALID_VERSION, "Invalid API version specified.")
        if self._http.query.get("encoding", "json") != "json":
            raise Closed(CloseCode.DECODE_ERROR, "The sandbox speaks JSON only.")
        self.send(Opcode.HELLO, {"heartbeat_interval": int(self._heartbeat_interval * 1000), "_trace": []})
        async for message in self._socket:
            if message.type not in {WSMsgType.TEXT, WSMsgType.BINARY}:
                break
            self._receive(message.data)

    def _receive(self, data: str | bytes) -> None:
        self._limit_rate()
        raw = data.encode() if isinstance(data, str) else data
        try:
            payload = orjson.loads(raw) if len(raw) <= LARGEST_PAYLOAD else None
        except orjson.JSONDecodeError:
            payload = None
        if not isinstance(payload, dict):
            raise Closed(CloseCode.DECODE_ERROR, "Error while decoding payload.")
        number = payload.get("op")
        # True and 1.0 are as good as 1 in a set, which is not what Discord reads.
        if type(number) is not int or number not in _OPCODES:
            raise Closed(CloseCode.UNKNOWN_OPCODE, "Unknown opcode.")
        opcode = Opcode(number)
        if opcode is Opcode.HEARTBEAT:
            self._beaten.set()
        if self._dispatcher.receive(self, opcode):
            self._obey(opcode, payload.get("d"))

    def _obey(self, opcode: Opcode, data: object) -> None:
        match opcode:
            case Opcode.HEARTBEAT:
                if self.acknowledges_heartbeats:
                    self.send(Opcode.HEARTBEAT_ACK)
            case Opcode.IDENTIFY | Opcode.RESUME if self.session:
                raise Closed(CloseCode.ALREADY_AUTHENTICATED, "Already authenticated.")
            case Opcode.IDENTIFY:
                self._identify(self._checked(opcode, handshake.IDENTIFY, data))
            case Opcode.RESUME:
                self._resume(self._checked(opcode, handshake.RESUME, data))
            case _:
                self._request(opcode, data)

    def _request(self, opcode: Opcode, data: object) -> None:
        """What only those may send who have identified."""
        if self.session is None:
            raise Closed(CloseCode.NOT_AUTHENTICATED, "Not authenticated.")
        if opcode not in REQUESTS:
            self._dispatcher.record_violation(
                f"opcode {opcode} is not known to the sandbox yet", opcode, ViolationKind.UNIMPLEMENTED
            )
            return
        check, handle = REQUESTS[opcode]
        handle(self._dispatcher, self.session, self._checked(opcode, check, data))

    def _checked(self, opcode: Opcode, check: Check, data: Any) -> JsonObject:
        wrong = check(data)
        if wrong:
            detail = f"{opcode.name}: {orjson.dumps(wrong).decode()}"
            raise Closed(CloseCode.DECODE_ERROR, "Error while decoding payload.", detail)
        payload: Payload = data
        return payload

    def _identify(self, identity: JsonObject) -> None:
        try:
            session = handshake.identify(self._dispatcher, identity, self._http.headers.get("User-Agent", ""))
        except handshake.InvalidSession:
            self.send(Opcode.INVALID_SESSION, data=False)
            return
        if identity.get("compress") and self._outbox and self._outbox.packer is None:
            self._outbox.packer = each_payload
        self._attach(session)
        self._dispatcher.greet(session)

    def _resume(self, request: Payload) -> None:
        try:
            session = handshake.resume(self._dispatcher, request)
        except handshake.InvalidSession:
            self.send(Opcode.INVALID_SESSION, data=False)
            return
        if session.client:
            # Whoever knows the session's id owns it: what held it so far is a connection that nobody uses any more.
            session.client.drop()
        self._attach(session)
        session.replay(request["seq"] or 0)
        session.dispatch_payload("RESUMED", {"_trace": []})
        self._dispatcher.world.changed.announce()

    def _attach(self, session: Session) -> None:
        self.session = session
        session.client = self
        session.disconnected_at = None

    def _detach(self) -> None:
        # A client that has resumed elsewhere already owns the session there.
        if self.session is not None and self.session.client is self:
            ours, theirs = self._closed_with, self._socket.close_code
            for_good = theirs in GIVING_UP if ours is None else ours in ENDING
            self._dispatcher.disconnected(self.session, for_good=for_good)

    def _limit_rate(self) -> None:
        now = self._dispatcher.world.clock.time()
        self._received.append(now)
        while self._received[0] < now - 60:
            self._received.popleft()
        if len(self._received) > PAYLOADS_PER_MINUTE:
            raise Closed(CloseCode.RATE_LIMITED, "You are being rate limited.")

    async def _watch_heartbeats(self) -> None:
        with suppress(TimeoutError):
            while True:
                async with asyncio.timeout(self._heartbeat_interval * MISSED_HEARTBEATS):
                    await self._beaten.wait()
                self._beaten.clear()
        await self.close(CloseCode.SESSION_TIMED_OUT, "Session timed out.")
