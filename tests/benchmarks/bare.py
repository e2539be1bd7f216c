"""A bare hikari + lightbulb bot, as their documentation writes one: the same commands, a listener, no features."""

from __future__ import annotations

import os

import hikari
import lightbulb

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

    @lightbulb.invoke
    async def invoke(self, ctx: lightbulb.Context) -> None:
        await ctx.respond(embed=hikari.Embed(title="Quote 1", description="> Killing is never the answer."))


def main() -> None:
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

    bot.run(check_for_updates=False)


if __name__ == "__main__":
    main()
