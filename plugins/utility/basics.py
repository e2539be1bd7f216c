"""``/ping`` and ``/avatar``."""

from __future__ import annotations

import math

import hikari
import lightbulb

from app.core.cards import Card, Link, Picture
from app.core.i18n import Text, t
from app.core.markdown import escape
from app.discord.command_info import CommandInfo
from app.discord.reply import Reply

loader = lightbulb.Loader()


@loader.command
class Ping(
    lightbulb.SlashCommand, name="ping", description="See whether I am awake, and how quickly I answer."
):
    info = CommandInfo(examples=("/ping",))

    @lightbulb.invoke
    async def invoke(self, _: lightbulb.Context, reply: Reply, bot: hikari.GatewayBot) -> None:
        await reply.say(awake(bot.heartbeat_latency))


def awake(latency: float) -> Text:
    """What ``/ping`` says; the latency, in seconds, is not a number before it was measured."""
    if math.isnan(latency):
        return t("Awake!")
    return t("Awake! Discord is {milliseconds} ms away.", milliseconds=round(latency * 1000))


@loader.command
class Avatar(lightbulb.SlashCommand, name="avatar", description="Look at somebody's avatar."):
    info = CommandInfo(examples=("/avatar", "/avatar member:@Erin"))

    member = lightbulb.user("member", "Whose avatar; yours if left out.", default=None)

    @lightbulb.invoke
    async def invoke(self, ctx: lightbulb.Context, reply: Reply) -> None:
        person: hikari.User = self.member or ctx.member or ctx.user
        name = escape(str(person.display_name))
        picture = Picture(
            source=str(person.display_avatar_url),
            alt=t("Avatar of {name}", name=person.display_name),
        )
        await reply.show(
            Card(
                title=t("Avatar of {name}", name=name),
                gallery=[picture],
                footer=t("Account {name}, id {id}", name=person.username, id=person.id),
                controls=[(Link(label=t("Open the picture"), url=str(person.display_avatar_url)),)],
            )
        )
