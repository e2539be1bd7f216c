from __future__ import annotations

import asyncio
import io
import json
import logging
from collections.abc import Callable, Iterator
from datetime import datetime
from typing import Any

import pytest
from loguru import logger
from pydantic import BaseModel

from app.core.invocation import Invocation, current_invocation
from app.core.wordless import summary
from app.infra.logging import configure_logging, secrets_of
from app.settings.schema import Settings
from app.settings.sections.log import LogSettings

TOKEN = "MTA1MDAwMDAwMDAwMDAwMDAwMA.GabcdE.abcdefghijklmnopqrstuvwxyz012345678"


@pytest.fixture
def stream() -> Iterator[io.StringIO]:
    yield io.StringIO()
    logger.remove()
    logging.basicConfig(handlers=[], force=True)


def entries(stream: io.StringIO) -> list[dict[str, Any]]:
    return [json.loads(line) for line in stream.getvalue().splitlines()]


def as_json(stream: io.StringIO, *secrets: str, level: str = "INFO") -> None:
    configure_logging(LogSettings.model_validate({"format": "json", "level": level}), secrets, stream)


@pytest.mark.regression(17)
async def test_every_line_of_an_invocation_carries_it(stream: io.StringIO) -> None:
    as_json(stream)

    async def serve(number: int) -> None:
        current_invocation.set(Invocation(id=f"id{number}", name="quote add", user_id=number, guild_id=7))
        logger.info("ours")
        await asyncio.sleep(0)
        logging.getLogger("hikari.rest").warning("theirs %s", number)

    await asyncio.gather(*(serve(number) for number in range(3)))
    logger.info("outside")
    # Whatever else the process has to say meanwhile is not looked at.
    *inside, outside = [entry for entry in entries(stream) if entry["logger"] in {__name__, "hikari.rest"}]
    assert len(inside) == 6
    for entry in inside:
        assert (entry["invocation"], entry["command"], entry["guild"]) == (
            f"id{entry['user']}",
            "quote add",
            7,
        )
    assert "invocation" not in outside


@pytest.mark.regression(86)
def test_a_line_is_logged_once_however_often_logging_is_set_up(stream: io.StringIO) -> None:
    for _ in range(3):
        as_json(stream)
    logger.info("ours")
    for name in ("hikari.rest", "lightbulb.client", "sqlalchemy.engine", "alembic", "asyncio"):
        logging.getLogger(name).warning("of %s", name)
    told = [entry["message"] for entry in entries(stream)]
    assert len(told) == len(set(told)) == 6


def test_lines_for_people_say_where(stream: io.StringIO) -> None:
    configure_logging(LogSettings(), (), stream)
    token = current_invocation.set(Invocation(id="abc", name="roll", user_id=1))
    logger.info("rolled {}", "{braces}")
    current_invocation.reset(token)
    line = stream.getvalue()
    assert "rolled {braces}" in line
    assert "invocation=abc command=roll user=1" in line
    assert "guild=None" not in line


@pytest.mark.parametrize("form", ["text", "json"])
@pytest.mark.parametrize(
    "hidden",
    [TOKEN, "hunter2-secret", "postgresql://user:hunter3@host/db", "/aW50ZXJhY3Rpb246MTIzNDU2/callback"],
)
@pytest.mark.regression(88)
def test_secrets_are_blacked_out_everywhere(stream: io.StringIO, form: str, hidden: str) -> None:
    configure_logging(LogSettings.model_validate({"format": form}), ["hunter2-secret"], stream)
    try:
        raise ValueError(f"failed with {hidden}")
    except ValueError:
        logger.exception("could not use {}", hidden)
    logging.getLogger("sqlalchemy").error("told: %s", hidden)
    text = stream.getvalue()
    assert "[redacted]" in text
    for part in (TOKEN, "hunter2", "hunter3", "aW50ZXJhY3Rpb24"):
        assert part not in text


INTERACTION = "aW50ZXJhY3Rpb246MTIzOmFiYw"


@pytest.mark.parametrize("form", ["text", "json"])
@pytest.mark.parametrize(
    ("said", "hidden"),
    [
        (f"for {INTERACTION}, once", INTERACTION),
        (f"{{'id': 1, 'token': '{INTERACTION}'}}", INTERACTION),
        ("host=db password=hunter3 dbname=x", "hunter3"),
        ("PASSWORD = hunter3;", "hunter3"),
        ("{'password': 'hunter3 and more'}", "hunter3 and more"),
        ('{"password":"hunter3","x":1}', "hunter3"),
        ("db_password: hunter3", "hunter3"),
        ("Authorization: Bot hunter3", "hunter3"),
        ("api_key=hunter3&x=1", "hunter3"),
        ("https://discord.com/api/webhooks/123456/Ab-c_d.ef?wait=true", "Ab-c_d.ef"),
        ("POST /api/v10/webhooks/123456/hunter3/messages/@original", "hunter3"),
        ("POST /api/v10/interactions/123456/hunter3/callback", "hunter3"),
    ],
)
def test_what_looks_like_a_secret_is_blacked_out(
    stream: io.StringIO, form: str, said: str, hidden: str
) -> None:
    configure_logging(LogSettings.model_validate({"format": form}), (), stream)
    logger.warning("{}", said)
    logging.getLogger("aiohttp").warning("told %s and %r", said, said)
    try:
        raise ConnectionError(said)
    except ConnectionError:
        logger.exception("failed")
    assert hidden not in stream.getvalue()
    assert stream.getvalue().count("[redacted]") >= 4
    if form == "json":
        assert len(entries(stream)) == 3


