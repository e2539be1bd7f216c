"""``/quote`` and the message menu "Quote this"."""

from __future__ import annotations

import re

import hikari
import lightbulb
from lightbulb.di import INJECTED

from app.core.actor import Actor
from app.core.errors import InvalidInput
from app.core.text import Text, t, tn
from app.discord import ui
from app.discord.components import Click, on_component
from app.discord.guide import Cooldown, Guide
from app.discord.layout import Card, Link, Words
from app.discord.reply import Reply, TextField
from app.discord.wording import escape, excerpt, quoted
from app.features.quotes.models import LONGEST, SHORTEST
from app.features.quotes.service import LONGEST_SEARCH, PAGE, Person, QuoteService, QuoteView, Source

FOUND_TEXT = 500
MOST = 2**31 - 1
MESSAGE_LINK = re.compile(
    r"https://(?:\w+\.)?discord(?:app)?\.com/channels/(\d{15,20})/(\d{15,20})/(\d{15,20})"
)
GUILD = (hikari.ApplicationContextType.GUILD,)

loader = lightbulb.Loader()
group = lightbulb.Group("quote", "Keep and find what members said.", contexts=GUILD)
loader.command(group)


async def suggest_numbers(
    ctx: lightbulb.AutocompleteContext[int], actor: Actor = INJECTED, quotes: QuoteService = INJECTED
) -> None:
    """Quotes whose number begins with what was typed, or whose text contains it."""
    typed = str(ctx.focused.value or "").casefold()
    offered = await quotes.numbers(actor.guild_id)
    await ui.suggest(
        ctx,
        (
            (f"{number}: {text}", number)
            for number, text in offered
            if str(number).startswith(typed) or (len(typed) > 1 and typed in text.casefold())
        ),
    )


@group.register
class AddQuote(lightbulb.SlashCommand, name="add", description="Keep something that was said."):
    guide = Guide(
        examples=("/quote add quote:Killing is never the answer. speaker:@Erin",), cooldown=Cooldown(5, 60)
    )

    quote = lightbulb.string("quote", "The words.", min_length=SHORTEST, max_length=LONGEST)
    speaker = lightbulb.user("speaker", "Who said it.", default=None)
    source = lightbulb.string("source", "Link to the message it comes from.", default="", max_length=200)

    @lightbulb.invoke
    async def invoke(self, _: lightbulb.Context, reply: Reply, actor: Actor, quotes: QuoteService) -> None:
        speaker = _person(self.speaker) if self.speaker else None
        added = await quotes.add(actor, self.quote, speaker=speaker, source=_source(self.source, actor))
        await reply.show(_card(added, title=t("Kept as quote {number}", number=added.number)))


@loader.command
class QuoteThis(lightbulb.MessageCommand, name="Quote this", contexts=GUILD):
    guide = Guide(examples=("Right-click a message, then Apps, then Quote this",), cooldown=Cooldown(5, 60))

    @lightbulb.invoke
    async def invoke(self, _: lightbulb.Context, reply: Reply, actor: Actor, quotes: QuoteService) -> None:
        message: hikari.Message = self.target
        if not message.content:
            raise InvalidInput(t("That message has no text to quote."))
        # A webhook's author is nobody's account.
        speaker = None if message.webhook_id else _person(message.member or message.author)
        source = Source(int(message.channel_id), int(message.id))
        added = await quotes.add(actor, message.content, speaker=speaker, source=source)
        await reply.show(_card(added, title=t("Kept as quote {number}", number=added.number)))


@group.register
class GetQuote(lightbulb.SlashCommand, name="get", description="Show a quote, by number or by chance."):
    guide = Guide(examples=("/quote get", "/quote get index:12"))

    index = lightbulb.integer(
        "index", "Its number; by chance if left out.", default=None, min_value=1, max_value=MOST,
        autocomplete=suggest_numbers,
    )  # fmt: skip

    @lightbulb.invoke
    async def invoke(self, _: lightbulb.Context, reply: Reply, actor: Actor, quotes: QuoteService) -> None:
        quote = await (quotes.random(actor) if self.index is None else quotes.get(actor, self.index))
        await reply.show(_card(quote))


@ui.paged(loader, "quotes.found")
async def found_quotes(state: ui.State, number: int, actor: Actor, quotes: QuoteService) -> ui.Page:
    """A page of what a search found."""
    found = await quotes.find(actor, state["search"], number)
    if not found.total:
        return ui.Page(card=Card(body=[t("No quote has words like that.")]))
    title = (
        tn(
            "Nothing matches exactly; one quote comes close",
            "Nothing matches exactly; {count} come close",
            found.total,
        )
        if found.similar
        else tn("One quote found", "{count} quotes found", found.total)
    )
    fields = [(f"{quote.number}", _summary(quote)) for quote in found.quotes]
    return ui.Page(card=Card(title=title, fields=fields), count=ui.page_count(found.total, PAGE))


