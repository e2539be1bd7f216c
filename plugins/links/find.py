"""``/link get|list`` and ``/tag``."""

from __future__ import annotations

from collections.abc import Sequence

import lightbulb

from app.core.actor import Actor
from app.core.cards import Card
from app.core.i18n import joined, t, tn
from app.core.localized import Number
from app.core.markup import escape
from app.core.names import normalized
from app.discord import ui
from app.discord.command_info import CommandInfo, short_form
from app.discord.reply import Reply
from app.features.links.models import LONGEST_NAME, LONGEST_TAG
from app.features.links.service import UNTAGGED, LinkService, LinkView
from plugins.links.group import (
    UNTAGGED_LABEL,
    UNTAGGED_VALUE,
    escaped,
    group,
    suggest_tags,
    suggest_titles,
    tag_label,
)

loader = lightbulb.Loader()


@group.register
class GetLink(lightbulb.SlashCommand, name="get", description="Show a link."):
    info = CommandInfo(examples=("/link get title:FAQ",))

    title = lightbulb.string(
        "title", "Its title or an alias.", max_length=LONGEST_NAME, autocomplete=suggest_titles
    )

    @lightbulb.invoke
    async def invoke(self, _: lightbulb.Context, reply: Reply, actor: Actor, links: LinkService) -> None:
        link = await links.get(actor, self.title)
        await reply.say(f"**{escape(link.title)}**\n{link.content}", previews=link.preview)


@ui.paged(loader, "links.listed")
async def listed_links(state: ui.State, number: int, actor: Actor, links: LinkService) -> ui.Page:
    """A page of the links with a tag."""
    found = await links.tagged(actor, state["tag"])
    tag = _as_spelled(state["tag"], found)
    return ui.one_page(
        [_line(link) for link in found],
        number,
        title=tn("{tag}: one link", "{tag}: {count} links", len(found), tag=tag_label(tag)),
        footer=t("/link get shows one of them."),
    )


@ui.paged(loader, "links.tags")
async def listed_tags(_: ui.State, number: int, actor: Actor, links: LinkService) -> ui.Page:
    """A page of the tags."""
    tags = await links.tags(actor)
    if not tags:
        return ui.Page(card=Card(body=[t("There are no links here yet.")]))
    lines = [joined([tag_label(tag), Number(count)], " · ") for tag, count in tags]
    return ui.one_page(lines, number, title=t("Tags"), footer=t("/tag shows the links with one of them."))


@short_form(loader, "tag")
@group.register
class ListLinks(lightbulb.SlashCommand, name="list", description="List the tags, or the links with one."):
    info = CommandInfo(examples=("/link list", "/link list tag:Maps"))

    tag = lightbulb.string(
        "tag",
        "A tag; all tags if left out.",
        default=None,
        max_length=LONGEST_TAG,
        autocomplete=suggest_tags,
    )

    @lightbulb.invoke
    async def invoke(self, _: lightbulb.Context, reply: Reply, actor: Actor, links: LinkService) -> None:
        if self.tag is None:
            await listed_tags.open(reply)
        else:
            await listed_links.open(reply, {"tag": await _tag(self.tag, actor, links)})


def _line(link: LinkView) -> str:
    return f"- {escape(link.title)}" + (f" ({escaped(link.aliases)})" if link.aliases else "")


def _as_spelled(tag: str, found: Sequence[LinkView]) -> str:
    """The tag as it was given to a link, not as it was typed now."""
    return next((own for own in found[0].tags if normalized(own) == normalized(tag)), tag)


async def _tag(value: str, actor: Actor, links: LinkService) -> str:
    """The tag that is meant; what links without one are listed under may be typed, where no tag is called so."""
    if value == UNTAGGED_VALUE:
        return UNTAGGED
    if normalized(value) != normalized(UNTAGGED_LABEL.to(actor.locale)):
        return value
    return value if normalized(value) in {normalized(tag) for tag, _ in await links.tags(actor)} else UNTAGGED
