"""Bodies with a limit: how much is read, and how much may come out of what was compressed."""

from __future__ import annotations

import zlib
from collections.abc import Iterator
from dataclasses import dataclass

ACCEPTED = "gzip, deflate"
GZIP, ZLIB, RAW = 31, 15, -15
STEP = 65_536
"""Bytes that come out of a decompressor at a time, so that the limits are looked at in between."""

RATIO = 100
RATIO_FROM = 262_144
"""Bytes from which the ratio counts: a small file of blanks is not an attack."""


class Overflow(Exception):
    """More than was wanted."""


class Undecodable(Exception):
    """Not what its encoding promises, or an encoding that was not asked for."""


@dataclass(frozen=True, slots=True)
class Caps:
    """Bytes at most, as sent and as decoded."""

    sent: int
    decoded: int


class Body:
    """Takes a body in piece by piece. ``so_far`` stays within the caps whatever comes."""

    def __init__(self, encoding: str, caps: Caps) -> None:
        self._inflater = _inflater(encoding)
        self._caps = caps
        self._sent = 0
        self.so_far = bytearray()

    def feed(self, chunk: bytes) -> None:
        """Raises ``Overflow`` or ``Undecodable``."""
        self._sent += len(chunk)
        if self._sent > self._caps.sent:
            raise Overflow
        for piece in self._inflater.inflate(chunk) if self._inflater else (chunk,):
            room = self._caps.decoded - len(self.so_far)
            self.so_far += piece[:room]
            if len(piece) > room or self._is_bomb():
                raise Overflow

    def end(self) -> bytes:
        """The whole body; raises ``Undecodable`` when its end is missing."""
        if self._inflater and self._sent and not self._inflater.ended:
            raise Undecodable
        return bytes(self.so_far)

    def _is_bomb(self) -> bool:
        return len(self.so_far) > RATIO_FROM and len(self.so_far) > RATIO * self._sent


class _Inflater:
    """zlib, a step at a time. A gzip file may have several members, one after the other."""

    def __init__(self, *, is_gzip: bool) -> None:
        self._is_gzip = is_gzip
        self._stream = zlib.decompressobj(GZIP) if is_gzip else None

    @property
    def ended(self) -> bool:
        return self._stream is not None and self._stream.eof

    def inflate(self, data: bytes) -> Iterator[bytes]:
        piece = b""
        while data or len(piece) == STEP:
            stream = self._next_stream(data)
            if stream is None:
                return
            try:
                piece = stream.decompress(data, STEP)
            except zlib.error:
                raise Undecodable from None
            data = stream.unused_data if stream.eof else stream.unconsumed_tail
            yield piece

    def _next_stream(self, data: bytes) -> zlib._Decompress | None:
        """What takes ``data``; None when that only follows the end, and is passed over."""
        if self._stream is None:
            # Servers send "deflate" with and without the frame that the standard asks for.
            self._stream = zlib.decompressobj(ZLIB if data[0] & 0x0F == 8 else RAW)
        elif self._stream.eof:
            if not (self._is_gzip and data[:1] == b"\x1f"):
                return None
            self._stream = zlib.decompressobj(GZIP)
        return self._stream


def _inflater(encoding: str) -> _Inflater | None:
    match encoding.strip().lower():
        case "" | "identity":
            return None
        case "gzip" | "x-gzip":
            return _Inflater(is_gzip=True)
        case "deflate":
            return _Inflater(is_gzip=False)
    # Also several on top of each other, which only bombs use.
    raise Undecodable
