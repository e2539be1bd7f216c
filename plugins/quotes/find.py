"""``/quote get|find|who``."""

from __future__ import annotations

import lightbulb

from app.core import markup
from app.core.actor import Actor
from app.core.cards import Card
from app.core.excerpts import excerpt
from app.core.i18n import t, tn
from app.core.localized import Words
from app.core.words import quoted
from app.discord import ui
from app.discord.command_info import CommandInfo
from app.discord.reply import Reply
from app.features.quotes.models import HIGHEST
from app.features.quotes.service import LONGEST_SEARCH, PAGE, QuoteService, QuoteView
from plugins.quotes.group import card_of, group, named, suggest_numbers

FOUND_TEXT = 500

loader = lightbulb.Loader()


@group.register
class GetQuote(lightbulb.SlashCommand, name="get", description="Show a quote, by number or by chance."):
    info = CommandInfo(examples=("/quote get", "/quote get index:12"))

    index = lightbulb.integer(
        "index", "Its number; by chance if left out.", default=None, min_value=1, max_value=HIGHEST,
        autocomplete=suggest_numbers,
    )  # fmt: skip

    @lightbulb.invoke
    async def invoke(self, _: lightbulb.Context, reply: Reply, actor: Actor, quotes: QuoteService) -> None:
        quote = await (quotes.random(actor) if self.index is None else quotes.get(actor, self.index))
        await reply.show(card_of(quote))


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
    info = CommandInfo(
        examples=("/quote find search:liscor", '/quote find search:"skinner" -gnoll'),
        note=t('Put words that belong together in "quotes", and a - before words you do not want.'),
    )

    search = lightbulb.string("search", "Words to look for.", min_length=2, max_length=LONGEST_SEARCH)

    @lightbulb.invoke
    async def invoke(self, _: lightbulb.Context, reply: Reply) -> None:
        await found_quotes.open(reply, {"search": self.search})


@group.register
class WhoQuoted(lightbulb.SlashCommand, name="who", description="See who added a quote, and when."):
    info = CommandInfo(examples=("/quote who index:12",))

    index = lightbulb.integer(
        "index", "Its number.", min_value=1, max_value=HIGHEST, autocomplete=suggest_numbers
    )

    @lightbulb.invoke
    async def invoke(self, _: lightbulb.Context, reply: Reply, actor: Actor, quotes: QuoteService) -> None:
        quote = await quotes.get(actor, self.index)
        who = named(quote.added_by, quote.added_by_name)
        await reply.say(
            t(
                "Quote {number} was added by {who} on {day} ({ago}).",
                number=str(quote.number),
                who=who,
                day=markup.moment(quote.added_at, "D"),
                ago=markup.moment(quote.added_at, "R"),
            )
        )


def _summary(quote: QuoteView) -> Words:
    text = excerpt(quote.text, FOUND_TEXT)
    if quote.speaker_id is None:
        return quoted(text)
    return t("{text}\n— {who}", text=quoted(text), who=named(quote.speaker_id, quote.speaker_name))
