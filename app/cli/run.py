"""``twi run`` and ``twi worker``."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Coroutine

import click

from app.cli.start import LocalServices, local_services, require_schema
from app.infra.logging import configure_logging, secrets_of
from app.settings.loader import load_settings
from app.settings.schema import Settings
from app.settings.types import Profile


@click.command()
def run() -> None:
    """Run the bot, with whatever the profile lets it bring along."""
    settings = load_settings()
    configure_logging(settings.log, secrets_of(settings))
    with local_services(settings) as around:
        prepare(around.settings)
        from app.runtime import assemble, serve

        runtime = assemble(around.settings)
        in_loop(serve(runtime, _announcement(around)))


@click.command()
def worker() -> None:
    """Run durable jobs only, without connecting to the gateway."""
    settings = load_settings()
    configure_logging(settings.log, secrets_of(settings))
    with local_services(settings) as around:
        prepare(around.settings)
        from app.runtime import assemble, work

        in_loop(work(assemble(around.settings)))


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
    def announce() -> None:
        if around.sandbox is None:
            click.echo(f"The bot is online in profile {around.settings.profile}. Ctrl-C stops it.")
        else:
            click.echo(f"The bot is online in a local Discord: {around.sandbox}")
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
