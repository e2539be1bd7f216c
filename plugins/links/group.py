"""What the modules of this plugin share: the group, suggestions while typing, how links look."""

from __future__ import annotations

from collections.abc import Sequence

import hikari
import lightbulb
from lightbulb.di import INJECTED

from app.core.actor import Actor
from app.core.cards import Card
from app.core.i18n import Text, t
from app.core.markdown import escape
from app.core.names import normalized
from app.discord import ui
from app.features.links.service import LinkService, LinkView

UNTAGGED_VALUE = ",untagged"
"""What the suggestion of links without a tag stands for: no tag has a comma."""
UNTAGGED_LABEL = t("Without a tag")
GUILD = (hikari.ApplicationContextType.GUILD,)

group = lightbulb.Group("link", "Links and texts we keep coming back to.", contexts=GUILD)


async def suggest_titles(
    ctx: lightbulb.AutocompleteContext[str], actor: Actor = INJECTED, links: LinkService = INJECTED
) -> None:
    """Titles that contain what was typed, in themselves or in an alias."""
    typed = normalized(str(ctx.focused.value or ""))
    await ui.suggest(
        ctx,
        (
            (f"{link.title}: {link.content}", link.title)
            for link in await links.all(actor)
            if any(typed in normalized(name) for name in (link.title, *link.aliases))
        ),
    )


async def suggest_tags(
    ctx: lightbulb.AutocompleteContext[str], actor: Actor = INJECTED, links: LinkService = INJECTED
) -> None:
    """Tags that contain what was typed, and the pseudo tag of links without any."""
    typed = normalized(str(ctx.focused.value or ""))
    locale = str(ctx.interaction.locale)
    untagged = UNTAGGED_LABEL.to(locale), UNTAGGED_VALUE
    offered = [(tag, tag) if tag else untagged for tag, _ in await links.tags(actor)]
    await ui.suggest(ctx, ((label, value) for label, value in offered if typed in normalized(label)))


def card_of(link: LinkView, title: Text) -> Card:
    return Card(
        title=title,
        body=[f"**{escape(link.title)}**", link.content],
        fields=[(t("Tags"), escaped(link.tags)), (t("Also found as"), escaped(link.aliases))],
        footer="" if link.preview else t("Shown without a preview."),
    )


def escaped(names: Sequence[str]) -> str:
    return ", ".join(escape(name) for name in names)


def tag_label(tag: str) -> Text:
    return t("{tag}", tag=escape(tag)) if tag else UNTAGGED_LABEL
