"""What the modules of this plugin share: the group, the number option's suggestions, how a quote looks."""

from __future__ import annotations

import lightbulb
from lightbulb.di import INJECTED

from app.core import markup
from app.core.actor import Actor
from app.core.cards import Card, Link
from app.core.i18n import Text, t
from app.core.localized import Words
from app.core.markup import escape
from app.core.suggestions import Suggestion
from app.core.words import quoted
from app.discord import ui
from app.discord.command_info import GUILD
from app.features.quotes.service import QuoteService, QuoteView

group = lightbulb.Group("quote", "Keep and find what members said.", contexts=GUILD)


async def suggest_numbers(
    ctx: lightbulb.AutocompleteContext[int], actor: Actor = INJECTED, quotes: QuoteService = INJECTED
) -> None:
    """Quotes by their number or their words."""
    offered = await quotes.numbers(actor.guild_id)
    await ui.suggest(
        ctx, (Suggestion(f"{number}: {text}", number, (str(number), text)) for number, text in offered)
    )


def card_of(quote: QuoteView, title: Text | None = None) -> Card:
    body: list[Words] = [quoted(quote.text)]
    if quote.speaker_id is not None:
        body.append(t("— {who}", who=named(quote.speaker_id, quote.speaker_name)))
    return Card(
        title=title or t("Quote {number}", number=str(quote.number)),
        body=body,
        footer=t("Added by {who}", who=escape(quote.added_by_name) or t("a former member")),
        controls=[(Link(label=t("Go to the message"), url=quote.link),)] if quote.link else (),
    )


def named(user_id: int | None, name: str) -> Words:
    """A mention, with the name for those whom Discord no longer knows here."""
    if user_id is None:
        return t("a former member")
    return markup.named_user(user_id, name)
