"""``twi run`` and ``twi worker``."""

from __future__ import annotations

import asyncio
import sys
from collections.abc import Callable, Coroutine, Iterator
from contextlib import contextmanager

import click
from loguru import logger

from app.cli.start import LocalServices, local_services, require_schema
from app.core.errors import AppError
from app.infra.build import build_of
from app.infra.logging import configure_logging, secrets_of
from app.settings.loader import ROOT, load_settings, warnings_of
from app.settings.schema import Settings
from app.settings.sections.log import LogSettings
from app.settings.types import Profile


@click.command()
def run() -> None:
    """Run the bot, with whatever the profile lets it bring along."""
    with _process("bot") as around:
        from app.runtime import assemble, serve

        runtime = assemble(around.settings)
        in_loop(serve(runtime, _announcement(around)))


@click.command()
def worker() -> None:
    """Run durable jobs only, without connecting to the gateway."""
    with _process("worker") as around:
        from app.runtime import assemble, work

        in_loop(work(assemble(around.settings)))


@contextmanager
def _process(kind: str) -> Iterator[LocalServices]:
    """A process that logs, with all it needs; its log says what it is, and why it ends."""
    settings = load_settings()
    configure_logging(settings.log, secrets_of(settings))
    with _last_words(settings.log):
        build = build_of(ROOT)
        logger.info("{} {} in profile {}, {}", kind, build.version, settings.profile, build)
        for warning in warnings_of():
            logger.warning(warning)
        with local_services(settings) as around:
            prepare(around.settings)
            yield around


@contextmanager
def _last_words(settings: LogSettings) -> Iterator[None]:
    """Have the log tell what ends the process, as a line like all others, and without what it must not hold."""
    try:
        yield
    except AppError as error:
        if settings.format == "text":
            raise
        logger.error("{}", error)
        sys.exit(error.exit_code)
    except Exception:  # noqa: BLE001 - Python would print it with all that it quotes
        logger.exception("the process ends with an error that nobody expected")
        sys.exit(1)


def prepare(settings: Settings) -> None:
    """Learn the new secrets, and make sure that the database has the right schema."""
    configure_logging(settings.log, secrets_of(settings))
    if settings.sentry.dsn is not None:
        from app.infra.sentry import report_errors

        report_errors(settings.sentry.dsn.get_secret_value(), settings.profile)
    from app.infra.db import migrate

    if settings.profile is not Profile.PRODUCTION:
        migrate.ensure_current(settings.database)
    else:
        # In production a person decides when the schema changes: a backup comes first.
        require_schema(settings.database)


def _announcement(around: LocalServices) -> Callable[[], None]:
    where = (
        f"in profile {around.settings.profile}"
        if around.sandbox is None
        else f"in a local Discord: {around.sandbox}"
    )

    def announce() -> None:
        if around.settings.log.format == "json":
            logger.info("The bot is online {}", where)
            return
        click.echo(f"The bot is online {where}{'. Ctrl-C stops it.' if around.sandbox is None else ''}")
        if around.sandbox is not None:
            click.echo('Talk to it: .venv/bin/twi sandbox act erin "/ping"   (Ctrl-C stops everything)')

    return announce


def in_loop(main: Coroutine[object, None, None]) -> None:
    """Run to the end, on the fastest event loop there is."""
    try:
        import uvloop
    except ImportError:
        factory = None
    else:
        factory = uvloop.new_event_loop
    with asyncio.Runner(loop_factory=factory) as runner:
        runner.run(main)
