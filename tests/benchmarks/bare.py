"""A bare hikari + lightbulb bot, as their documentation writes one: the same commands, a listener, no features.

With ``--libraries`` it imports what ours uses of other libraries, at its start as most programs do, and uses none.
Where ``BENCH_DATABASE`` has an address, it takes its quotes from there as ours does, with a driver and nothing else.
"""

from __future__ import annotations

import importlib
import os
import sys
from typing import TYPE_CHECKING, ClassVar

import hikari
import lightbulb

if TYPE_CHECKING:
    import asyncpg

LIBRARIES = (
    "aiohttp.web",
    "aiolimiter",
    "alembic.command",
    "asyncpg",
    "babel.dates",
    "babel.numbers",
    "cashews",
    "click",
    "cryptography.hazmat.primitives.ciphers.aead",
    "cryptography.hazmat.primitives.kdf.hkdf",
    "dependency_injector.containers",
    "dependency_injector.providers",
    "dynaconf",
    "loguru",
    "orjson",
    "pgqueuer.adapters.persistence.qb",
    "pgqueuer.db",
    "pgqueuer.queries",
    "prometheus_client",
    "protego",
    "pydantic",
    "redis.asyncio",
    "regex",
    "sentry_sdk",
    "sqlalchemy.dialects.postgresql.asyncpg",
    "sqlalchemy.ext.asyncio",
    "sqlalchemy.orm",
    "stamina",
    "uharfbuzz",
    "uvloop",
)
"""Ours imports some of them late (what draws), or where they are set up (redis, Sentry)."""

TAKEN = """\
WITH chosen AS (
    SELECT id FROM quotes WHERE guild_id = $1 ORDER BY times_shown, draw_order LIMIT 1 FOR UPDATE SKIP LOCKED
)
UPDATE quotes SET times_shown = times_shown + 1, draw_order = random() FROM chosen WHERE quotes.id = chosen.id
RETURNING number, text"""

QUESTION, ANSWER = "How many have you heard?", "Messages heard:"

loader = lightbulb.Loader()
quotes = lightbulb.Group("quote", "Quotes.")
loader.command(quotes)


@loader.command
class Ping(lightbulb.SlashCommand, name="ping", description="Are you there?"):
    @lightbulb.invoke
    async def invoke(self, ctx: lightbulb.Context) -> None:
        await ctx.respond("Awake!")


@quotes.register
class GetQuote(lightbulb.SlashCommand, name="get", description="Show a quote."):
    index = lightbulb.integer("index", "Its number.", default=None)
    pool: ClassVar[asyncpg.Pool | None] = None

    @lightbulb.invoke
    async def invoke(self, ctx: lightbulb.Context) -> None:
        number, text = 1, "Killing is never the answer."
        if self.pool is not None:
            number, text = await self.pool.fetchrow(TAKEN, ctx.guild_id)
        await ctx.respond(embed=hikari.Embed(title=f"Quote {number}", description=f"> {text}"))


def main() -> None:
    if "--libraries" in sys.argv:
        for library in LIBRARIES:
            importlib.import_module(library)
    bot = hikari.GatewayBot(
        os.environ["TWI_DISCORD__TOKEN"],
        rest_url=os.environ["TWI_DISCORD__REST_URL"],
        intents=hikari.Intents.GUILDS | hikari.Intents.GUILD_MESSAGES | hikari.Intents.MESSAGE_CONTENT,
        banner=None,
        logs=None,
        suppress_optimization_warning=True,
    )
    client = lightbulb.client_from_app(bot)
    heard = 0

    @bot.listen()
    async def hear(event: hikari.GuildMessageCreateEvent) -> None:
        nonlocal heard
        heard += event.is_human
        if event.content == QUESTION:
            await event.message.respond(f"{ANSWER} {heard}")

    @bot.listen()
    async def start(_: hikari.StartingEvent) -> None:
        await loader.add_to_client(client)
        await client.start()
        if "BENCH_DATABASE" in os.environ:
            import asyncpg

            GetQuote.pool = await asyncpg.create_pool(os.environ["BENCH_DATABASE"])

    bot.run(check_for_updates=False)


if __name__ == "__main__":
    main()
