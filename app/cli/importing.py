"""``twi import``."""

from __future__ import annotations

import asyncio
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, TypedDict, Unpack

import click

from app.cli.start import database_of, require_schema
from app.core.gc_policy import freeze_startup
from app.infra.logging import configure_logging, secrets_of
from app.settings.loader import load_settings
from app.settings.schema import Settings

if TYPE_CHECKING:
    from app.importing.predecessor.importer import ImportOptions
    from app.importing.predecessor.report import Report

PARTS = (
    "quotes",
    "links",
    "settings",
    "messages",
    "reactions",
    "joins",
    "roles",
    "voice",
    "creator-links",
    "polls",
)
"""What can be chosen; tests hold it against what the import can do."""


class _Parts(click.ParamType[frozenset[str]]):
    """Names of parts, with commas between them."""

    name = "parts"

    def convert(
        self, value: object, param: click.Parameter | None, ctx: click.Context | None
    ) -> frozenset[str]:
        chosen = frozenset(part.strip() for part in str(value).split(",") if part.strip())
        if not chosen or chosen - set(PARTS):
            self.fail(f"expected some of {', '.join(PARTS)}", param, ctx)
        return chosen


class _Chosen(TypedDict):
    source: str
    guild_id: int
    dry_run: bool
    only: frozenset[str]
    host_time_zone: str
    keep_for_later: Path | None
    page_size: int


@click.group("import")
def import_() -> None:
    """Bring in what other bots have gathered."""


@import_.command()
@click.option(
    "--source",
    required=True,
    metavar="URL",
    # Not TWI_…: that would be a setting. What stands on a command line, everybody on the machine can read.
    envvar="PREDECESSOR_URL",
    show_envvar=True,
    help="The address of the old database, which is only read. With a password in it, use the variable.",
)
@click.option(
    "--guild", "guild_id", type=click.IntRange(1), required=True, help="The server that owns what names none."
)
@click.option("--dry-run", is_flag=True, help="Do everything but write; the report is the same.")
@click.option("--only", type=_Parts(), default=",".join(PARTS), show_default=True, help="Only these parts.")
@click.option(
    "--host-time-zone",
    default="UTC",
    show_default=True,
    metavar="NAME",
    help="The time zone in which the old bot's machine ran, such as Europe/Stockholm.",
)
@click.option(
    "--until",
    type=click.DateTime(),
    help="Leave out joins, roles and voice from this moment (UTC) on: since then this bot records them.",
)
@click.option(
    "--keep-for-later",
    type=click.Path(dir_okay=False, path_type=Path),
    help="Write creator links and polls to this file, which holds personal data.",
)
@click.option(
    "--report", type=click.Path(dir_okay=False, path_type=Path), help="Write the report to this file as JSON."
)
@click.option(
    "--batch",
    "page_size",
    type=click.IntRange(1, 100_000),
    default=10_000,
    show_default=True,
    help="Rows in one transaction.",
)
def predecessor(report: Path | None, until: datetime | None, **chosen: Unpack[_Chosen]) -> None:
    """Bring in the database of Cognita, the bot before this one. It can be run again at any time."""
    from app.importing.predecessor.importer import ImportOptions
    from app.importing.predecessor.printing import lines

    with _bar("reading") as progress:
        options = ImportOptions(until=until and until.replace(tzinfo=UTC), progress=progress, **chosen)
        done = _run(options)
    for line in lines(done):
        click.echo(line)
    if report is not None:
        _write(done, report)


def _run(options: ImportOptions) -> Report:
    settings = load_settings()
    configure_logging(settings.log, secrets_of(settings))
    with database_of(settings.database) as database:
        require_schema(database)
        # What people wait for has these limits; here a batch may take as long as it takes.
        patient = database.model_copy(update={"statement_timeout": 0, "slow_query": 3600.0})
        freeze_startup()
        return asyncio.run(_import(settings.model_copy(update={"database": patient}), options))


async def _import(settings: Settings, options: ImportOptions) -> Report:
    from app.container import Container
    from app.importing.predecessor.importer import PredecessorImport

    container = Container(settings=settings)
    importer = PredecessorImport(
        sessions=container.sessions(),
        partitions=container.partitions(),
        cache=container.cache(),
        clock=container.clock(),
        settings=settings.activity,
        activity=container.activity(),
        opt_outs=container.opt_outs(),
        guild_settings=container.guild_settings(),
    )
    try:
        return await importer.run(options)
    finally:
        await container.lifespan().aclose()


@contextmanager
def _bar(label: str) -> Iterator[Callable[[str, int], None]]:
    """A progress bar on stderr, told a table and how many more of its rows were read."""
    counts: dict[str, int] = {}
    # How many rows there are is not known, so there is no bar to fill.
    with click.progressbar(
        length=0,
        label=label,
        show_eta=False,
        show_percent=False,
        bar_template="%(label)s %(info)s",
        item_show_func=lambda item: item or "",
        file=sys.stderr,
    ) as bar:

        def progress(table: str, rows: int) -> None:
            counts[table] = counts.get(table, 0) + rows
            bar.update(rows, f"{table}: {counts[table]:,}")

        yield progress


def _write(report: Report, path: Path) -> None:
    import orjson

    path.write_bytes(orjson.dumps(report.as_json(), option=orjson.OPT_INDENT_2) + b"\n")
    click.echo(f"The report is in {path}.")
