"""What each guild can decide for itself: declared by the feature it belongs to, stored and shown by one service."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import Enum
from typing import Any, Generic, Protocol, TypeVar

from app.core import markup
from app.core.errors import InvalidInput, NotFound
from app.core.i18n import Text, t

V_co = TypeVar("V_co", covariant=True)
LONGEST_WORDS = 100


class OptionKind(Enum):
    """What a value is, and so how it is checked, chosen and shown."""

    CHANNEL = "channel"
    """The id of a channel in which the bot can write."""
    ROLE = "role"
    """The id of a role that people give and take."""
    TIME_ZONE = "time zone"
    """A name of the IANA database."""
    WORDS = "words"
    NUMBER = "number"
    SWITCH = "switch"


_STORED: Mapping[OptionKind, type] = {
    OptionKind.CHANNEL: int,
    OptionKind.ROLE: int,
    OptionKind.TIME_ZONE: str,
    OptionKind.WORDS: str,
    OptionKind.NUMBER: int,
    OptionKind.SWITCH: bool,
}
_MENTIONS = {OptionKind.CHANNEL: markup.channel, OptionKind.ROLE: markup.role}


@dataclass(frozen=True, slots=True, kw_only=True)
class GuildOption(Generic[V_co]):
    """One decision. ``key`` is ``feature.name``; ``default`` holds in guilds that have decided nothing."""

    key: str
    kind: OptionKind
    label: Text
    help: Text
    """What it does, in a sentence."""
    default: V_co
    plugin: str = ""
    """The plugin that has to be on for this to do anything, if it is not the one of the key."""
    least: int = 0
    most: int = 2**31
    """The bounds of a number, or the number of characters of words."""

    def read(self, stored: Mapping[str, object]) -> V_co:
        """The value among a guild's stored ones; the default where there is none of this kind."""
        value = stored.get(self.key)
        found: Any = value if type(value) is _STORED[self.kind] else self.default
        return found  # type: ignore[no-any-return] # of this kind

    @property
    def most_characters(self) -> int:
        """How much may be typed for a value."""
        return len(str(self.most)) + 1 if self.kind is OptionKind.NUMBER else self.most

    def parsed(self, words: str) -> V_co:
        """A value as somebody typed it; nothing is the default. Raises ``InvalidInput`` for what is no number."""
        text = words.strip()
        if not text:
            return self.default
        if self.kind is not OptionKind.NUMBER:
            return text  # type: ignore[return-value] # of this kind
        try:
            return int(text)  # type: ignore[return-value]
        except ValueError:
            raise InvalidInput(t("{label} is a whole number.", label=self.label)) from None

    def shown(self, value: object) -> Text | str:
        """A value as people read it: mentions for ids, words for switches."""
        if value is None or value == "":
            return t("none")
        if self.kind is OptionKind.SWITCH:
            return t("on") if value else t("off")
        mention = _MENTIONS.get(self.kind)
        return mention(value) if mention is not None and isinstance(value, int) else str(value)


def channel_option(
    key: str,
    label: Text,
    help: Text,  # noqa: A002 - as the field is called
    *,
    plugin: str = "",
) -> GuildOption[int | None]:
    """A channel in which the bot writes, or none."""
    return GuildOption(key=key, kind=OptionKind.CHANNEL, label=label, help=help, default=None, plugin=plugin)


def role_option(key: str, label: Text, help: Text) -> GuildOption[int | None]:  # noqa: A002
    """A role that people give and take, or none."""
    return GuildOption(key=key, kind=OptionKind.ROLE, label=label, help=help, default=None)


def number_option(
    key: str,
    label: Text,
    help: Text,  # noqa: A002
    *,
    default: int,
    least: int,
    most: int,
) -> GuildOption[int]:
    """A whole number between bounds."""
    return GuildOption(
        key=key, kind=OptionKind.NUMBER, label=label, help=help, default=default, least=least, most=most
    )


def words_option(
    key: str,
    label: Text,
    help: Text,  # noqa: A002
    *,
    default: str = "",
    most: int = LONGEST_WORDS,
) -> GuildOption[str]:
    """A line of text."""
    return GuildOption(key=key, kind=OptionKind.WORDS, label=label, help=help, default=default, most=most)


def switch_option(
    key: str,
    label: Text,
    help: Text,  # noqa: A002
    *,
    default: bool,
) -> GuildOption[bool]:
    """Something that is on or off."""
    return GuildOption(key=key, kind=OptionKind.SWITCH, label=label, help=help, default=default)


class OptionWatcher(Protocol):
    """Who has to know at once, in this process, what a guild has just decided."""

    def option_changed(self, guild_id: int, option: GuildOption[object], value: object) -> None: ...


@dataclass(frozen=True, slots=True)
class GuildOptions:
    """What can be decided, by key, and who has to know at once."""

    known: Sequence[GuildOption[object]]
    watchers: Sequence[OptionWatcher] = ()

    def by_key(self, key: str) -> GuildOption[object]:
        """Raises ``NotFound`` for one that no part of this version has."""
        found = next((option for option in self.known if option.key == key), None)
        if found is None:
            raise NotFound(t("There is no such setting any more."))
        return found


ADMIN_ROLE = role_option(
    "settings.admin_role",
    t("Admin role"),
    t("Whoever has this role counts as staff for me."),
)
TIME_ZONE: GuildOption[str] = GuildOption(
    key="settings.time_zone",
    kind=OptionKind.TIME_ZONE,
    label=t("Time zone"),
    help=t("Days begin at midnight there. Names look like Europe/Berlin."),
    default="UTC",
    least=1,
    most=64,
)
