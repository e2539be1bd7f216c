"""What the modules of this plugin share: the group, suggestions while typing, how links look."""

from __future__ import annotations

from collections.abc import Sequence

import lightbulb
from lightbulb.di import INJECTED

from app.core.actor import Actor
from app.core.cards import Card
from app.core.i18n import Text, t
from app.core.markup import escape
from app.core.suggestions import Suggestion
from app.discord import ui
from app.discord.command_info import GUILD
from app.features.links.service import LinkService, LinkView

UNTAGGED_VALUE = ",untagged"
"""What the suggestion of links without a tag stands for: no tag has a comma."""
UNTAGGED_LABEL = t("Without a tag")

group = lightbulb.Group("link", "Links and texts we keep coming back to.", contexts=GUILD)


async def suggest_titles(
    ctx: lightbulb.AutocompleteContext[str], actor: Actor = INJECTED, links: LinkService = INJECTED
) -> None:
    """Titles, which are also found by an alias."""
    offered = await links.all(actor)
    await ui.suggest(
        ctx,
        (
            Suggestion(f"{link.title}: {link.content}", link.title, (link.title, *link.aliases))
            for link in offered
        ),
    )


async def suggest_tags(
    ctx: lightbulb.AutocompleteContext[str], actor: Actor = INJECTED, links: LinkService = INJECTED
) -> None:
    """Tags, and the pseudo tag of links without any."""
    untagged = Suggestion(UNTAGGED_LABEL.to(actor.locale), UNTAGGED_VALUE)
    tags = await links.tags(actor)
    await ui.suggest(ctx, (Suggestion(tag, tag) if tag else untagged for tag, _ in tags))


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
