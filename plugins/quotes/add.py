"""``/quote add`` and the message menu "Quote this"."""

from __future__ import annotations

import re

import hikari
import lightbulb

from app.core.actor import Actor
from app.core.errors import InvalidInput
from app.core.i18n import t
from app.discord.command_info import CommandInfo, Cooldown
from app.discord.reply import Reply
from app.features.quotes.models import LONGEST, SHORTEST
from app.features.quotes.service import NO_SUCH_SOURCE, Person, QuoteService, Source
from plugins.quotes.group import GUILD, card_of, group

MESSAGE_LINK = re.compile(
    r"https://(?:\w+\.)?discord(?:app)?\.com/channels/(\d{15,20})/(\d{15,20})/(\d{15,20})"
)

loader = lightbulb.Loader()


@group.register
class AddQuote(lightbulb.SlashCommand, name="add", description="Keep something that was said."):
    info = CommandInfo(
        examples=("/quote add quote:Killing is never the answer. speaker:@Erin",), cooldown=Cooldown(5, 60)
    )

    quote = lightbulb.string("quote", "The words.", min_length=SHORTEST, max_length=LONGEST)
    speaker = lightbulb.user("speaker", "Who said it.", default=None)
    source = lightbulb.string("source", "Link to the message it comes from.", default="", max_length=200)

    @lightbulb.invoke
    async def invoke(self, _: lightbulb.Context, reply: Reply, actor: Actor, quotes: QuoteService) -> None:
        speaker = _person(self.speaker) if self.speaker else None
        added = await quotes.add(actor, self.quote, speaker=speaker, source=_source(self.source, actor))
        await reply.show(card_of(added, title=t("Kept as quote {number}", number=added.number)))


@loader.command
class QuoteThis(lightbulb.MessageCommand, name="Quote this", contexts=GUILD):
    info = CommandInfo(
        examples=("Right-click a message, then Apps, then Quote this",),
        cooldown=Cooldown(5, 60),
        ruled_as="quote add",
    )

    @lightbulb.invoke
    async def invoke(self, _: lightbulb.Context, reply: Reply, actor: Actor, quotes: QuoteService) -> None:
        message: hikari.Message = self.target
        if not message.content:
            raise InvalidInput(t("That message has no text to quote."))
        # A webhook's author is nobody's account.
        speaker = None if message.webhook_id else _person(message.member or message.author)
        source = Source(int(message.channel_id), int(message.id))
        added = await quotes.add(actor, message.content, speaker=speaker, source=source)
        await reply.show(card_of(added, title=t("Kept as quote {number}", number=added.number)))


def _person(user: hikari.User | hikari.Member) -> Person:
    return Person(int(user.id), str(user.display_name))


def _source(link: str, actor: Actor) -> Source | None:
    if not link:
        return None
    match = MESSAGE_LINK.fullmatch(link.strip())
    if match is None or int(match[1]) != actor.guild_id:
        raise InvalidInput(NO_SUCH_SOURCE)
    return Source(int(match[2]), int(match[3]))
