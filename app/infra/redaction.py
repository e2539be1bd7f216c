"""Keeps secrets, and what libraries quote of members' words, out of the log."""

from __future__ import annotations

import logging
import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from contextlib import suppress

from app.core.wordless import summary

Redact = Callable[[str], str]

SHORTEST_SECRET = 6
"""Shorter values are not replaced: they would black out ordinary words."""

DISCORD_TOKEN = r"[\w-]{23,28}\.[\w-]{6,7}\.[\w-]{27,}"  # noqa: S105 - a pattern, not a token
URL_PASSWORD = r"(?<=://)[^\s/@:]*:[^\s/@]+(?=@)"  # noqa: S105 - a pattern, not a password
INTERACTION_TOKEN = r"aW50ZXJhY3Rpb246[\w+/=-]+"  # noqa: S105 - base64 of "interaction:"
WEBHOOK = r"(?P<address>/(?:webhooks|interactions)/\d+/)[^\s/?#\"'\\]+"
NAMED = (
    r"(?P<name>(?i:password|passwd|pwd|secret|token|api[_-]?key|signing[_-]?key|authorization)"
    r"\\?[\"']?\s*[=:]\s*(?:(?:Bot|Bearer|Basic)\s+)?\\?[\"']?)"
    r"(?:(?<=[\"'])[^\"'\\\n]+|[^\s,;&)}\]\"'\\]+)"
)
"""``password=…``, ``"token": "…"`` and the like, also where that is quoted within JSON."""

FIRST_LINE_ONLY = frozenset({"asyncio"})
"""Loggers that put what they were given, whole payloads too, into lines of their own below the first."""


def redactor(secrets: Iterable[str]) -> Redact:
    """Takes ``secrets`` out of a text, and whatever looks like one."""
    long_enough = (re.escape(secret) for secret in secrets if len(secret) >= SHORTEST_SECRET)
    known = sorted(long_enough, key=len, reverse=True)
    pattern = re.compile("|".join([*known, DISCORD_TOKEN, INTERACTION_TOKEN, URL_PASSWORD, WEBHOOK, NAMED]))
    return lambda text: pattern.sub(_kept, text)


def message_of(record: logging.LogRecord) -> str:
    """What a library says, without the data that it says it about."""
    text, arguments = str(record.msg), record.args
    if isinstance(arguments, Mapping):
        # logging unwraps a mapping that stands alone, also for a text that picks nothing out of it by name.
        named = "%(" in text
        arguments = (
            {name: _harmless(each) for name, each in arguments.items()} if named else (_harmless(arguments),)
        )
    elif arguments:
        arguments = tuple(_harmless(each) for each in arguments)
    if arguments:
        # To log must not fail, least of all in the middle of a library.
        with suppress(TypeError, ValueError, KeyError):
            text %= arguments
    return text.partition("\n")[0] if record.name in FIRST_LINE_ONLY else text


def _harmless(value: object) -> object:
    if isinstance(value, BaseException):
        return summary(value)
    if isinstance(value, Mapping | bytes | bytearray) or (
        isinstance(value, Sequence | set | frozenset) and not isinstance(value, str)
    ):
        return f"<{type(value).__name__}>"
    return value


def _kept(found: re.Match[str]) -> str:
    return f"{found['address'] or found['name'] or ''}[redacted]"
