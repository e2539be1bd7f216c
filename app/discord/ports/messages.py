"""``app.core.ports.messages`` over Discord's HTTP API."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TypeAlias

import hikari
from hikari.api import ComponentBuilder

from app.core.cards import Card
from app.core.errors import InvalidInput, NotFound
from app.core.excerpts import caption
from app.core.i18n import t
from app.core.localized import SOURCE_LOCALE
from app.core.ports.guilds import Guilds
from app.core.ports.messages import Sent
from app.discord.cards import Signer, render
from app.discord.components import CustomIds
from app.discord.ports.refusals import (
    CHANNEL_GONE,
    MESSAGE_GONE,
    UNDELIVERABLE,
    explained,
    explained_about_members,
)

POST_NAME = 100

Rendered: TypeAlias = Sequence[Sequence[ComponentBuilder]]


class DiscordMessages:
    """``Messages`` over Discord's HTTP API."""

    def __init__(self, bot: hikari.GatewayBot, guilds: Guilds, custom_ids: CustomIds) -> None:
        self._rest = bot.rest
        self._guilds = guilds
        self._custom_ids = custom_ids

    async def send(self, guild_id: int, channel_id: int, card: Card, *, nonce: str) -> Sent:
        messages = self._rendered(card, guild_id)
        await self._guilds.channel(guild_id, channel_id)
        with explained():
            return await self._send(channel_id, messages, nonce)

    async def start_post(
        self, guild_id: int, forum_id: int, name: str, card: Card, *, tag_ids: Sequence[int] = ()
    ) -> Sent:
        first, *more = self._rendered(card, guild_id)
        await self._guilds.channel(guild_id, forum_id)
        with explained():
            thread = await self._rest.create_forum_post(
                forum_id,
                caption(name, POST_NAME),
                components=first,
                tags=[hikari.Snowflake(each) for each in tag_ids],
            )
            # The message that begins a post has the id of its thread.
            rest = await self._send(int(thread.id), more, f"{int(thread.id):x}")
        return Sent(int(thread.id), [int(thread.id), *rest.message_ids])

    async def write_to(self, user_id: int, card: Card, *, nonce: str) -> Sent | None:
        messages = self._rendered(card, None, user_id)
        with explained_about_members():
            try:
                channel = await self._rest.create_dm_channel(user_id)
                return await self._send(int(channel.id), messages, nonce)
            except hikari.ClientHTTPResponseError as error:
                if error.code not in UNDELIVERABLE:
                    raise
                return None

    async def edit(self, guild_id: int | None, channel_id: int, message_id: int, card: Card) -> None:
        reader_id = await self._require_home(guild_id, channel_id)
        components, *more = self._rendered(card, guild_id, reader_id)
        if more:
            raise InvalidInput(t("That is too long for one message."))
        with explained():
            # Without a word about attachments, those of the former card would stay.
            await self._rest.edit_message(channel_id, message_id, components=components, attachments=None)

    async def delete(self, guild_id: int | None, channel_id: int, message_id: int) -> None:
        await self._require_home(guild_id, channel_id)
        with explained():
            try:
                await self._rest.delete_message(channel_id, message_id)
            except hikari.NotFoundError as error:
                if error.code != MESSAGE_GONE:
                    raise

    async def _send(self, channel_id: int, messages: Rendered, nonce: str) -> Sent:
        sent = []
        for number, components in enumerate(messages):
            # hikari asks Discord to enforce the nonce, so a repeated job does not send twice.
            message = await self._rest.create_message(
                channel_id, components=components, nonce=f"{nonce}-{number}"
            )
            sent.append(int(message.id))
        return Sent(channel_id, sent)

    def _rendered(self, card: Card, guild_id: int | None, reader_id: int | None = None) -> Rendered:
        return render(card, SOURCE_LOCALE, Signer(self._custom_ids, guild_id, reader_id))

    async def _require_home(self, guild_id: int | None, channel_id: int) -> int | None:
        """Make sure whose the channel is; gives who is written to in one of direct messages."""
        if guild_id is not None:
            await self._guilds.channel(guild_id, channel_id)
            return None
        with explained():
            channel = await self._rest.fetch_channel(channel_id)
        if not isinstance(channel, hikari.DMChannel):
            raise NotFound(CHANNEL_GONE)
        return int(channel.recipient.id)
