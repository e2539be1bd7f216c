"""How payloads are packed for the wire."""

from __future__ import annotations

import sys
import zlib
from collections.abc import Callable
from typing import TypeAlias

FASTEST = 1
"""Both ends are on this machine: what counts is the time that packing takes."""

Packer: TypeAlias = Callable[[bytes], bytes]
"""Packs one payload; keeps what it has to know of those before."""


def zlib_stream() -> Packer:
    """One zlib stream for the whole connection, flushed after each payload."""
    stream = zlib.compressobj(FASTEST)

    def pack(payload: bytes) -> bytes:
        return stream.compress(payload) + stream.flush(zlib.Z_SYNC_FLUSH)

    return pack


def zstd_stream() -> Packer:
    """One Zstandard stream for the whole connection, flushed after each payload."""
    if sys.version_info >= (3, 14):
        from compression import zstd
    else:
        from backports import zstd
    stream = zstd.ZstdCompressor(level=FASTEST)

    def pack(payload: bytes) -> bytes:
        packed: bytes = stream.compress(payload, stream.FLUSH_BLOCK)
        return packed

    return pack


def each_payload(payload: bytes) -> bytes:
    """Every payload by itself, for those who ask for it when they identify."""
    return zlib.compress(payload, FASTEST)


STREAMS: dict[str, Callable[[], Packer]] = {"zlib-stream": zlib_stream, "zstd-stream": zstd_stream}
"""By the name with which a client asks for it in the address."""
