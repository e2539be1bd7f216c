"""``make bench``: measure, print a table, write .data/bench.json. Slow is told, but fails nothing."""

from __future__ import annotations

import asyncio
import tempfile
from pathlib import Path

from pydantic import SecretStr

from app.container import Container
from app.core.actor import Actor
from app.infra.db import migrate
from app.infra.embedded import embedded_postgres
from app.settings.loader import ROOT
from app.settings.schema import DatabaseSettings, EmbeddedDatabase, Settings
from tests.benchmarks import commands
from tests.benchmarks.report import table, write

QUOTES = 500
RESULT = ROOT / ".data" / "bench.json"


def main() -> None:
    with tempfile.TemporaryDirectory(prefix="twi-bench-") as folder:
        # PostgreSQL does not run as root, and has to pass through the folder.
        Path(folder).chmod(0o755)
        server = DatabaseSettings(embedded=EmbeddedDatabase.TEMPORARY)
        with embedded_postgres(server, Path(folder)) as address:
            database = DatabaseSettings(url=SecretStr(address))
            migrate.upgrade(database)
            asyncio.run(_fill(database))
            figures = asyncio.run(commands.measure(Path(folder), address))
    write(figures, RESULT)
    print(table(figures))
    print(f"\n{RESULT.relative_to(ROOT)}")


async def _fill(database: DatabaseSettings) -> None:
    """Give the guild of the local Discord something to quote."""
    from app.sandbox import Sandbox

    guild = Sandbox(port=0)
    async with guild as discord:
        guild_id = discord.guild("inn").id
    container = Container(settings=Settings(database=database))
    actor = Actor(user_id=1, guild_id=guild_id, name="Erin", guild_name="The Inn")
    for number in range(QUOTES):
        await container.quotes().add(actor, f"These are the words of quote number {number}.")
    await container.lifespan().aclose()


if __name__ == "__main__":
    main()
