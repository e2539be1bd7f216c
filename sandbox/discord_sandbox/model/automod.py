"""Rules of a guild's automatic moderation."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from enum import IntEnum
from functools import lru_cache
from typing import NamedTuple, NotRequired, TypedDict

from discord_sandbox.model.payload import JsonObject, Payload


class TriggerType(IntEnum):
    """What a rule looks for."""

    KEYWORD = 1
    SPAM = 3
    KEYWORD_PRESET = 4
    MENTION_SPAM = 5
    MEMBER_PROFILE = 6


class ActionType(IntEnum):
    """What happens when it is found."""

    BLOCK_MESSAGE = 1
    SEND_ALERT_MESSAGE = 2
    TIMEOUT = 3
    BLOCK_MEMBER_INTERACTION = 4


class Match(NamedTuple):
    """What a rule found: the word or pattern of the rule, and what it stands for in the text."""

    keyword: str | None
    content: str | None


class RuleAttributes(TypedDict):
    """What makes a rule."""

    name: str
    event_type: int
    trigger: TriggerType
    metadata: Payload
    actions: list[Payload]
    enabled: NotRequired[bool]
    exempt_roles: NotRequired[list[int]]
    exempt_channels: NotRequired[list[int]]


@dataclass(slots=True, eq=False)
class Rule:
    """One rule, with its metadata complete."""

    id: int
    guild_id: int
    creator_id: int
    name: str
    event_type: int
    trigger: TriggerType
    metadata: Payload
    actions: list[Payload]
    enabled: bool = False
    exempt_roles: list[int] = field(default_factory=list)
    exempt_channels: list[int] = field(default_factory=list)

    def match(self, text: str, mentions: int = 0) -> Match | None:
        """What in ``text`` breaks the rule, or that it notifies too many.

        Spam and Discord's own lists of words are known to Discord only; such a rule finds nothing here.
        """
        if self.trigger is TriggerType.MENTION_SPAM:
            return Match(None, None) if mentions > self.metadata["mention_total_limit"] else None
        allowed = [
            span for word in self.metadata.get("allow_list", ()) for span in _spans(_keyword(word), text)
        ]
        return next((match for match in self._matches(text, allowed)), None)

    def _matches(self, text: str, allowed: list[tuple[int, int]]) -> Iterator[Match]:
        patterns = [(word, _keyword(word)) for word in self.metadata.get("keyword_filter", ())]
        patterns += [(source, _regex(source)) for source in self.metadata.get("regex_patterns", ())]
        for keyword, pattern in patterns:
            for start, end in _spans(pattern, text):
                if not _within(start, end, allowed):
                    yield Match(keyword, text[start:end])

    def payload(self) -> JsonObject:
        return {
            "id": str(self.id),
            "guild_id": str(self.guild_id),
            "creator_id": str(self.creator_id),
            "name": self.name,
            "event_type": self.event_type,
            "trigger_type": int(self.trigger),
            "trigger_metadata": self.metadata,
            "actions": self.actions,
            "enabled": self.enabled,
            "exempt_roles": [str(role_id) for role_id in self.exempt_roles],
            "exempt_channels": [str(channel_id) for channel_id in self.exempt_channels],
        }


@lru_cache(maxsize=4096)
def _keyword(keyword: str) -> re.Pattern[str]:
    """A whole word or phrase between spaces, unless a star at one end lets it go on."""
    begin = "" if keyword.startswith("*") else r"(?<!\S)"
    end = "" if keyword.endswith("*") else r"(?!\S)"
    return re.compile(begin + re.escape(keyword.strip("*")) + end, re.IGNORECASE)


@lru_cache(maxsize=1024)
def _regex(source: str) -> re.Pattern[str]:
    return re.compile(source, re.IGNORECASE)


def _spans(pattern: re.Pattern[str], text: str) -> Iterator[tuple[int, int]]:
    return (match.span() for match in pattern.finditer(text) if match.group())


def _within(start: int, end: int, spans: Iterable[tuple[int, int]]) -> bool:
    return any(first <= start and end <= last for first, last in spans)
