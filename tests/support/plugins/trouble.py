"""A plugin whose commands go wrong in every way."""

from __future__ import annotations

import asyncio

import hikari
import lightbulb
from lightbulb.di import INJECTED

from app.core.actor import Actor
from app.core.cards import Button, Card
from app.core.cooldown import Bucket
from app.core.errors import Conflict, RateLimited, Unavailable
from app.core.i18n import t
from app.discord.command_info import CommandInfo, Cooldown
from app.discord.components import ComponentEvent, on_component
from app.discord.interaction_context import current_interaction
from app.discord.reply import Reply, TextField
from app.features.quotes.service import QuoteService

GUIDE = CommandInfo(examples=("/trouble bug",))
SLOW = 2.4

loader = lightbulb.Loader()
group = lightbulb.Group("trouble", "Everything that can go wrong.")
loader.command(group)


@group.register
class Bug(lightbulb.SlashCommand, name="bug", description="Fail."):
    info = GUIDE

    @lightbulb.invoke
    async def invoke(self, _: lightbulb.Context) -> None:
        raise ZeroDivisionError("an internal detail")


@group.register
class BugAfterAnswer(lightbulb.SlashCommand, name="answered", description="Answer, then fail."):
    info = GUIDE

    @lightbulb.invoke
    async def invoke(self, _: lightbulb.Context, reply: Reply) -> None:
        await reply.say(t("Here is your answer."))
        raise Conflict(t("But then it went wrong."))


@group.register
class BugAfterPromise(lightbulb.SlashCommand, name="promised", description="Promise, then fail."):
    info = GUIDE

    private = lightbulb.boolean("private", "Promise privately.", default=False)

    @lightbulb.invoke
    async def invoke(self, _: lightbulb.Context, reply: Reply) -> None:
        await reply.defer(private=self.private)
        raise Conflict(t("It could not be kept."))


@group.register
class OthersAnswer(lightbulb.SlashCommand, name="others", description="Answer around the reply, then fail."):
    info = GUIDE

    @lightbulb.invoke
    async def invoke(self, ctx: lightbulb.Context) -> None:
        await ctx.respond("lightbulb's own answer")
        raise Conflict(t("It went wrong all the same."))


@group.register
class Slow(lightbulb.SlashCommand, name="slow", description="Take longer than Discord waits."):
    info = GUIDE

    fail = lightbulb.boolean("fail", "Fail in the end.", default=False)
    private = lightbulb.boolean("private", "Answer privately.", default=False)

    @lightbulb.invoke
    async def invoke(self, _: lightbulb.Context, reply: Reply) -> None:
        await asyncio.sleep(SLOW)
        if self.fail:
            raise Conflict(t("It took long and failed."))
        await reply.say(t("It took long."), private=self.private)


@group.register
class Raced(
    lightbulb.SlashCommand, name="raced", description="Have the effect where no answer was promised."
):
    info = GUIDE

    private = lightbulb.boolean("private", "Answer privately.", default=False)

    @lightbulb.invoke
    async def invoke(self, _: lightbulb.Context, reply: Reply, actor: Actor, quotes: QuoteService) -> None:
        await asyncio.sleep(SLOW)
        if current_interaction().answered.is_set():
            await asyncio.sleep(0.3)
        await quotes.add(actor, "words of a race")
        await reply.say(t("Kept after all."), private=self.private)


@group.register
class SlowForm(lightbulb.SlashCommand, name="slow_form", description="Open a form too late."):
    info = GUIDE

    @lightbulb.invoke
    async def invoke(self, _: lightbulb.Context, reply: Reply) -> None:
        await asyncio.sleep(SLOW)
        await reply.ask("trouble.form", t("Too late"), [TextField("a", t("A"))])


@group.register
class Silent(lightbulb.SlashCommand, name="silent", description="Say nothing at all."):
    info = GUIDE

    @lightbulb.invoke
    async def invoke(self, _: lightbulb.Context) -> None: ...


@group.register
class Raises(lightbulb.SlashCommand, name="raises", description="Raise what a service would."):
    info = GUIDE

    kind = lightbulb.string("kind", "Which.", max_length=20)

    @lightbulb.invoke
    async def invoke(self, ctx: lightbulb.Context, bot: hikari.GatewayBot) -> None:
        match self.kind:
            case "limited":
                raise RateLimited(61)
            case "unavailable":
                raise Unavailable(t("The library is closed."))
            case "gone":
                await bot.rest.fetch_message(ctx.channel_id, 1)
            case "outage":
                raise TimeoutError


@group.register
class Limited(lightbulb.SlashCommand, name="limited", description="Once per channel."):
    info = CommandInfo(examples=("/trouble limited",), cooldown=Cooldown(1, 60, Bucket.CHANNEL))

    first = lightbulb.string("first", "What goes wrong before.", default="", max_length=20)

    @lightbulb.invoke
    async def invoke(
        self, _: lightbulb.Context, reply: Reply, bot: hikari.GatewayBot, actor: Actor, quotes: QuoteService
    ) -> None:
        match self.first:
            case "refused":
                raise Conflict(t("Not here, not now."))
            case "bug":
                raise ZeroDivisionError
            case "outage":
                raise TimeoutError
            case "gone":
                await bot.rest.fetch_message(actor.channel_id or 1, 1)
            case "kept":
                await quotes.add(actor, "words that were kept")
                raise ZeroDivisionError
        await reply.say(t("Once."))


async def failing_suggestions(ctx: lightbulb.AutocompleteContext[str], actor: Actor = INJECTED) -> None:
    match ctx.focused.value:
        case "refuse":
            raise Conflict(t("Not here, not now."))
        case "silent":
            return
        case _:
            raise ZeroDivisionError


@group.register
class Suggests(lightbulb.SlashCommand, name="suggests", description="Suggest badly."):
    info = GUIDE

    word = lightbulb.string("word", "A word.", autocomplete=failing_suggestions)

    @lightbulb.invoke
    async def invoke(self, _: lightbulb.Context, reply: Reply) -> None:
        await reply.say(self.word)


@group.register
class Panel(lightbulb.SlashCommand, name="panel", description="Buttons that go wrong."):
    info = GUIDE

    @lightbulb.invoke
    async def invoke(self, _: lightbulb.Context, reply: Reply) -> None:
        labels = ("bug", "refuse", "silent", "slow", "form", "slow say", "nobody")
        row = [Button(label=label, action="trouble.press", argument=label) for label in labels[:-1]]
        row.append(Button(label="nobody", action="trouble.unknown"))
        await reply.show(Card(title="Panel", controls=[row]))


@on_component(loader, "trouble.press")
async def press(click: ComponentEvent, reply: Reply) -> None:
    match click.argument:
        case "bug":
            raise ZeroDivisionError
        case "refuse":
            raise Conflict(t("Not that one."))
        case "slow":
            await asyncio.sleep(SLOW)
            await reply.update(Card(title="Changed"))
        case "slow say":
            await asyncio.sleep(SLOW)
            await reply.say(t("Said late."), private=True)
        case "form":
            await reply.ask("trouble.form", t("A form"), [TextField("name", t("Name"))])


@on_component(loader, "trouble.form")
async def submitted(click: ComponentEvent, reply: Reply) -> None:
    if click.field("name") == "refuse":
        raise Conflict(t("That name is taken."))
    if click.field("name") == "bug":
        raise ZeroDivisionError
    await reply.say(t("Hello {name}.", name=click.field("name")))
