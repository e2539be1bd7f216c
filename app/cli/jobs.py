"""``twi jobs``."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from typing import TYPE_CHECKING, TypeVar

import click

from app.cli.start import database_of, require_schema
from app.core.errors import NotFound
from app.core.i18n import t
from app.infra.logging import configure_logging, secrets_of
from app.settings.loader import load_settings

if TYPE_CHECKING:
    from app.infra.jobs.queue import Backlog, GivenUp, Queue
    from app.settings.schema import Settings

T = TypeVar("T")
IDS = click.argument("ids", nargs=-1, type=int, metavar="ID...")
ALL = click.option("--all", "everything", is_flag=True, help="All that were given up.")


@click.group(invoke_without_command=True)
@click.pass_context
def jobs(ctx: click.Context) -> None:
    """The durable jobs: what waits, and what failed for a day and was given up."""
    if ctx.invoked_subcommand is not None:
        return
    backlog, given_up = _ask(_look)
    for each in backlog:
        late = f", the oldest for {each.late:.0f} s" if each.waiting else ""
        click.echo(
            f"{each.name:<30} {each.waiting} due{late}, {each.later} for later, {each.running} running"
        )
    if not backlog:
        click.echo("Nothing waits.")
    for job in given_up:
        when = f"{job.given_up_at:%Y-%m-%d %H:%M} UTC"
        click.secho(
            f"{job.id:<8} {job.name}: given up {when} after {job.attempts} attempts, {job.error}", fg="red"
        )
    if given_up:
        click.echo("Why stands in the log. To have them run again: twi jobs retry ID, or --all.")


async def _look(queue: Queue) -> tuple[list[Backlog], list[GivenUp]]:
    return await queue.backlog(), await queue.given_up()


@jobs.command()
@IDS
@ALL
def retry(ids: tuple[int, ...], *, everything: bool) -> None:
    """Have jobs that were given up run again; they are tried for another day."""
    count = _ask(lambda queue: _with(queue, ids, everything=everything, act=queue.run_again))
    click.echo(f"{count} will run again.")


@jobs.command()
@IDS
@ALL
def forget(ids: tuple[int, ...], *, everything: bool) -> None:
    """Delete jobs that were given up."""
    count = _ask(lambda queue: _with(queue, ids, everything=everything, act=queue.forget))
    click.echo(f"{count} are deleted.")


async def _with(
    queue: Queue, ids: tuple[int, ...], *, everything: bool, act: Callable[[list[int]], Awaitable[int]]
) -> int:
    known = [job.id for job in await queue.given_up()]
    if not ids and not everything:
        raise click.UsageError("Say which: one or more ids, or --all.")
    if unknown := set(ids) - set(known):
        raise NotFound(t("There is no given-up job {ids}.", ids=", ".join(map(str, sorted(unknown)))))
    return await act(known if everything else list(ids))


def _ask(question: Callable[[Queue], Awaitable[T]]) -> T:
    """Ask the configured database, in one transaction."""
    settings = load_settings()
    configure_logging(settings.log, secrets_of(settings))
    with database_of(settings.database) as database:
        require_schema(database)
        return asyncio.run(_answer(settings.model_copy(update={"database": database}), question))


async def _answer(settings: Settings, question: Callable[[Queue], Awaitable[T]]) -> T:
    from app.container.foundation import Foundation
    from app.infra.jobs.queue import Queue

    container = Foundation(settings=settings)
    try:
        async with container.sessions().begin() as session:
            return await question(Queue(session))
    finally:
        await container.lifespan().aclose()
