"""``app.core.ports.messages`` over Discord's HTTP API."""

from __future__ import annotations

from collections.abc import Sequence

import hikari

from app.core.errors import Forbidden, InvalidInput
from app.core.ports.guilds import Guilds
from app.core.ports.messages import File
from app.core.text import SOURCE_LOCALE, Text, t
from app.discord.layout import Card, render
from app.discord.permissions import cached_layout
from app.discord.ports.refusals import explained
from app.discord.reply import CONTENT
from app.discord.wording import pack

WRITE = hikari.Permissions.VIEW_CHANNEL | hikari.Permissions.SEND_MESSAGES | hikari.Permissions.ATTACH_FILES


TEXT_KINDS = frozenset({hikari.ChannelType.GUILD_TEXT, hikari.ChannelType.GUILD_NEWS})
"""Where logs and reports go: threads fall asleep, and what is beside a voice channel is easily overlooked."""


class DiscordChannels:
    """``Channels`` over Discord's HTTP API."""

    def __init__(self, bot: hikari.GatewayBot, guilds: Guilds) -> None:
        self._rest = bot.rest
        self._cache = bot.cache
        self._guilds = guilds

    async def require_writable(self, guild_id: int, channel_id: int) -> None:
        if await self._guilds.channel(guild_id, channel_id) not in TEXT_KINDS:
            raise InvalidInput(t("Please choose a channel for text or announcements."))
        layout = cached_layout(self._cache, guild_id)
        me = self._cache.get_me()
        if layout is None or me is None or channel_id not in layout.channels:
            return
        with explained():
            myself = await self._rest.fetch_member(guild_id, me.id)
        role_ids = [int(role_id) for role_id in myself.role_ids]
        base = layout.base(int(me.id), role_ids)
        granted = layout.permissions(channel_id, int(me.id), role_ids, base)
        if granted & WRITE != WRITE:
            raise Forbidden(
                t(
                    "I cannot write in {channel}. There I need the permissions to view the channel, to send messages, "
                    "and to attach files.",
                    channel=f"<#{channel_id}>",
                )
            )

    def hidden(self, guild_id: int) -> frozenset[int]:
        layout = cached_layout(self._cache, guild_id)
        return layout.hidden if layout else frozenset()

    async def post(self, guild_id: int, channel_id: int, text: str, *, nonce: str) -> None:
        await self._guilds.channel(guild_id, channel_id)
        with explained():
            # hikari asks Discord to enforce the nonce, so a repeated job does not post twice.
            await self._rest.create_message(channel_id, text, nonce=nonce)

    async def report(self, guild_id: int, channel_id: int, lines: Sequence[str], *, nonce: str) -> None:
        for number, text in enumerate(pack(lines, CONTENT)):
            await self.post(guild_id, channel_id, text, nonce=f"{nonce}-{number}")

    async def show(
        self,
        guild_id: int,
        channel_id: int,
        body: Sequence[Text | str],
        *,
        nonce: str,
        files: Sequence[File] = (),
    ) -> None:
        await self._guilds.channel(guild_id, channel_id)
        messages = render(Card(body=body, files=files), SOURCE_LOCALE)
        with explained():
            for number, components in enumerate(messages):
                await self._rest.create_message(channel_id, components=components, nonce=f"{nonce}-{number}")
