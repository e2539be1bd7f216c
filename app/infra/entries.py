"""What is kept in the cache: kinds of values, and their form outside the process.

What comes from outside is data of a known shape, and never anything that could run.
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from enum import Enum
from functools import cached_property
from typing import Any, Final, Generic, TypeVar

import orjson
from pydantic import TypeAdapter

T = TypeVar("T")
MARK_BYTES = 8


class WrongShape(Exception):
    """Not a value of the shape that this version of the program keeps."""


# Without slots: the adapter is made when it is first needed, and in memory it never is.
@dataclass(frozen=True)
class Entry(Generic[T]):
    """A kind of cached value, declared beside the service that reads it. Values must be immutable."""

    name: str
    shape: type[T]
    """A dataclass, a NamedTuple, a tuple of such …; ``bytes`` are kept as they are."""
    seconds: float
    """How stale a value can be when its invalidation is lost."""

    def pack(self, value: T) -> bytes:
        """The value as bytes; raises ``WrongShape``."""
        if isinstance(value, bytes):
            return self._mark + value
        try:
            return self._mark + self._adapter.dump_json(value, warnings="error")
        except ValueError:
            # "from None": the error quotes the value.
            raise WrongShape(self.name) from None

    def unpack(self, packed: bytes) -> T:
        """The value that ``pack`` was given; raises ``WrongShape``."""
        mark, content = packed[:MARK_BYTES], packed[MARK_BYTES:]
        if mark != self._mark:
            raise WrongShape(self.name)
        if self.shape is bytes:
            return content  # type: ignore[return-value]
        try:
            return self._adapter.validate_json(content, strict=True)
        except ValueError:
            raise WrongShape(self.name) from None

    @cached_property
    def _adapter(self) -> TypeAdapter[T]:
        return TypeAdapter(self.shape)

    @cached_property
    def _mark(self) -> bytes:
        # A version that knows more fields must not fill them with defaults in what an older one has kept.
        schema = orjson.dumps(self._adapter.json_schema(), option=orjson.OPT_SORT_KEYS)
        return hashlib.sha256(schema).digest()[:MARK_BYTES]


@dataclass(frozen=True, slots=True)
class Kept(Generic[T]):
    """A value as the process that loaded it keeps it, until a moment."""

    entry: Entry[T]
    value: T
    until: float

    def open(self, _: Entry[T]) -> T:
        return self.value

    def pack(self) -> bytes:
        return self.entry.pack(self.value)

    def __copy__(self) -> Kept[T]:
        # cashews copies what it is given, and a picture need not be there twice.
        return self


class Foreign(Enum):
    """What somebody else has put where a value of ours would be."""

    # cashews copies what it keeps, and members of an enumeration stay the same.
    FOREIGN = "foreign"


FOREIGN: Final = Foreign.FOREIGN
UNOPENED: Final[Any] = object()


class Packed:
    """A value as it came from outside, until a moment. Whoever reads it first opens it for all."""

    __slots__ = ("_content", "_value", "until")

    def __init__(self, content: bytes, until: float) -> None:
        self._content = content
        self._value = UNOPENED
        self.until = until

    def open(self, entry: Entry[T]) -> T:
        """The one value that all readers share; raises ``WrongShape``."""
        if self._value is UNOPENED:
            self._value = entry.unpack(self._content)
            self._content = b""
        value: T = self._value
        return value

    def __copy__(self) -> Packed:
        return self
