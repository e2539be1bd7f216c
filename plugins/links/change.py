"""``/link add|edit|delete``."""

from __future__ import annotations

import lightbulb

from app.core.actor import Actor
from app.core.cards import Card
from app.core.i18n import t
from app.core.markdown import escape
from app.discord import ui
from app.discord.command_info import CommandInfo
from app.discord.components import ComponentEvent, on_component
from app.discord.reply import Reply
from app.features.links.models import LONGEST_CONTENT, LONGEST_NAME
from app.features.links.service import STAFF, LinkChange, LinkService
from plugins.links.group import card_of, group, suggest_titles

LISTED = "Separated by commas."

loader = lightbulb.Loader()


@group.register
class AddLink(lightbulb.SlashCommand, name="add", description="Keep a new link."):
    info = CommandInfo(
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
        await reply.show(card_of(added, t("Link kept")))


@group.register
class EditLink(lightbulb.SlashCommand, name="edit", description="Change a link; what you leave out stays."):
    info = CommandInfo(
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
        await reply.show(card_of(await links.edit(actor, self.title, change), t("Link changed")))


@group.register
class DeleteLink(lightbulb.SlashCommand, name="delete", description="Remove a link for good."):
    info = CommandInfo(examples=("/link delete title:FAQ",), note="For who added it, and for staff.")

    title = lightbulb.string(
        "title", "Its title or an alias.", max_length=LONGEST_NAME, autocomplete=suggest_titles
    )

    @lightbulb.invoke
    async def invoke(self, _: lightbulb.Context, reply: Reply, actor: Actor, links: LinkService) -> None:
        link = await links.deletable(actor, self.title)
        question = t("Delete the link **{title}** for good?", title=escape(link.title))
        await ui.confirm(reply, question, "links.delete", link.id, label=t("Delete it"))


@on_component(loader, "links.delete")
async def confirm_delete(event: ComponentEvent, reply: Reply, actor: Actor, links: LinkService) -> None:
    deleted = await links.delete(actor, int(event.argument))
    await reply.update(Card(body=[t("The link **{title}** is gone.", title=escape(deleted.title))]))
