"""``/ping``, ``/roll``, ``/avatar`` and ``/about``."""

from __future__ import annotations

import math

import hikari
import lightbulb

from app.core.about import About
from app.core.text import Text, t, tn
from app.discord.guide import Guide
from app.discord.layout import Card, Link, Picture
from app.discord.monitor import Monitor
from app.discord.reply import Reply
from app.discord.wording import escape
from app.features.dice.service import MOST_DICE, MOST_MODIFIER, MOST_SIDES, DiceService, Roll
from app.features.message_log.service import MessageLogService

SHOWN_FACES = 20

loader = lightbulb.Loader()


@loader.command
class Ping(
    lightbulb.SlashCommand, name="ping", description="See whether I am awake, and how quickly I answer."
):
    guide = Guide(examples=("/ping",))

    @lightbulb.invoke
    async def invoke(self, _: lightbulb.Context, reply: Reply, bot: hikari.GatewayBot) -> None:
        await reply.say(awake(bot.heartbeat_latency))


def awake(latency: float) -> Text:
    """What ``/ping`` says; the latency, in seconds, is not a number before it was measured."""
    if math.isnan(latency):
        return t("Awake!")
    return t("Awake! Discord is {milliseconds} ms away.", milliseconds=round(latency * 1000))


@loader.command
class RollDice(lightbulb.SlashCommand, name="roll", description="Roll dice."):
    guide = Guide(examples=("/roll", "/roll dice:6 amount:2 modifier:3"))

    dice = lightbulb.integer("dice", "Sides of each die.", default=20, min_value=2, max_value=MOST_SIDES)
    amount = lightbulb.integer("amount", "How many dice.", default=1, min_value=1, max_value=MOST_DICE)
    modifier = lightbulb.integer(
        "modifier", "Added to the sum.", default=0, min_value=-MOST_MODIFIER, max_value=MOST_MODIFIER
    )

    @lightbulb.invoke
    async def invoke(self, _: lightbulb.Context, reply: Reply, dice: DiceService) -> None:
        await reply.show(_roll_card(dice.roll(self.dice, self.amount, self.modifier)))


@loader.command
class Avatar(lightbulb.SlashCommand, name="avatar", description="Look at somebody's avatar."):
    guide = Guide(examples=("/avatar", "/avatar member:@Erin"))

    member = lightbulb.user("member", "Whose avatar; yours if left out.", default=None)

    @lightbulb.invoke
    async def invoke(self, ctx: lightbulb.Context, reply: Reply) -> None:
        person: hikari.User = self.member or ctx.member or ctx.user
        name = escape(str(person.display_name))
        picture = Picture(
            url=str(person.display_avatar_url),
            alt=t("Avatar of {name}", name=person.display_name),
        )
        await reply.show(
            Card(
                title=t("Avatar of {name}", name=name),
                gallery=[picture],
                footer=t("Account {name}, id {id}", name=person.username, id=person.id),
                controls=[(Link(label=t("Open the picture"), url=picture.url),)],
            )
        )


@loader.command
class ShowAbout(lightbulb.SlashCommand, name="about", description="Who I am, and what I keep about you."):
    guide = Guide(examples=("/about",))

    @lightbulb.invoke
    async def invoke(
        self,
        ctx: lightbulb.Context,
        reply: Reply,
        monitor: Monitor,
        about: About,
        log: MessageLogService,
    ) -> None:
        await reply.show(
            Card(
                title=t("Twi Bot Shard"),
                body=[t("A helper for readers of The Wandering Inn: quotes, links, and good order.")],
                fields=[
                    (t("Version"), about.version),
                    (t("Awake since"), f"<t:{int(monitor.started_at.timestamp())}:R>"),
                    (t("Your data"), await _kept(ctx.guild_id, log)),
                ],
                controls=[_links(about)],
            )
        )


async def _kept(guild_id: int | None, log: MessageLogService) -> Text:
    """What is kept of those who ask, where they ask."""
    if guild_id is None:
        return t(
            "I keep what you add (quotes, links) and who added it. I count messages, and keep what they say only "
            "for servers that switched a message log on."
        )
    days = await log.days_of(int(guild_id))
    if days is None:
        return t(
            "I keep what you add (quotes, links) and who added it. I count messages, and do not keep what they say. "
            "`/stats choices` lets you pause that."
        )
    return t(
        "I keep what you add (quotes, links) and who added it. I count messages, and keep what they say, encrypted, "
        "for {days} days at most: this server has a message log. `/stats choices` lets you pause both.",
        days=days,
    )


def _links(about: About) -> list[Link]:
    places = (
        (t("Source and documentation"), about.source_url),
        (t("Privacy notice"), about.privacy_url),
        (t("Help and reports"), about.support_url),
    )
    return [Link(label=label, url=url) for label, url in places if url]


def _roll_card(roll: Roll) -> Card:
    shown = ", ".join(str(face) for face in roll.faces[:SHOWN_FACES])
    hidden = len(roll.faces) - SHOWN_FACES
    more = tn(" and one more", " and {count} more", hidden) if hidden > 0 else ""
    several = len(roll.faces) > 1
    return Card(
        title=t("{notation}: {total}", notation=roll.notation, total=roll.total),
        body=[t("Rolled {faces}{more}", faces=shown, more=more) if several or roll.modifier else ""],
        fields=[
            (t("Lowest"), str(min(roll.faces)) if several else ""),
            (t("Highest"), str(max(roll.faces)) if several else ""),
            (t("Average"), f"{sum(roll.faces) / len(roll.faces):.1f}" if several else ""),
        ],
        footer=_remark(roll),
    )


def _remark(roll: Roll) -> Text | str:
    if len(roll.faces) > 1:
        return ""
    if roll.faces[0] == roll.sides:
        return t("The highest there is!")
    return t("Even the best roll a one.") if roll.faces[0] == 1 else ""
