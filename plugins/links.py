"""``/link`` and ``/tag``."""

from __future__ import annotations

from collections.abc import Sequence

import hikari
import lightbulb
from lightbulb.di import INJECTED

from app.core.actor import Actor
from app.core.names import key_of
from app.core.text import Text, t, tn
from app.discord import ui
from app.discord.components import Click, on_component
from app.discord.guide import Guide
from app.discord.layout import Card, Words
from app.discord.reply import Reply
from app.discord.wording import escape
from app.features.links.models import LONGEST_CONTENT, LONGEST_NAME, LONGEST_TAG
from app.features.links.service import STAFF, UNTAGGED, LinkChange, LinkService, LinkView

PER_PAGE = 25
UNTAGGED_VALUE = "untagged"
LISTED = "Separated by commas."
GUILD = (hikari.ApplicationContextType.GUILD,)

loader = lightbulb.Loader()
group = lightbulb.Group("link", "Links and texts we keep coming back to.", contexts=GUILD)
loader.command(group)


async def suggest_titles(
    ctx: lightbulb.AutocompleteContext[str], actor: Actor = INJECTED, links: LinkService = INJECTED
) -> None:
    """Titles that contain what was typed, in themselves or in an alias."""
    typed = key_of(str(ctx.focused.value or ""))
    await ui.suggest(
        ctx,
        (
            (f"{link.title}: {link.content}", link.title)
            for link in await links.all(actor)
            if any(typed in key_of(name) for name in (link.title, *link.aliases))
        ),
    )


async def suggest_tags(
    ctx: lightbulb.AutocompleteContext[str], actor: Actor = INJECTED, links: LinkService = INJECTED
) -> None:
    """Tags that contain what was typed, and the pseudo tag of links without any."""
    typed = key_of(str(ctx.focused.value or ""))
    locale = str(ctx.interaction.locale)
    offered = [(_tag_label(tag).to(locale), tag or UNTAGGED_VALUE) for tag, _ in await links.tags(actor)]
    await ui.suggest(ctx, ((label, value) for label, value in offered if typed in key_of(label)))


@group.register
class GetLink(lightbulb.SlashCommand, name="get", description="Show a link."):
    guide = Guide(examples=("/link get title:FAQ",))

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
    shown = found[number * PER_PAGE : (number + 1) * PER_PAGE]
    card = Card(
        title=tn("{tag}: one link", "{tag}: {count} links", len(found), tag=_tag_label(state["tag"])),
        body=["\n".join(_line(link) for link in shown)],
        footer=t("/link get shows one of them."),
    )
    return ui.Page(card=card, count=ui.page_count(len(found), PER_PAGE))


@ui.paged(loader, "links.tags")
async def listed_tags(_: ui.State, number: int, actor: Actor, links: LinkService) -> ui.Page:
    """A page of the tags."""
    tags = await links.tags(actor)
    if not tags:
        return ui.Page(card=Card(body=[t("There are no links here yet.")]))
    shown = tags[number * PER_PAGE : (number + 1) * PER_PAGE]
    lines: list[Words] = [t("{tag} · {count}", tag=_tag_label(tag), count=count) for tag, count in shown]
    card = Card(title=t("Tags"), body=lines, footer=t("/tag shows the links with one of them."))
    return ui.Page(card=card, count=ui.page_count(len(tags), PER_PAGE))


@group.register
class ListLinks(lightbulb.SlashCommand, name="list", description="List the tags, or the links with one."):
    guide = Guide(examples=("/link list", "/link list category:Maps"))

    category = lightbulb.string(
        "category",
        "A tag; all tags if left out.",
        default=None,
        max_length=LONGEST_TAG,
        autocomplete=suggest_tags,
    )

    @lightbulb.invoke
    async def invoke(self, _: lightbulb.Context, reply: Reply) -> None:
        if self.category is None:
            await listed_tags.open(reply)
        else:
            await listed_links.open(reply, {"tag": _tag(self.category)})


@loader.command
class ShowTag(lightbulb.SlashCommand, name="tag", description="List the links with a tag.", contexts=GUILD):
    guide = Guide(examples=("/tag tag:Maps",))

    tag = lightbulb.string("tag", "Which tag.", max_length=LONGEST_TAG, autocomplete=suggest_tags)

    @lightbulb.invoke
    async def invoke(self, _: lightbulb.Context, reply: Reply) -> None:
        await listed_links.open(reply, {"tag": _tag(self.tag)})


