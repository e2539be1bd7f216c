"""``make bench``: measure, print a table, write .data/bench.json. Slow is told, but fails nothing.

``make bench ARGS="commands growth"`` measures these parts only, ``make bench ARGS="recording --before e63f3b8"``
recording beside what it was at that commit, too.
"""

from __future__ import annotations

import asyncio
import tempfile
from pathlib import Path

import click
from dependency_injector import providers
from pydantic import SecretStr

from app.container import Container
from app.core.actor import Actor
from app.infra.db import migrate
from app.infra.embedded import embedded_postgres
from app.settings.loader import ROOT
from app.settings.schema import Settings
from app.settings.sections.database import DatabaseSettings, EmbeddedDatabase
from tests.benchmarks import before as compared
from tests.benchmarks import commands, gateway, growth, recording
from tests.benchmarks.report import table, write
from tests.support.guilds import Everywhere

QUOTES = 500
RESULT = ROOT / ".data" / "bench.json"
PARTS = {
    "commands": commands.measure,
    "recording": recording.measure,
    "growth": growth.measure,
    "gateway": gateway.measure,
}


@click.command()
@click.argument("parts", nargs=-1, type=click.Choice([*PARTS]))
@click.option("--before", help="Measure recording beside this commit as well.")
def main(parts: tuple[str, ...], before: str | None) -> None:
    """Measure these parts, or all."""
    with tempfile.TemporaryDirectory(prefix="twi-bench-") as folder:
        # PostgreSQL does not run as root, and has to pass through the folder.
        Path(folder).chmod(0o755)
        server = DatabaseSettings(embedded=EmbeddedDatabase.TEMPORARY)
        with embedded_postgres(server, Path(folder)) as address:
            database = DatabaseSettings(url=SecretStr(address))
            migrate.upgrade(database)
            asyncio.run(_fill(database))
            figures = [
                figure
                for part in parts or PARTS
                for figure in asyncio.run(PARTS[part](Path(folder), address))
            ]
            if before:
                figures += asyncio.run(compared.measure(Path(folder), address, before))
    write(figures, RESULT)
    print(table(figures))
    print(f"\n{RESULT.relative_to(ROOT)}")


async def _fill(database: DatabaseSettings) -> None:
    """Give the guild of the local Discord something to quote."""
    from discord_sandbox import Sandbox

    guild = Sandbox(port=0)
    async with guild as discord:
        guild_id = discord.guild("inn").id
    container = Container(settings=Settings(database=database))
    container.guilds.override(providers.Object(Everywhere()))
    actor = Actor(user_id=1, guild_id=guild_id, name="Erin", guild_name="The Inn")
    for number in range(QUOTES):
        await container.quotes().add(actor, f"These are the words of quote number {number}.")
    await container.lifespan().aclose()


if __name__ == "__main__":
    main()
