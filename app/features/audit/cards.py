"""How entries are told: one sentence each, with what was there before and after."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date, time

from app.core import markup
from app.core.excerpts import excerpt, shortened
from app.core.guild_options import GuildOption, OptionKind
from app.core.i18n import Text, joined, t
from app.core.localized import Day, Localized, Number, TimeOfDay, Words, translated
from app.core.markdown import BARS
from app.core.markup import escape
from app.features.audit.values import Entry
from app.infra.audit import AuditAction, Effect, Shown, Value

ARROW = "→"
_PLACEHOLDER = re.compile(r"\{(\w+)\}")
_ADDRESS = re.compile(r"https?://[^\s<>|`]+")
_MENTIONS: Mapping[Shown, Callable[[str], str]] = {
    Shown.MEMBER: markup.user,
    Shown.ROLE: markup.role,
    Shown.CHANNEL: markup.channel,
    Shown.COMMAND: markup.command,
    Shown.PLUGIN: lambda name: f"`{name}`",
}


@dataclass(frozen=True, slots=True)
class Room:
    """How much is shown of what somebody wrote, and of the whole line."""

    words: int
    line: int


LISTED, WHOLE = Room(90, 380), Room(1500, 3800)
"""Ten to a page, and one by itself."""


@dataclass(frozen=True, slots=True)
class Line(Localized):
    """An entry, to be told to whoever reads it."""

    lines: Lines
    entry: Entry
    room: Room

    def to(self, locale: str) -> str:
        return self.lines.line(self.entry, locale, self.room)


class Lines:
    """Entries as lines that staff read."""

    def __init__(self, actions: Iterable[AuditAction], options: Iterable[GuildOption[object]]) -> None:
        self._actions = {action.name: action for action in actions}
        self._options = {option.key: option for option in options}

    def brief(self, name: str) -> Words:
        """What an action is, without whom or what it was done to."""
        return self._actions[name].brief if name in self._actions else name

    def line(self, entry: Entry, locale: str, room: Room = LISTED) -> str:
        """An entry on one line: number, when, who, and what that person did."""
        who = markup.user(entry.actor_id) if entry.actor_id else t("somebody who asked to be forgotten")
        head = f"`#{entry.number}` {markup.moment(entry.at)} {translated(who, locale)}"
        return shortened(f"{head} {self._told(entry, room).to(locale)}", room.line)

    def _told(self, entry: Entry, room: Room) -> Text:
        action = self._actions.get(entry.action)
        if action is None:
            # What no part of this version writes down any more is told by its name.
            action = AuditAction(
                name=entry.action,
                effect=Effect.DOES,
                sentence=t("did `{action}` to {target}", action=entry.action),
                brief=t("did `{action}`", action=entry.action),
            )
        return _Sentence(action, entry, self._options.get(entry.target or ""), room).text()


@dataclass(frozen=True, slots=True)
class _Sentence:
    """What somebody did, with what it was before and after."""

    action: AuditAction
    entry: Entry
    option: GuildOption[object] | None
    room: Room

    def text(self) -> Text:
        before, after = _sides(self.action, self.entry.details)
        now = {**before, **after}
        parts = self.action.sentence
        named = set(_PLACEHOLDER.findall(parts.singular)) - parts.values.keys()
        values = {name: self._value(name, now[name]) for name in named & now.keys()}
        if self.entry.target is not None:
            values["target"] = self._target(self.entry.target)
        count = _amount(now.get(self.action.counted))
        values["count"] = Number(count)
        if not named <= values.keys():
            return self.action.brief
        said: Words = replace(parts, values={**parts.values, **values}, count=count)
        if more := list(self._more(before, after, named)):
            said = t("{deed}: {what}", deed=said, what=joined(more, "; "))
        why = str(self.entry.details.get("why") or "")
        return t("{deed}. {why}", deed=said, why=escape(why)) if why else t("{deed}", deed=said)

    def _more(
        self, before: Mapping[str, object], after: Mapping[str, object], named: set[str]
    ) -> Iterator[Words]:
        """The values that the sentence does not name, those of a change from old to new."""
        for name, value in self.action.values.items():
            sides = [self._value(name, side[name]) for side in (before, after) if name in side]
            if sides and name not in named and name != self.action.counted:
                what = joined(sides, f" {ARROW} ")
                yield what if value.label is None else t("{label} {value}", label=value.label, value=what)

    def _target(self, target: str) -> Words:
        if self.action.target is Shown.OPTION and self.option is not None:
            return t("**{option}**", option=self.option.label)
        return self._shown(self.action.target, target)

    def _value(self, name: str, value: object) -> Words:
        declared = self.action.values.get(name) or Value(Shown.NAME)
        if declared.shown is Shown.OPTION and self.option is not None:
            shown = self.option.shown(value)
            typed = self.option.kind in {OptionKind.WORDS, OptionKind.TIME_ZONE}
            return escape(str(shown)) if typed and isinstance(shown, str) else shown
        if value is None or value in ("", []):
            return declared.none
        if isinstance(value, list):
            return joined(self._shown(declared.shown, each) for each in value)
        return self._shown(declared.shown, value)

    def _shown(self, shown: Shown, value: object) -> Words:
        text = str(value)
        match shown:
            case Shown.WORDS:
                return self._words(text)
            case Shown.SWITCH:
                return t("on") if value else t("off")
            case Shown.NUMBER if isinstance(value, int | float):
                return Number(value)
            case Shown.TIME:
                return TimeOfDay(time.fromisoformat(text))
            case Shown.DAY:
                return Day(date.fromisoformat(text))
            case _:
                escaped = escape(text)
                return _MENTIONS[shown](escaped) if shown in _MENTIONS else escaped

    def _words(self, text: str) -> Words:
        cut = excerpt(text, self.room.words)
        if cut == text and _ADDRESS.fullmatch(text):
            return f"<{text}>"
        # Where a cut may have left a spoiler open, all of it is hidden.
        words = f"{BARS}{escape(cut.replace(BARS, ''))}{BARS}" if BARS in text else escape(cut)
        return t("“{words}”", words=words)


def _amount(value: object) -> int:
    return value if isinstance(value, int) else 0


def _sides(
    action: AuditAction, details: Mapping[str, object]
) -> tuple[Mapping[str, object], Mapping[str, object]]:
    """What was there before and after. Entries from before these were kept apart have them side by side."""
    before, after = details.get("before"), details.get("after")
    if isinstance(before, Mapping | None) and isinstance(after, Mapping | None):
        loose = {name: value for name, value in details.items() if name not in {"before", "after", "why"}}
        return before or {}, {**loose, **(after or {})}
    only = next(iter(action.values), "value")
    return {only: before}, {only: after}
