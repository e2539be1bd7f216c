"""A small bot on hikari and lightbulb that answers in every way there is."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

import hikari
import lightbulb
from hikari.impl import (
    ContainerComponentBuilder,
    MediaGalleryItemBuilder,
    MessageActionRowBuilder,
    ModalActionRowBuilder,
    TextDisplayComponentBuilder,
)

loader = lightbulb.Loader()


@loader.command
class Ping(lightbulb.SlashCommand, name="ping", description="Are you there?"):
    @lightbulb.invoke
    async def invoke(self, ctx: lightbulb.Context) -> None:
        await ctx.respond("Pong!")


@loader.command
class Whisper(lightbulb.SlashCommand, name="whisper", description="Say it to me alone."):
    text = lightbulb.string("text", "What to say.", min_length=2, max_length=50)

    @lightbulb.invoke
    async def invoke(self, ctx: lightbulb.Context) -> None:
        await ctx.respond(self.text, ephemeral=True)


async def _complete_title(ctx: lightbulb.AutocompleteContext[str]) -> None:
    typed = str(ctx.focused.value)
    await ctx.respond(
        [title for title in ("Persistence", "Percolation", "Anvil") if title.lower().startswith(typed)]
    )


quotes = lightbulb.Group("quote", "Quotes.")
loader.command(quotes)


@quotes.register
class AddQuote(lightbulb.SlashCommand, name="add", description="Keep a quote."):
    text = lightbulb.string("text", "The words.")
    number = lightbulb.integer("number", "Which one.", min_value=1, max_value=9, default=1)
    said_by = lightbulb.user("said_by", "Who said it.", default=None)
    place = lightbulb.channel("place", "Where.", default=None)
    circle = lightbulb.role("circle", "Among whom.", default=None)
    picture = lightbulb.attachment("picture", "How it looked.", default=None)
    title = lightbulb.string("title", "Its title.", autocomplete=_complete_title, default=None)
    mood = lightbulb.string(
        "mood",
        "How.",
        choices=[lightbulb.Choice("Glad", "glad"), lightbulb.Choice("Sad", "sad")],
        default="glad",
    )

    @lightbulb.invoke
    async def invoke(self, ctx: lightbulb.Context) -> None:
        said_by = self.said_by.username if self.said_by else "nobody"
        place = self.place.name if self.place else "nowhere"
        circle = self.circle.name if self.circle else "none"
        picture = self.picture.filename if self.picture else "none"
        words = f"{self.number}. {self.text} ({said_by}, {place}, {circle}, {picture}, {self.mood})"
        await ctx.respond(
            embed=hikari.Embed(title="Added", description=words).add_field("By", ctx.user.username)
        )


@loader.command
class Slow(lightbulb.SlashCommand, name="slow", description="Take your time."):
    how = lightbulb.string(
        "how", "How to answer.", choices=[lightbulb.Choice(c, c) for c in ("edit", "follow", "never")]
    )
    private = lightbulb.boolean("private", "Only for me.", default=False)

    @lightbulb.invoke
    async def invoke(self, ctx: lightbulb.Context) -> None:
        await ctx.defer(ephemeral=self.private)
        if self.how == "edit":
            await ctx.interaction.edit_initial_response("Edited.")
        elif self.how == "follow":
            await ctx.interaction.execute("Followed.", flags=hikari.MessageFlag.EPHEMERAL)
            await ctx.interaction.execute("And more.")


@loader.command
class Silent(lightbulb.SlashCommand, name="silent", description="Say nothing."):
    @lightbulb.invoke
    async def invoke(self, ctx: lightbulb.Context) -> None:
        return


@loader.command
class Panel(
    lightbulb.SlashCommand,
    name="panel",
    description="Things to press.",
    default_member_permissions=hikari.Permissions.MANAGE_MESSAGES,
    contexts=[hikari.ApplicationContextType.GUILD],
):
    @lightbulb.invoke
    async def invoke(self, ctx: lightbulb.Context) -> None:
        buttons = MessageActionRowBuilder()
        buttons.add_interactive_button(hikari.ButtonStyle.PRIMARY, "next", label="Next")
        buttons.add_interactive_button(hikari.ButtonStyle.SECONDARY, "form", label="Form")
        buttons.add_interactive_button(hikari.ButtonStyle.SECONDARY, "later", label="Later")
        buttons.add_interactive_button(hikari.ButtonStyle.DANGER, "gone", label="Gone", is_disabled=True)
        buttons.add_link_button("https://example.com", label="Read")
        menu = MessageActionRowBuilder()
        menu.add_text_menu("colour", placeholder="Colour", max_values=2).add_option("Red", "r").add_option(
            "Blue", "b"
        )
        people = MessageActionRowBuilder()
        people.add_select_menu(hikari.ComponentType.USER_SELECT_MENU, "who", placeholder="Who")
        await ctx.respond("Page 1", components=[buttons, menu, people])


@loader.command
class Layout(lightbulb.SlashCommand, name="layout", description="Components V2."):
    @lightbulb.invoke
    async def invoke(self, ctx: lightbulb.Context) -> None:
        container = ContainerComponentBuilder(accent_color=hikari.Color(0x112233))
        container.add_text_display("# Heading")
        container.add_separator()
        container.add_component(TextDisplayComponentBuilder(content="Body"))
        picture = MediaGalleryItemBuilder(media=hikari.Bytes(b"\x89PNG", "dot.png"))
        container.add_media_gallery([picture])
        await ctx.respond(components=[container])


@loader.command
class UserInfo(lightbulb.UserCommand, name="User info"):
    @lightbulb.invoke
    async def invoke(self, ctx: lightbulb.Context) -> None:
        await ctx.respond(f"That is {self.target.username}.", ephemeral=True)


@loader.command
class QuoteThis(lightbulb.MessageCommand, name="Quote this"):
    @lightbulb.invoke
    async def invoke(self, ctx: lightbulb.Context) -> None:
        await ctx.respond(f"> {self.target.content}", user_mentions=False)


@loader.listener(hikari.ComponentInteractionCreateEvent)
async def on_component(event: hikari.ComponentInteractionCreateEvent) -> None:
    interaction = event.interaction
    match interaction.custom_id:
        case "next":
            await interaction.create_initial_response(
                hikari.ResponseType.MESSAGE_UPDATE, "Page 2", components=[]
            )
        case "form":
            row = ModalActionRowBuilder()
            row.add_text_input("words", "Your words", min_length=2, max_length=20)
            await interaction.create_modal_response("A form", "a-form", components=[row])
        case "later":
            await interaction.create_initial_response(hikari.ResponseType.DEFERRED_MESSAGE_UPDATE)
            await interaction.edit_initial_response("Page 3")
        case "colour":
            await interaction.create_initial_response(
                hikari.ResponseType.MESSAGE_CREATE,
                ", ".join(interaction.values),
                flags=hikari.MessageFlag.EPHEMERAL,
            )
        case _:
            users = interaction.resolved.users.values() if interaction.resolved else ()
            names = ", ".join(user.username for user in users)
            await interaction.create_initial_response(hikari.ResponseType.MESSAGE_CREATE, names)


@loader.listener(hikari.ModalInteractionCreateEvent)
async def on_modal(event: hikari.ModalInteractionCreateEvent) -> None:
    words = event.interaction.components[0][0]
    assert isinstance(words, hikari.TextInputComponent)
    await event.interaction.create_initial_response(
        hikari.ResponseType.MESSAGE_CREATE, f"You wrote {words.value}", flags=hikari.MessageFlag.EPHEMERAL
    )


@loader.listener(hikari.GuildMessageCreateEvent)
async def on_message(event: hikari.GuildMessageCreateEvent) -> None:
    if event.is_human and event.content == "hello":
        await event.message.respond("Hello yourself.", reply=True)
        await event.message.add_reaction("👋")


@asynccontextmanager
async def running(rest_url: str, token: str, **settings: Any) -> AsyncIterator[hikari.GatewayBot]:
    """The bot, connected, with its commands registered."""
    bot = hikari.GatewayBot(
        token, banner=None, logs=None, rest_url=rest_url, suppress_optimization_warning=True, **settings
    )
    client = lightbulb.client_from_app(bot)
    await loader.add_to_client(client)
    await bot.start(check_for_updates=False)
    try:
        await client.start()
        yield bot
    finally:
        await client.stop()
        await bot.close()
