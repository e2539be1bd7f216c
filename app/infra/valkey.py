"""The cache's way to Valkey, which is outside: whoever reaches it can write there whatever they like.

cashews would make values of that itself, by unpickling, and would let a value name the algorithm of its own
signature. Here it passes bytes on: values with our own proof, counters as digits, and what is neither as FOREIGN.
"""

from __future__ import annotations

from typing import Any

import cashews
from cashews.backends.interface import Backend
from cashews.backends.redis import Redis
from cashews.backends.redis.client_side import BcastClientSide
from cashews.exceptions import CacheBackendInteractionError
from cashews.picklers import PicklerType
from cashews.serialize import Serializer
from redis.exceptions import ConnectionError as NotConnected

from app.infra.crypto import NotGenuine, Proofs
from app.infra.entries import FOREIGN, Foreign, Kept, Packed

PREFIX = "twi:"
MOMENT_BYTES = 8
MOST_DIGITS = 18
"""Valkey's counters end in the nineteenth."""
OF_ANOTHER_TYPE = ("WRONGTYPE", "value is not an integer", "increment or decrement would overflow")


class _Sealing(Serializer):
    """Bytes with a proof in place of pickles."""

    def __init__(self, proofs: Proofs) -> None:
        super().__init__()  # type: ignore[no-untyped-call]
        self.proofs = proofs

    async def encode(self, backend: Backend, key: str, value: Kept[object], expire: float | None) -> bytes:
        moment = int(value.until * 1000).to_bytes(MOMENT_BYTES)
        return self.proofs.sign(moment + value.pack(), place=key)

    async def decode(self, backend: Backend, key: str, value: bytes, default: object) -> Packed | Foreign:
        try:
            content = self.proofs.verified(value, place=key)
        except NotGenuine:
            return FOREIGN
        moment, packed = content[:MOMENT_BYTES], content[MOMENT_BYTES:]
        return Packed(packed, int.from_bytes(moment) / 1000)


class _Wary(Redis):
    """Takes a list or a hash for what it is: there, but not ours."""

    async def get(self, key: str, default: object = None) -> object:
        try:
            return await super().get(key, default)
        except CacheBackendInteractionError as error:
            if _is_of_another_type(error):
                return FOREIGN
            raise


# In this order a copy in the process is given out without a look at errors of Valkey.
class _Values(BcastClientSide, _Wary):
    """Values, with copies in the process that Valkey calls back when they are changed."""

    _channel: Any = None

    async def _transform_value(self, key: str, value: bytes | None, default: object) -> object:
        # cashews makes a number of whatever looks like one before it asks for a proof.
        return default if value is None else await self._serializer.decode(self, key, value, default)

    async def _get_channel(self) -> object:
        self._channel = await super()._get_channel()  # type: ignore[no-untyped-call]
        return self._channel

    async def _listen_invalidate(self) -> None:
        try:
            await super()._listen_invalidate()  # type: ignore[no-untyped-call]
        except (AttributeError, TypeError, ValueError) as error:
            # Anybody can write into the channel. cashews would listen no more; after this it begins anew.
            raise NotConnected(type(error).__name__) from None
        finally:
            if self._channel is not None:
                # cashews leaves it to the pool, which has ten connections, as one in use.
                await self._channel.aclose()


class _Counters(_Wary):
    """Whole numbers from 0, which all processes count together."""

    async def incr(self, key: str, value: int = 1, expire: float | None = None) -> int:
        try:
            return await super().incr(key, value, expire)
        except CacheBackendInteractionError as error:
            if not _is_of_another_type(error):
                raise
            await self.delete(key)
            return await super().incr(key, value, expire)

    async def _transform_value(self, key: str, value: bytes | None, default: object) -> object:
        if value is None:
            return default
        return int(value) if value.isdigit() and len(value) <= MOST_DIGITS else FOREIGN


def _is_of_another_type(error: CacheBackendInteractionError) -> bool:
    """Valkey is there, but what lies under the key is not what we put under keys."""
    # Some versions of the library leave the first word out.
    return str(error.__cause__).removeprefix("ERR ").startswith(OF_ANOTHER_TYPE)


def connect(backend: cashews.Cache, address: str, key: bytes, *, shared: str, timeout: float) -> None:
    """Let values live in Valkey, proven with ``key``, and counters under the prefix ``shared``."""
    sealing = _Sealing(Proofs(key))

    # Whatever else is said of a backend, cashews hands on.
    def make(*, client_side: bool = False, **options: Any) -> Redis:
        options["serializer"] = sealing
        return _Values(**options) if client_side else _Counters(**options)

    for scheme in ("redis", "rediss"):
        cashews.register_backend(scheme, make, pass_uri=True, pickler=PicklerType.NULL)
    common: dict[str, Any] = {
        "suppress": False,
        # Said here, so that nothing of this can be in the address.
        "secret": None,
        "pickle_type": PicklerType.NULL,
        "check_repr": False,
        # In protocol 3, redis-py's default, invalidations arrive where cashews 7.6 does not look.
        "protocol": 2,
        "socket_timeout": timeout,
        "socket_connect_timeout": timeout,
    }
    backend.setup(address, client_side=True, client_side_prefix=PREFIX, **common)
    backend.setup(address, client_side=False, prefix=shared, **common)
