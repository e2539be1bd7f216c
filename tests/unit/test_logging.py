from __future__ import annotations

import asyncio
import io
import json
import logging
from collections.abc import Iterator
from typing import Any

import pytest
from loguru import logger

from app.core.invocation import Invocation, current_invocation
from app.infra.logging import configure_logging, secrets_of
from app.settings.schema import LogSettings, Settings

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


async def test_every_line_of_an_invocation_carries_it(stream: io.StringIO) -> None:
    as_json(stream)

    async def serve(number: int) -> None:
        current_invocation.set(Invocation(id=f"id{number}", name="quote add", user_id=number, guild_id=7))
        logger.info("ours")
        await asyncio.sleep(0)
        logging.getLogger("hikari.rest").warning("theirs %s", number)

    await asyncio.gather(*(serve(number) for number in range(3)))
    logger.info("outside")
    *inside, outside = entries(stream)
    assert len(inside) == 6
    for entry in inside:
        assert (entry["invocation"], entry["command"], entry["guild"]) == (
            f"id{entry['user']}",
            "quote add",
            7,
        )
    assert {entry["logger"] for entry in inside} == {__name__, "hikari.rest"}
    assert "invocation" not in outside


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