@group.register
class FindQuote(lightbulb.SlashCommand, name="find", description="Search the quotes."):
    guide = Guide(
        examples=("/quote find search:liscor", '/quote find search:"skinner" -gnoll'),
        note='Put words that belong together in "quotes", and a - before words you do not want.',
    )

    search = lightbulb.string("search", "Words to look for.", min_length=2, max_length=LONGEST_SEARCH)

    @lightbulb.invoke
    async def invoke(self, _: lightbulb.Context, reply: Reply) -> None:
        await found_quotes.open(reply, {"search": self.search})


@group.register
class WhoQuoted(lightbulb.SlashCommand, name="who", description="See who added a quote, and when."):
    guide = Guide(examples=("/quote who index:12",))

    index = lightbulb.integer(
        "index", "Its number.", min_value=1, max_value=MOST, autocomplete=suggest_numbers
    )

    @lightbulb.invoke
    async def invoke(self, _: lightbulb.Context, reply: Reply, actor: Actor, quotes: QuoteService) -> None:
        quote = await quotes.get(actor, self.index)
        moment = int(quote.added_at.timestamp())
        who = _named(quote.added_by, quote.added_by_name)
        await reply.say(
            t(
                "Quote {number} was added by {who} on <t:{moment}:D> (<t:{moment}:R>).",
                number=quote.number,
                who=who,
                moment=moment,
            )
        )


@group.register
class EditQuote(lightbulb.SlashCommand, name="edit", description="Correct the words of a quote."):
    guide = Guide(examples=("/quote edit index:12",), note="For who added it, and for staff.")

    index = lightbulb.integer(
        "index", "Its number.", min_value=1, max_value=MOST, autocomplete=suggest_numbers
    )

    @lightbulb.invoke
    async def invoke(self, _: lightbulb.Context, reply: Reply, actor: Actor, quotes: QuoteService) -> None:
        quote = await quotes.editable(actor, self.index)
        words = TextField(
            "text", t("The words"), value=quote.text, shortest=SHORTEST, longest=LONGEST, paragraph=True
        )
        form = reply.custom_id("quotes.edit", quote.number)
        await reply.ask(form, t("Edit quote {number}", number=quote.number), [words])


@on_component(loader, "quotes.edit")
async def save_edit(click: Click, reply: Reply, actor: Actor, quotes: QuoteService) -> None:
    quote = await quotes.edit(actor, int(click.argument), click.field("text"))
    await reply.show(_card(quote, title=t("Quote {number} changed", number=quote.number)))


@group.register
class DeleteQuote(lightbulb.SlashCommand, name="delete", description="Remove a quote for good."):
    guide = Guide(examples=("/quote delete index:12",), note="For who added it, who is quoted, and staff.")

    index = lightbulb.integer(
        "index", "Its number.", min_value=1, max_value=MOST, autocomplete=suggest_numbers
    )

    @lightbulb.invoke
    async def invoke(self, _: lightbulb.Context, reply: Reply, actor: Actor, quotes: QuoteService) -> None:
        quote = await quotes.deletable(actor, self.index)
        question = t("Delete quote {number} for good?\n{text}", number=quote.number, text=quoted(quote.text))
        await ui.confirm(reply, question, "quotes.delete", quote.number, label=t("Delete it"))


@on_component(loader, "quotes.delete")
async def confirm_delete(click: Click, reply: Reply, actor: Actor, quotes: QuoteService) -> None:
    await quotes.delete(actor, int(click.argument))
    await reply.update(Card(body=[t("Quote {number} is gone.", number=click.argument)]))


def _card(quote: QuoteView, title: Text | None = None) -> Card:
    body: list[Words] = [quoted(quote.text)]
    if quote.speaker_id is not None:
        body.append(t("— {who}", who=_named(quote.speaker_id, quote.speaker_name)))
    return Card(
        title=title or t("Quote {number}", number=quote.number),
        body=body,
        footer=t("Added by {who}", who=escape(quote.added_by_name) or t("a former member")),
        controls=[(Link(label=t("Go to the message"), url=quote.link),)] if quote.link else (),
    )


def _summary(quote: QuoteView) -> Words:
    text = excerpt(quote.text, FOUND_TEXT)
    if quote.speaker_id is None:
        return quoted(text)
    return t("{text}\n— {who}", text=quoted(text), who=_named(quote.speaker_id, quote.speaker_name))


def _named(user_id: int | None, name: str) -> Words:
    """A mention, with the name for those whom Discord no longer knows here."""
    if user_id is None:
        return t("a former member")
    return f"<@{user_id}> ({escape(name)})" if name else f"<@{user_id}>"


def _person(user: hikari.User | hikari.Member) -> Person:
    return Person(int(user.id), str(user.display_name))


def _source(link: str, actor: Actor) -> Source | None:
    if not link:
        return None
    match = MESSAGE_LINK.fullmatch(link.strip())
    if match is None or int(match[1]) != actor.guild_id:
        raise InvalidInput(t("That is no link to a message of this server."))
    return Source(int(match[2]), int(match[3]))