def test_what_is_no_secret_is_left(stream: io.StringIO) -> None:
    as_json(stream)
    said = "discord.token is not set, 3 tokens; the webhook 123 of /webhooks/123 has no password"
    logger.info("{}", said)
    assert entries(stream)[0]["message"] == said


WORDS = "what a member wrote"
PAYLOAD = {"content": WORDS, "author": {"username": WORDS}, "token": INTERACTION}


async def test_payloads_that_libraries_dump_are_left_out(stream: io.StringIO) -> None:
    as_json(stream, level="DEBUG")
    gateway = logging.getLogger("hikari.gateway.0")
    gateway.debug("ignoring unknown event %s:\n    %r", "SOMETHING", PAYLOAD)
    gateway.warning("told %(content)s", {"content": [WORDS]})
    gateway.warning("%d of %s", PAYLOAD, [WORDS])
    gateway.error("failed: %s", ValueError(f"invalid literal: {WORDS!r}"))
    logging.getLogger("hikari.entity_factory").debug("Unknown audit log change key found %r", WORDS)
    context = {"message": "Exception in a conduit", "payload": PAYLOAD, "exception": ValueError(repr(WORDS))}
    asyncio.get_running_loop().call_exception_handler(context)
    said = stream.getvalue()
    assert WORDS not in said
    assert INTERACTION not in said
    assert "ignoring unknown event SOMETHING" in said
    assert entries(stream)[-1]["message"] == "Exception in a conduit"


def quoting() -> list[Callable[[], object]]:
    class Model(BaseModel):
        number: int

    return [
        lambda: int(WORDS),
        lambda: dict(PAYLOAD)[WORDS],
        lambda: datetime.fromisoformat(WORDS),
        lambda: Model.model_validate({"number": WORDS}),
        lambda: Model.model_validate({"number": PAYLOAD}),
        lambda: int(repr(PAYLOAD)),
        lambda: getattr(object(), WORDS),
    ]


@pytest.mark.parametrize("form", ["text", "json"])
@pytest.mark.parametrize("act", quoting())
def test_what_errors_quote_is_left_out(stream: io.StringIO, form: str, act: Callable[[], object]) -> None:
    configure_logging(LogSettings.model_validate({"format": form}), (), stream)
    with pytest.raises(Exception) as failed:  # noqa: PT011 - whichever it is
        act()
    error = failed.value
    logger.opt(exception=error).error("ours")
    logger.warning("it failed: {}", summary(error))
    logging.getLogger("library").error("theirs %s", error, exc_info=error)
    logger.opt(exception=ExceptionGroup("several", [error])).error("and many")
    try:
        raise RuntimeError("wrapped") from error
    except RuntimeError:
        logger.exception("and what it caused")
    assert WORDS not in stream.getvalue()
    assert stream.getvalue().count(type(error).__name__) >= 6
    assert "Traceback" in stream.getvalue()


def test_what_errors_say_of_types_is_kept() -> None:
    with pytest.raises(TypeError) as failed:
        len(None)  # type: ignore[arg-type]
    assert summary(failed.value) == "TypeError: object of type 'NoneType' has no len()"


def test_local_values_stay_out_of_tracebacks(stream: io.StringIO) -> None:
    as_json(stream)
    whisper = "a members words"  # noqa: F841 - what must not be seen
    try:
        raise KeyError("x")
    except KeyError:
        logger.exception("broken")
    [entry] = entries(stream)
    assert entry["error"] == "KeyError"
    assert "a members words" not in entry["traceback"].replace('whisper = "a members words"', "")


def test_what_is_below_the_level_is_not_even_built(stream: io.StringIO) -> None:
    as_json(stream, level="WARNING")

    class Costly:
        def __str__(self) -> str:
            raise AssertionError("built")

    logging.getLogger("hikari").debug("%s", Costly())
    logger.info("{}", Costly())
    assert stream.getvalue() == ""


def test_a_level_of_somebody_elses_is_kept(stream: io.StringIO) -> None:
    as_json(stream)
    logging.addLevelName(35, "ODD")
    logging.getLogger("library").log(35, "odd")
    [entry] = entries(stream)
    assert entry["message"] == "odd"


def test_the_secrets_of_the_settings_are_found() -> None:
    key = "three, with as many characters as a key needs"
    dsn = "https://two@sentry.example/2"
    secrets = {"panels": {"signing_key": "one"}, "sentry": {"dsn": dsn}, "privacy": {"message_keys": [key]}}
    settings = Settings.model_validate(secrets)
    assert {"one", dsn, key, "mem://"} == set(secrets_of(settings))
