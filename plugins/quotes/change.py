"""``/quote edit|delete``."""

from __future__ import annotations

import lightbulb

from app.core.actor import Actor
from app.core.cards import Card
from app.core.i18n import t
from app.core.words import quoted
from app.discord import ui
from app.discord.command_info import CommandInfo
from app.discord.components import ComponentEvent, on_component
from app.discord.reply import Reply, TextField
from app.features.quotes.models import HIGHEST, LONGEST, SHORTEST
from app.features.quotes.service import QuoteService
from plugins.quotes.group import card_of, group, suggest_numbers

loader = lightbulb.Loader()


@group.register
class EditQuote(lightbulb.SlashCommand, name="edit", description="Correct the words of a quote."):
    info = CommandInfo(examples=("/quote edit index:12",), note=t("For who added it, and for staff."))

    index = lightbulb.integer(
        "index", "Its number.", min_value=1, max_value=HIGHEST, autocomplete=suggest_numbers
    )

    @lightbulb.invoke
    async def invoke(self, _: lightbulb.Context, reply: Reply, actor: Actor, quotes: QuoteService) -> None:
        quote = await quotes.editable(actor, self.index)
        words = TextField(
            "text", t("The words"), value=quote.text, shortest=SHORTEST, longest=LONGEST, paragraph=True
        )
        title = t("Edit quote {number}", number=str(quote.number))
        await reply.ask("quotes.edit", title, [words], argument=quote.number)


@on_component(loader, "quotes.edit")
async def save_edit(event: ComponentEvent, reply: Reply, actor: Actor, quotes: QuoteService) -> None:
    quote = await quotes.edit(actor, int(event.argument), event.field("text"))
    await reply.show(card_of(quote, title=t("Quote {number} changed", number=str(quote.number))))


@group.register
class DeleteQuote(lightbulb.SlashCommand, name="delete", description="Remove a quote for good."):
    info = CommandInfo(
        examples=("/quote delete index:12",), note=t("For who added it, who is quoted, and staff.")
    )

    index = lightbulb.integer(
        "index", "Its number.", min_value=1, max_value=HIGHEST, autocomplete=suggest_numbers
    )

    @lightbulb.invoke
    async def invoke(self, _: lightbulb.Context, reply: Reply, actor: Actor, quotes: QuoteService) -> None:
        quote = await quotes.deletable(actor, self.index)
        question = t(
            "Delete quote {number} for good?\n{text}", number=str(quote.number), text=quoted(quote.text)
        )
        await ui.confirm(reply, question, "quotes.delete", quote.number, label=t("Delete it"))


@on_component(loader, "quotes.delete")
async def confirm_delete(event: ComponentEvent, reply: Reply, actor: Actor, quotes: QuoteService) -> None:
    await quotes.delete(actor, int(event.argument))
    await reply.update(Card(body=[t("Quote {number} is gone.", number=event.argument)]))
