"""``twi commands``."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from typing import TYPE_CHECKING

import click

from app.infra.logging import configure_logging, secrets_of
from app.settings.loader import load_settings

if TYPE_CHECKING:
    from app.discord.sync import CommandSync, Difference


@click.group()
def commands() -> None:
    """Discord's registry of this bot's commands."""


@commands.command()
def sync() -> None:
    """Tell Discord about the commands of the plugins that are switched on."""
    _with_sync(_sync)


@commands.command()
def diff() -> None:
    """Show what `sync` would change."""
    _with_sync(_diff)


@commands.command()
@click.option("--guild", type=int, default=0, help="Only the commands of this guild, by its id.")
@click.confirmation_option(prompt="Members lose the commands until the next sync. Go on?")
def clear(guild: int) -> None:
    """Remove the bot's commands from Discord."""

    async def run(registry: CommandSync) -> None:
        click.echo(f"{await registry.clear(guild)} commands removed.")

    _with_sync(run)


async def _sync(registry: CommandSync) -> None:
    changes = await registry.sync()
    _print(changes)
    if not changes:
        click.echo("Discord knows every command already.")


async def _diff(registry: CommandSync) -> None:
    differences = [difference for difference in await registry.differences() if difference]
    _print(differences)
    if not differences:
        click.echo("No difference.")


def _print(differences: list[Difference]) -> None:
    for difference in differences:
        click.echo(f"guild {difference.scope}:" if difference.scope else "everywhere:")
        for sign, names in (("+", difference.added), ("~", difference.changed), ("-", difference.removed)):
            for name in names:
                click.echo(f"  {sign} {name}")


def _with_sync(action: Callable[[CommandSync], Awaitable[None]]) -> None:
    """Call ``action`` with the plugins loaded and Discord's HTTP API at hand; no database is needed."""
    from app.cli.start import require_discord

    settings = require_discord(load_settings())
    configure_logging(settings.log, secrets_of(settings))

    async def main() -> None:
        from app.runtime import assemble, http_only

        runtime = assemble(settings)
        try:
            await runtime.load()
            async with http_only(runtime.container.bot()):
                await action(runtime.container.sync())
        finally:
            await runtime.close()

    asyncio.run(main())