@group.register
class AddLink(lightbulb.SlashCommand, name="add", description="Keep a new link."):
    guide = Guide(
        examples=("/link add title:FAQ content:https://wanderinginn.com/faq tags:Help, Start here",),
        needs=STAFF,
    )

    content = lightbulb.string("content", "The address, or a short text.", max_length=LONGEST_CONTENT)
    title = lightbulb.string("title", "What it is called.", max_length=LONGEST_NAME)
    tags = lightbulb.string("tags", LISTED, default="", max_length=600)
    aliases = lightbulb.string("aliases", f"Other names. {LISTED}", default="", max_length=1200)
    embed = lightbulb.boolean("embed", "Let Discord show a preview.", default=True)

    @lightbulb.invoke
    async def invoke(self, _: lightbulb.Context, reply: Reply, actor: Actor, links: LinkService) -> None:
        added = await links.add(
            actor, self.title, self.content, tags=self.tags, aliases=self.aliases, preview=self.embed
        )
        await reply.show(_card(added, t("Link kept")))


@group.register
class EditLink(lightbulb.SlashCommand, name="edit", description="Change a link; what you leave out stays."):
    guide = Guide(
        examples=("/link edit title:FAQ content:https://wanderinginn.com/faq",),
        note="For who added it, and for staff.",
    )

    title = lightbulb.string(
        "title", "Its title or an alias.", max_length=LONGEST_NAME, autocomplete=suggest_titles
    )
    content = lightbulb.string("content", "The new content.", default=None, max_length=LONGEST_CONTENT)
    new_title = lightbulb.string("new_title", "The new title.", default=None, max_length=LONGEST_NAME)
    tags = lightbulb.string("tags", f"All its tags. {LISTED}", default=None, max_length=600)
    aliases = lightbulb.string("aliases", f"All its other names. {LISTED}", default=None, max_length=1200)
    embed = lightbulb.boolean("embed", "Let Discord show a preview.", default=None)

    @lightbulb.invoke
    async def invoke(self, _: lightbulb.Context, reply: Reply, actor: Actor, links: LinkService) -> None:
        change = LinkChange(
            title=self.new_title,
            content=self.content,
            tags=self.tags,
            aliases=self.aliases,
            preview=self.embed,
        )
        await reply.show(_card(await links.edit(actor, self.title, change), t("Link changed")))


@group.register
class DeleteLink(lightbulb.SlashCommand, name="delete", description="Remove a link for good."):
    guide = Guide(examples=("/link delete title:FAQ",), note="For who added it, and for staff.")

    title = lightbulb.string(
        "title", "Its title or an alias.", max_length=LONGEST_NAME, autocomplete=suggest_titles
    )

    @lightbulb.invoke
    async def invoke(self, _: lightbulb.Context, reply: Reply, actor: Actor, links: LinkService) -> None:
        link = await links.deletable(actor, self.title)
        question = t("Delete the link **{title}** for good?", title=escape(link.title))
        await ui.confirm(reply, question, "links.delete", link.id, label=t("Delete it"))


@on_component(loader, "links.delete")
async def confirm_delete(click: Click, reply: Reply, actor: Actor, links: LinkService) -> None:
    deleted = await links.delete(actor, int(click.argument))
    await reply.update(Card(body=[t("The link **{title}** is gone.", title=escape(deleted.title))]))


def _card(link: LinkView, title: Text) -> Card:
    return Card(
        title=title,
        body=[f"**{escape(link.title)}**", link.content],
        fields=[(t("Tags"), _escaped(link.tags)), (t("Also found as"), _escaped(link.aliases))],
        footer="" if link.preview else t("Shown without a preview."),
    )


def _line(link: LinkView) -> str:
    return f"- {escape(link.title)}" + (f" ({_escaped(link.aliases)})" if link.aliases else "")


def _escaped(names: Sequence[str]) -> str:
    return ", ".join(escape(name) for name in names)


def _tag(value: str) -> str:
    return UNTAGGED if value == UNTAGGED_VALUE else value


def _tag_label(tag: str) -> Text:
    return t("{tag}", tag=escape(tag)) if tag else t("Without a tag")
