"""One client's WebSocket, and the protocol that is spoken over it."""

from __future__ import annotations

import asyncio
import logging
import time
from collections import deque
from contextlib import suppress
from typing import Any

import orjson
from aiohttp import WSMsgType, web

from app.sandbox.gateway.compression import STREAMS, Packer, each_payload
from app.sandbox.gateway.hub import Hub
from app.sandbox.gateway.members import chunks
from app.sandbox.gateway.protocol import KNOWN_INTENTS, SESSION_ENDING, CloseCode, Opcode
from app.sandbox.gateway.session import Session
from app.sandbox.payload import Payload
from app.sandbox.world.application import PRIVILEGED_INTENTS

logger = logging.getLogger(__name__)

LARGEST_PAYLOAD = 4096
PAYLOADS_PER_MINUTE = 120
MISSED_HEARTBEATS = 2


class Closed(Exception):
    """The gateway ends this connection."""

    def __init__(self, code: CloseCode, reason: str) -> None:
        super().__init__(reason)
        self.code = code
        self.reason = reason


class Connection:
    """Speaks the gateway protocol with one client."""

    def __init__(self, hub: Hub, http: web.BaseRequest, heartbeat_interval: float) -> None:
        self.session: Session | None = None
        self.acknowledges_heartbeats = True
        """Switched off, the client has to notice that nobody listens any more."""
        self._hub = hub
        self._http = http
        self._heartbeat_interval = heartbeat_interval
        self._socket = web.WebSocketResponse(compress=False, max_msg_size=1 << 20)
        self._outbox: deque[bytes] = deque()
        self._filled = asyncio.Event()
        self._packer: Packer | None = None
        self._received: deque[float] = deque()
        self._heard = asyncio.Event()

    async def serve(self) -> web.WebSocketResponse:
        """Talk until either side ends it."""
        await self._socket.prepare(self._http)
        stream = STREAMS.get(self._http.query.get("compress", ""))
        self._packer = stream() if stream else None
        tasks = [asyncio.create_task(self._write()), asyncio.create_task(self._watch_heartbeats())]
        try:
            await self._converse()
        except Closed as end:
            await self._finish_writing()
            await self._socket.close(code=end.code, message=end.reason.encode())
        finally:
            for task in tasks:
                task.cancel()
            await asyncio.gather(*tasks, return_exceptions=True)
            self._detach()
        return self._socket

    def send(self, opcode: Opcode, data: object = None) -> None:
        """Send a payload that is not an event."""
        self._put(orjson.dumps({"op": opcode, "d": data, "s": None, "t": None}))

    async def close(self, code: int, reason: str = "") -> None:
        """End the connection from outside."""
        await self._finish_writing()
        await self._socket.close(code=code, message=reason.encode())

    def drop(self) -> None:
        """Break the connection without a word, as a network does."""
        if self._http.transport:
            self._http.transport.abort()

    async def _converse(self) -> None:
        if self._http.query.get("v") not in {"9", "10", None}:
            raise Closed(CloseCode.INVALID_VERSION, "Invalid API version specified.")
        self.send(Opcode.HELLO, {"heartbeat_interval": int(self._heartbeat_interval * 1000), "_trace": []})
        async for message in self._socket:
            if message.type not in {WSMsgType.TEXT, WSMsgType.BINARY}:
                break
            self._receive(message.data)

    def _receive(self, data: str | bytes) -> None:
        self._heard.set()
        self._limit_rate()
        try:
            payload = orjson.loads(data) if len(data) <= LARGEST_PAYLOAD else None
        except orjson.JSONDecodeError:
            payload = None
        if not isinstance(payload, dict):
            raise Closed(CloseCode.DECODE_ERROR, "Error while decoding payload.")
        self._obey(payload.get("op"), payload.get("d"))

    def _obey(self, opcode: object, data: Any) -> None:
        if opcode == Opcode.HEARTBEAT:
            if self.acknowledges_heartbeats:
                self.send(Opcode.HEARTBEAT_ACK)
            return
        if opcode not in set(Opcode):
            raise Closed(CloseCode.UNKNOWN_OPCODE, "Unknown opcode.")
        if not isinstance(data, dict):
            raise Closed(CloseCode.DECODE_ERROR, "Error while decoding payload.")
        if opcode == Opcode.IDENTIFY:
            self._identify(data)
        elif opcode == Opcode.RESUME:
            self._resume(data)
        else:
            self._command(opcode, data)

    def _command(self, opcode: object, data: Payload) -> None:
        """What only those may send who have identified."""
        if self.session is None:
            raise Closed(CloseCode.NOT_AUTHENTICATED, "Not authenticated.")
        match opcode:
            case Opcode.PRESENCE_UPDATE:
                self.session.presence = data
            case Opcode.REQUEST_GUILD_MEMBERS:
                for chunk in chunks(self._hub.world, data, self.session.intents):
                    self.session.dispatch_payload("GUILD_MEMBERS_CHUNK", chunk)
            case _:
                logger.warning("the sandbox ignores gateway opcode %s", opcode)

    def _identify(self, identity: Payload) -> None:
        if self.session is not None:
            raise Closed(CloseCode.ALREADY_AUTHENTICATED, "Already authenticated.")
        self._check_token(identity)
        self._check_intents(identity.get("intents"))
        shard = identity.get("shard") or [0, 1]
        if len(shard) != 2 or not 0 <= shard[0] < shard[1]:
            raise Closed(CloseCode.INVALID_SHARD, "Invalid shard.")
        if identity.get("compress") and self._packer is None:
            self._packer = each_payload
        session = self._hub.open(identity, self._http.headers.get("User-Agent", ""))
        self._attach(session)
        self._hub.greet(session)

    def _resume(self, request: Payload) -> None:
        if self.session is not None:
            raise Closed(CloseCode.ALREADY_AUTHENTICATED, "Already authenticated.")
        self._check_token(request)
        session = self._hub.resumable(str(request.get("session_id")))
        sequence = request.get("seq") or 0
        if session is None or not session.can_replay(sequence):
            self.send(Opcode.INVALID_SESSION, data=False)
            return
        if sequence > session.sequence:
            raise Closed(CloseCode.INVALID_SEQUENCE, "Invalid seq.")
        self._attach(session)
        session.replay(sequence)
        session.dispatch_payload("RESUMED", {"_trace": []})
        self._hub.world.changed.announce()

    def _check_token(self, request: Payload) -> None:
        if str(request.get("token")).removeprefix("Bot ") != self._hub.world.application.token:
            raise Closed(CloseCode.AUTHENTICATION_FAILED, "Authentication failed.")

    def _check_intents(self, intents: object) -> None:
        if not isinstance(intents, int) or intents & ~KNOWN_INTENTS:
            raise Closed(CloseCode.INVALID_INTENTS, "Invalid intent(s).")
        if intents & PRIVILEGED_INTENTS & ~self._hub.world.application.privileged_intents:
            raise Closed(CloseCode.DISALLOWED_INTENTS, "Disallowed intent(s).")

    def _attach(self, session: Session) -> None:
        self.session = session
        session.send = self._put
        session.disconnected_at = None

    def _detach(self) -> None:
        # A client that has resumed elsewhere already owns the session there.
        if self.session is not None and self.session.send == self._put:
            for_good = self._socket.close_code in SESSION_ENDING
            self._hub.disconnected(self.session, for_good=for_good)

    def _limit_rate(self) -> None:
        now = time.monotonic()
        self._received.append(now)
        while self._received[0] < now - 60:
            self._received.popleft()
        if len(self._received) > PAYLOADS_PER_MINUTE:
            raise Closed(CloseCode.RATE_LIMITED, "You are being rate limited.")

    def _put(self, payload: bytes) -> None:
        self._outbox.append(payload)
        self._filled.set()

    async def _write(self) -> None:
        with suppress(ConnectionError):
            while True:
                await self._filled.wait()
                self._filled.clear()
                await self._empty_outbox()

    async def _empty_outbox(self) -> None:
        while self._outbox:
            payload = self._outbox.popleft()
            if self._packer:
                await self._socket.send_frame(self._packer(payload), WSMsgType.BINARY)
            else:
                await self._socket.send_frame(payload, WSMsgType.TEXT)

    async def _finish_writing(self) -> None:
        with suppress(ConnectionError):
            await self._empty_outbox()

    async def _watch_heartbeats(self) -> None:
        with suppress(TimeoutError):
            while True:
                async with asyncio.timeout(self._heartbeat_interval * MISSED_HEARTBEATS):
                    await self._heard.wait()
                self._heard.clear()
        await self.close(CloseCode.SESSION_TIMED_OUT, "Session timed out.")
