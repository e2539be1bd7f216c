"""What has to run before the bot can: its database and, without a token, the sandbox."""

from __future__ import annotations

import asyncio
import subprocess
import sys
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from importlib.util import find_spec

import orjson
from pydantic import SecretStr

from app.core.errors import AppError
from app.settings.loader import ROOT
from app.settings.schema import Settings
from app.settings.sections.database import DatabaseSettings, EmbeddedDatabase
from app.settings.sections.discord import DiscordSettings
from app.settings.sections.sandbox import SandboxSettings
from app.settings.types import Profile

SANDBOX_STOP_SECONDS = 5.0


class OutdatedDatabase(AppError):
    """The schema is not the one this version of the bot works with."""


class MissingToken(AppError):
    """There is neither a token nor a sandbox to do without one."""


class MissingSandbox(AppError):
    """The sandbox, a distribution of its own for development, is not installed."""


def require_sandbox() -> None:
    """Raise ``MissingSandbox`` where only the bot itself is installed."""
    if find_spec("discord_sandbox") is None:
        raise MissingSandbox("the sandbox is not installed here; `make setup` in a checkout brings it along")


@dataclass(frozen=True, slots=True)
class LocalServices:
    """The settings completed by what was started for them."""

    settings: Settings
    sandbox: str | None
    """The address of the sandbox, if one was started."""


@contextmanager
def local_services(settings: Settings, *, discord: bool = True) -> Iterator[LocalServices]:
    """Start what the settings ask for and do not have; stop it at the end, in reverse."""
    with ExitStack() as started:
        database = started.enter_context(database_of(settings.database))
        settings = settings.model_copy(update={"database": database})
        sandbox = None
        if discord and settings.discord.token is None:
            if not settings.sandbox.enabled or settings.profile is Profile.PRODUCTION:
                raise MissingToken("discord.token is not set, and this profile has no sandbox")
            stand_in, sandbox = started.enter_context(_sandbox(settings.discord, settings.sandbox))
            settings = settings.model_copy(update={"discord": stand_in})
        yield LocalServices(settings, sandbox)


def require_discord(settings: Settings) -> Settings:
    """The settings, if they say which Discord to talk to; else those for a sandbox that is running."""
    if settings.discord.token is not None:
        return settings
    if not settings.sandbox.enabled:
        raise MissingToken("discord.token is not set")
    require_sandbox()
    from discord_sandbox.remote import connection

    found = connection(settings.sandbox.port)
    if found is None:
        raise MissingToken(
            f"discord.token is not set, and no sandbox listens on port {settings.sandbox.port}"
        )
    update = {"token": SecretStr(found.token), "rest_url": found.rest_url}
    return settings.model_copy(update={"discord": settings.discord.model_copy(update=update)})


@contextmanager
def database_of(settings: DatabaseSettings) -> Iterator[DatabaseSettings]:
    """The database settings with an address, if need be that of an embedded PostgreSQL."""
    if settings.url is not None:
        yield settings
    elif settings.embedded is EmbeddedDatabase.OFF:
        raise AppError("database.url is not set, and database.embedded is off")
    else:
        from app.infra.embedded import embedded_postgres

        with embedded_postgres(settings, ROOT) as url:
            yield settings.model_copy(update={"url": SecretStr(url)})


def require_schema(settings: DatabaseSettings) -> None:
    """Raise ``OutdatedDatabase`` unless the database has the schema that the code expects."""
    from app.infra.db import migrate

    if not asyncio.run(migrate.is_current(settings)):
        raise OutdatedDatabase("the database does not have this version's schema; run `twi db upgrade`")


@contextmanager
def _sandbox(discord: DiscordSettings, settings: SandboxSettings) -> Iterator[tuple[DiscordSettings, str]]:
    """Run the sandbox as a process of its own: a bot that blocks its loop must not stop Discord's clock."""
    require_sandbox()
    command = [
        sys.executable,
        "-m",
        "discord_sandbox",
        "run",
        "--port",
        str(settings.port),
        "--exit-with-parent",
    ]
    command += ["--rate-limits"] if settings.rate_limits else []
    command += ["--world", settings.world, *(["--keep", str(settings.keep)] if settings.keep else [])]
    process = subprocess.Popen(  # noqa: S603 - our own interpreter and module
        command, cwd=ROOT, stdin=subprocess.PIPE, stdout=subprocess.PIPE, start_new_session=True
    )
    try:
        ready = process.stdout.readline() if process.stdout else b""
        if not ready:
            raise AppError(f"the sandbox does not start on port {settings.port}; its reason stands above")
        address = orjson.loads(ready)
        update = {"token": SecretStr(address["token"]), "rest_url": address["rest_url"]}
        yield discord.model_copy(update=update), str(address["url"])
    finally:
        process.terminate()
        try:
            process.wait(SANDBOX_STOP_SECONDS)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()
        for pipe in (process.stdin, process.stdout):
            if pipe:
                pipe.close()
