"""The world's objects as plain JSON and back: each once, in a flat list, however they refer to each other.

Written and read by the types that the classes declare, so a new field needs nothing here: an older file lacks it,
and it gets its default.
"""

from __future__ import annotations

import pkgutil
import types
import typing
from collections import deque
from collections.abc import Callable, Hashable, Iterator
from dataclasses import MISSING, Field, fields, is_dataclass
from enum import Enum
from functools import cache
from importlib import import_module
from typing import Any, TypeAlias, cast

from discord_sandbox import model as package
from discord_sandbox.model.command import Command
from discord_sandbox.model.command_permissions import CommandPermission
from discord_sandbox.model.payload import JsonObject

Write: TypeAlias = Callable[[Any], Any]
Read: TypeAlias = Callable[[Any], Any]


class Unreadable(ValueError):
    """What was kept does not fit what there is now."""


@cache
def known() -> dict[str, type]:
    """Every class of the world by its name."""
    modules = [
        import_module(each.name) for each in pkgutil.iter_modules(package.__path__, f"{package.__name__}.")
    ]
    found = [value for module in modules for value in vars(module).values() if isinstance(value, type)]
    return {each.__name__: each for each in [*found, Command, CommandPermission] if is_dataclass(each)}


@cache
def typed_fields(cls: Any) -> list[tuple[Field[object], object]]:
    """The fields of a class with their types."""
    hints = typing.get_type_hints(cls, localns=dict(known()))
    return [(field, hints[field.name]) for field in fields(cls)]


class Writer:
    """Collects objects. What is referred to is written later, so that one can pause between any two of them."""

    def __init__(
        self, store: Callable[[bytes], str], select: Callable[[object, str, object], object]
    ) -> None:
        """``store`` keeps bytes apart and gives their name; ``select`` may choose what is kept of a field."""
        self.objects: list[Any] = []
        self._store = store
        self._select = select
        self._numbers: dict[int, int] = {}
        self._waiting: list[Any] = []

    def value(self, value: object) -> object:
        """A value as JSON, with numbers in the place of objects."""
        if value is None or isinstance(value, str | bool | float):
            return value
        if isinstance(value, Enum):
            return value.value
        if isinstance(value, int):
            return int(value)
        if isinstance(value, bytes):
            return self._store(value)
        if isinstance(value, dict):
            return {str(key): self.value(each) for key, each in value.items()}
        if isinstance(value, list | tuple | set | frozenset | deque):
            return [self.value(each) for each in value]
        return self._number(value)

    def rest(self) -> Iterator[None]:
        """Write what was referred to, object by object."""
        while self._waiting:
            each = self._waiting.pop(0)
            written = {
                field.name: self.value(self._select(each, field.name, getattr(each, field.name)))
                for field in fields(each)
            }
            self.objects.append([type(each).__name__, written])
            yield

    def _number(self, value: object) -> int:
        if type(value).__name__ not in known():
            raise TypeError(f"{type(value).__name__} is not a part of the world")
        number = self._numbers.get(id(value))
        if number is None:
            number = self._numbers[id(value)] = len(self._numbers)
            self._waiting.append(value)
        return number


class Reader:
    """Makes objects out of what a writer has written."""

    def __init__(self, objects: list[Any], fetch: Callable[[str], bytes]) -> None:
        """``fetch`` gives the bytes of a name. Raises ``Unreadable``."""
        self._fetch = fetch
        self._readers: dict[Any, Read] = {}
        self.objects = [self._empty(name) for name, _ in objects]
        for made, (_, written) in zip(self.objects, objects, strict=True):
            self.fill(made, written)

    def fill(self, made: object, written: JsonObject) -> None:
        """Set the fields that were written; the others get their defaults."""
        for field, hint in typed_fields(cast("Hashable", type(made))):
            if field.name in written:
                value = self._like(field, self.value(hint, written[field.name]))
            elif field.default is not MISSING:
                value = field.default
            elif field.default_factory is not MISSING:
                value = field.default_factory()
            else:
                raise Unreadable(f"{type(made).__name__} lacks {field.name}")
            object.__setattr__(made, field.name, value)

    def value(self, hint: object, written: object) -> Any:
        """A value of this type."""
        reader = self._readers.get(hint) if _hashable(hint) else None
        if reader is None:
            reader = self._reader(hint)
            if _hashable(hint):
                self._readers[hint] = reader
        return reader(written)

    def _like(self, field: Field[Any], value: object) -> object:
        """The value, as bounded as the field is at first."""
        if isinstance(value, deque) and field.default_factory is not MISSING:
            bounded = field.default_factory()
            bounded.extend(value)
            return bounded
        return value

    def _empty(self, name: str) -> object:
        cls: Any = known().get(name)
        if cls is None:
            raise Unreadable(f"there is no {name} any more")
        return cls.__new__(cls)

    def _reader(self, hint: object) -> Read:
        origin, arguments = typing.get_origin(hint), typing.get_args(hint)
        if origin in {typing.Union, types.UnionType}:
            return self._optional([each for each in arguments if each is not type(None)])
        if origin is dict and arguments[1] is not Any:
            key = arguments[0]
            return lambda written: {
                key(name): self.value(arguments[1], each) for name, each in written.items()
            }
        if origin is deque and arguments[0] is not Any:
            return lambda written: deque(self.value(arguments[0], each) for each in written)
        if origin in {list, set, frozenset} and arguments[0] is not Any:
            return lambda written: origin(self.value(arguments[0], each) for each in written)
        if isinstance(hint, type) and issubclass(hint, Enum):
            return hint
        if hint is bytes:
            return self._fetch
        if isinstance(hint, type) and hint.__name__ in known():
            return lambda written: self._object(hint, written)
        return lambda written: written

    def _optional(self, hints: list[object]) -> Read:
        """One of several types: an object if that is among them, else plain JSON."""
        hint = next((each for each in hints if not _plain(each)), hints[0])
        return lambda written: None if written is None else self.value(hint, written)

    def _object(self, hint: type, number: object) -> object:
        found = self.objects[number] if isinstance(number, int) and 0 <= number < len(self.objects) else None
        if not isinstance(found, hint):
            raise Unreadable(f"{number!r} is no {hint.__name__}")
        return found


def _plain(hint: object) -> bool:
    return hint in {str, int, float, bool}


def _hashable(hint: object) -> bool:
    return hint.__hash__ is not None
