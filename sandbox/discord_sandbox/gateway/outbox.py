"""What waits to be written to one client."""

from __future__ import annotations

import asyncio
from collections import deque
from struct import pack

from discord_sandbox.gateway.compression import Packer

TEXT, BINARY = 0x1, 0x2
"""Opcodes of WebSocket frames, as in RFC 6455, section 5.2."""
FULL = 1 << 20
"""Bytes in the transport's own buffer from which on nothing is added to them."""
AT_ONCE = 1000
"""Payloads written in one go; the event loop has a turn after as many."""
MOST_WAITING = 50_000
"""Payloads with which a client may be behind: many more than a session replays, so it has lost some either way."""
LOOK_AGAIN = 0.001
"""Seconds until a full transport is looked at again."""


class Outbox:
    """Payloads in order. Those of one turn of the event loop go into the socket together.

    aiohttp would make a system call for each frame, which costs more than the frame; and it keeps its notice that
    a transport has room again to itself, so a full one is looked at every millisecond.
    """

    def __init__(self, transport: asyncio.Transport) -> None:
        self.packer: Packer | None = None
        self._transport = transport
        self._loop = asyncio.get_running_loop()
        self._waiting: deque[bytes] = deque()
        self._flush_due: asyncio.Handle | None = None

    @property
    def waiting(self) -> int:
        """Payloads that have not been written."""
        return len(self._waiting)

    @property
    def buffered(self) -> int:
        """Bytes that were written and that the client's machine has not taken yet."""
        return self._transport.get_write_buffer_size()

    def put(self, payload: bytes) -> None:
        self._waiting.append(payload)
        if self._flush_due is None:
            self._flush_due = self._loop.call_soon(self._flush)

    def write_all(self) -> None:
        """Write everything now, as the connection is about to be closed."""
        while self._waiting and not self._transport.is_closing():
            self._write()

    def stop(self) -> None:
        """Forget what has not been written: nobody reads it any more."""
        self._waiting.clear()
        if self._flush_due:
            self._flush_due.cancel()

    def _flush(self) -> None:
        self._flush_due = None
        if self._transport.is_closing():
            self._waiting.clear()
            return
        full = self.buffered >= FULL
        if full and len(self._waiting) > MOST_WAITING:
            self._transport.abort()
        elif not full:
            self._write()
        if self._waiting:
            again = (
                self._loop.call_later(LOOK_AGAIN, self._flush) if full else self._loop.call_soon(self._flush)
            )
            self._flush_due = again

    def _write(self) -> None:
        frames = []
        for _ in range(min(len(self._waiting), AT_ONCE)):
            payload = self._waiting.popleft()
            if self.packer:
                payload = self.packer(payload)
                frames.append(_header(BINARY, len(payload)))
            else:
                frames.append(_header(TEXT, len(payload)))
            frames.append(payload)
        self._transport.write(b"".join(frames))


def _header(opcode: int, length: int) -> bytes:
    """The beginning of a frame that is a whole message; what a server sends is not masked."""
    if length < 126:
        return pack("!BB", 0x80 | opcode, length)
    if length < 1 << 16:
        return pack("!BBH", 0x80 | opcode, 126, length)
    return pack("!BBQ", 0x80 | opcode, 127, length)
