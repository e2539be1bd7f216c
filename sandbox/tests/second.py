"""A small bot on discord.py: a client that shares nothing with the one the bot is built on."""

from __future__ import annotations

import asyncio
import warnings
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

import yarl

from discord_sandbox import Sandbox

with warnings.catch_warnings():
    # Its voice support imports a module of the standard library that Python 3.13 has not any more.
    warnings.filterwarnings("ignore", "'audioop' is deprecated", DeprecationWarning)
    import discord as dpy
    from discord import app_commands
    from discord.gateway import DiscordWebSocket
    from discord.http import Route

__all__ = ["SecondBot", "connected", "dpy"]

Interaction = dpy.Interaction["SecondBot"]
TITLES = ("Persistence", "Percolation", "Anvil")


class Form(dpy.ui.Modal, title="A form"):
    words: dpy.ui.TextInput[Form] = dpy.ui.TextInput(label="Your words", custom_id="words", max_length=20)

    async def on_submit(self, interaction: dpy.Interaction[Any]) -> None:
        await interaction.response.send_message(f"You wrote {self.words.value}", ephemeral=True)


class Panel(dpy.ui.View):
    """Stays for as long as the test does."""

    def __init__(self) -> None:
        super().__init__(timeout=None)

    @dpy.ui.button(label="Next", custom_id="next")
    async def go_on(self, interaction: Interaction, button: dpy.ui.Button[Panel]) -> None:
        await interaction.response.edit_message(content="Page 2")

    @dpy.ui.button(label="Form", custom_id="form")
    async def open_form(self, interaction: Interaction, button: dpy.ui.Button[Panel]) -> None:
        await interaction.response.send_modal(Form())

    @dpy.ui.select(placeholder="Who", custom_id="who", cls=dpy.ui.UserSelect)
    async def choose(self, interaction: Interaction, select: dpy.ui.UserSelect[Panel]) -> None:
        names = ", ".join(user.name for user in select.values)
        await interaction.response.send_message(names)


@app_commands.command(description="Are you there?")
async def ping(interaction: Interaction) -> None:
    await interaction.response.send_message("Pong!")


@app_commands.command(description="Something to read.")
@app_commands.describe(title="Its title.", reader="Who reads it.")
async def read(interaction: Interaction, title: str, reader: dpy.Member | None = None) -> None:
    await interaction.response.defer(thinking=True)
    who = reader.display_name if reader else "nobody"
    await interaction.followup.send(f"{title} ({who})")


@read.autocomplete("title")
async def complete_title(interaction: Interaction, typed: str) -> list[app_commands.Choice[str]]:
    found = [title for title in TITLES if title.lower().startswith(typed.lower())]
    return [app_commands.Choice(name=title, value=title) for title in found]


@app_commands.command(description="Things to press.")
@app_commands.guild_only()
async def panel(interaction: Interaction) -> None:
    await interaction.response.send_message("Page 1", view=Panel())


@app_commands.context_menu(name="User info")
async def user_info(interaction: Interaction, member: dpy.Member) -> None:
    await interaction.response.send_message(f"That is {member.name}.", ephemeral=True)


COMMANDS: list[app_commands.Command[Any, ..., Any] | app_commands.ContextMenu] = [
    ping,
    read,
    panel,
    user_info,
]


class SecondBot(dpy.AutoShardedClient):
    """Remembers what it hears, and how its connections came and went."""

    def __init__(self, **options: Any) -> None:
        intents = dpy.Intents.default()
        intents.members = intents.message_content = True
        super().__init__(intents=intents, guild_ready_timeout=0.2, **options)
        self.tree = app_commands.CommandTree(self)
        for command in COMMANDS:
            self.tree.add_command(command)
        self.heard: list[tuple[str, int | None]] = []
        """Messages, and to which shard each was told."""
        self.resumed = asyncio.Event()

    async def on_message(self, message: dpy.Message) -> None:
        self.heard.append((message.content, message.guild.shard_id if message.guild else None))

    async def on_shard_resumed(self, _: int) -> None:
        self.resumed.set()


@asynccontextmanager
async def connected(discord: Sandbox, **options: Any) -> AsyncIterator[SecondBot]:
    """The bot, ready."""
    discord_itself = Route.BASE, DiscordWebSocket.DEFAULT_GATEWAY
    Route.BASE = discord.rest_url
    DiscordWebSocket.DEFAULT_GATEWAY = yarl.URL("ws" + discord.url.removeprefix("http") + "/gateway")
    bot = SecondBot(**options)
    running = asyncio.create_task(bot.start(discord.token))
    try:
        ready = asyncio.create_task(bot.wait_until_ready())
        await asyncio.wait({running, ready}, return_when=asyncio.FIRST_COMPLETED, timeout=20)
        assert ready.done(), running
        yield bot
    finally:
        await bot.close()
        await asyncio.gather(running, return_exceptions=True)
        Route.BASE, DiscordWebSocket.DEFAULT_GATEWAY = discord_itself
