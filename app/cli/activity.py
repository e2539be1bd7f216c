"""``twi activity``."""

from __future__ import annotations

import asyncio
from datetime import UTC, datetime

import click

from app.cli.start import database_of, require_discord
from app.core.gc_policy import freeze_startup
from app.infra.logging import configure_logging, secrets_of
from app.settings.loader import load_settings
from app.settings.schema import Settings

STEPS = 1000
SINCE = click.DateTime(["%Y-%m-%d"])


@click.group()
def activity() -> None:
    """What is recorded of the guilds."""


@activity.command()
@click.option("--guild", type=int, required=True, help="The guild's id.")
@click.option("--since", type=SINCE, required=True, help="From which day on.")
def backfill(guild: int, since: datetime) -> None:
    """Fetch what was written since a day, and count it. Can be interrupted, and begun again."""
    settings = require_discord(load_settings())
    configure_logging(settings.log, secrets_of(settings))
    with database_of(settings.database) as database:
        complete = settings.model_copy(update={"database": database})
        freeze_startup()
        asyncio.run(_backfill(complete, guild, since.replace(tzinfo=UTC)))


async def _backfill(settings: Settings, guild_id: int, since: datetime) -> None:
    from app.core.errors import Conflict
    from app.runtime import assemble, http_only

    runtime = assemble(settings)
    container = runtime.container
    history = container.history()
    try:
        async with http_only(container.bot()):
            try:
                await history.request(guild_id, since)
            except Conflict:
                click.echo("Going on with what was begun before.")
            with click.progressbar(length=STEPS, label="fetching") as bar:
                fetched = await history.repair(
                    guild_id, lambda share: bar.update(int(share * STEPS) - bar.pos)
                )
            days = await container.rollups().refresh()
        click.echo(f"{fetched} messages were fetched, {days} days are counted.")
    finally:
        await runtime.close()
