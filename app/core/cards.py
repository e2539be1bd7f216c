"""Cards: what the bot shows, as values that features, jobs and plugins make; ``app.discord.cards`` renders them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from enum import Enum, auto
from typing import TypeAlias

from app.core.i18n import Text

Words: TypeAlias = Text | str
"""A sentence of ours, or text that is nobody's to translate."""

ACCENT = 0x3CD63D
MOST_OPTIONS = 25
"""Options that a menu can show, and values that can be chosen in one."""


class Style(Enum):
    """How much a button draws the eye, and what it warns of."""

    PRIMARY = auto()
    SECONDARY = auto()
    SUCCESS = auto()
    DANGER = auto()


class Select(Enum):
    """What a menu offers: options of its own, or what the guild has."""

    OPTIONS = auto()
    ROLES = auto()
    CHANNELS = auto()
    """Those for text and announcements."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Button:
    """A button whose press comes back to ``action`` (``plugin.what``) with ``argument``."""

    label: Words
    action: str
    argument: object = ""
    """Its text comes back: a number, a name, about 60 characters together with the action."""
    style: Style = Style.SECONDARY
    disabled: bool = False
    shared: bool = False
    """Whether everybody may press it, not only the card's owner. The service still asks who may do what."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Link:
    """A button that opens an address."""

    label: Words
    url: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Option:
    """A line of a menu."""

    value: str
    label: Words
    description: Words = ""
    selected: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Menu:
    """A select menu: of ``options``, or of the guild's roles or channels where ``kind`` says so."""

    action: str
    argument: object = ""
    placeholder: Words
    kind: Select = Select.OPTIONS
    options: Sequence[Option] = ()
    chosen: Sequence[int] = ()
    """The roles or channels that are chosen now; an option says so itself."""
    least: int = 1
    most: int = 1
    shared: bool = False


Control: TypeAlias = Button | Link | Menu


@dataclass(frozen=True, slots=True, kw_only=True)
class File:
    """A file that comes with a message."""

    name: str
    content: bytes
    spoiler: bool = False
    """Whether it is covered until somebody wants to see it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Picture:
    """An image, by its address or as a file, with words for those who do not see it."""

    source: str | File
    alt: Words


@dataclass(frozen=True, slots=True, kw_only=True)
class Card:
    """One thing to show. Texts are Markdown: escape what members wrote."""

    title: Words = ""
    body: Sequence[Words] = ()
    fields: Sequence[tuple[Words, Words]] = ()
    """Names and values; a pair without a value is left out."""
    footer: Words = ""
    thumbnail: Picture | None = None
    gallery: Sequence[Picture] = ()
    files: Sequence[File] = ()
    controls: Sequence[Sequence[Control]] = ()
    accent: int = ACCENT
    owner_id: int | None = None
    """Who alone may use the controls that are not shared; if left out, whoever is answered or written to.

    A card in a channel that answers nobody has no such person: there it is one or the other.
    """
