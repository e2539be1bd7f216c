"""``app.core.ports`` on hikari."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from datetime import datetime

import hikari

from app.core.actor import Actor
from app.core.errors import Forbidden, InvalidInput, NotFound
from app.core.ports import File, Guilds, Overwrite, PastMessage, PastThread
from app.core.text import SOURCE_LOCALE, Text, t
from app.discord.guilds import NO_ACCESS, past_message
from app.discord.layout import Card, render
from app.discord.permissions import Layout, cached_layout
from app.discord.reply import CONTENT
from app.discord.wording import pack

PAGE = 100
"""Messages that Discord gives at once."""
READ = hikari.Permissions.VIEW_CHANNEL | hikari.Permissions.READ_MESSAGE_HISTORY
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
        with _explained():
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
        with _explained():
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
        with _explained():
            for number, components in enumerate(messages):
                await self._rest.create_message(channel_id, components=components, nonce=f"{nonce}-{number}")


@contextmanager
def _explained() -> Iterator[None]:
    """Discord's refusals as our own. One without a code is a proxy's, and passes by itself."""
    try:
        yield
    except hikari.NotFoundError as error:
        if not error.code:
            raise
        raise NotFound(t("That channel is gone.")) from error
    except hikari.ForbiddenError as error:
        if error.code not in NO_ACCESS:
            raise
        raise Forbidden(t("I have no access to that channel.")) from error
    except hikari.BadRequestError as error:
        raise InvalidInput(t("Discord does not take that message.")) from error


class DiscordHistory:
    """``History`` over Discord's HTTP API."""

    def __init__(self, bot: hikari.GatewayBot) -> None:
        self._rest = bot.rest

    async def after(self, channel_id: int, message_id: int) -> list[PastMessage]:
        with _explained():
            page = self._rest.fetch_messages(channel_id, after=message_id).limit(PAGE)
            return sorted([past_message(message) async for message in page], key=lambda message: message.id)

    async def archived(self, channel_id: int, since: datetime) -> list[PastThread]:
        found = []
        with _explained():
            # Those archived last come first.
            async for thread in self._rest.fetch_public_archived_threads(channel_id):
                if thread.metadata.archive_timestamp < since:
                    break
                found.append(
                    PastThread(
                        id=int(thread.id),
                        kind=int(thread.type),
                        name=thread.name or "",
                        newest_id=int(thread.last_message_id or thread.id),
                    )
                )
        return found


class DiscordVisibility:
    """``Visibility`` by what the gateway told, else by what is asked for now."""

    def __init__(self, bot: hikari.GatewayBot) -> None:
        self._cache = bot.cache
        self._rest = bot.rest

    async def seen_by(self, actor: Actor) -> frozenset[int] | None:
        layout = await self._layout(actor.guild_id)
        base = layout.base(actor.user_id, actor.role_ids)
        if base & hikari.Permissions.ADMINISTRATOR:
            return None
        return frozenset(
            channel_id
            for channel_id in layout.channels
            if layout.permissions(channel_id, actor.user_id, actor.role_ids, base) & READ == READ
        )

    async def could_read(self, actor: Actor, channels: Mapping[int, Sequence[Overwrite]]) -> frozenset[int]:
        layout = await self._layout(actor.guild_id)
        base = layout.base(actor.user_id, actor.role_ids)
        # Over HTTP nothing is said of channels that the bot cannot see.
        unseen = channels.keys() - (layout.channels.keys() - layout.hidden)
        return frozenset(
            channel_id
            for channel_id in unseen
            if layout.changed(_changes(channels[channel_id]), actor.user_id, actor.role_ids, base) & READ
            == READ
        )

    async def _layout(self, guild_id: int) -> Layout:
        return cached_layout(self._cache, guild_id) or await self._fetched(guild_id)

    async def _fetched(self, guild_id: int) -> Layout:
        """A process that only runs jobs hears nothing from the gateway."""
        with _explained():
            guild = await self._rest.fetch_guild(guild_id)
            channels = await self._rest.fetch_guild_channels(guild_id)
        return Layout(
            guild_id=guild_id,
            owner_id=int(guild.owner_id),
            roles={int(role_id): role.permissions for role_id, role in guild.roles.items()},
            channels={
                int(channel.id): channel
                for channel in channels
                if isinstance(channel, hikari.PermissibleGuildChannel)
            },
        )


def _changes(overwrites: Sequence[Overwrite]) -> dict[hikari.Snowflake, hikari.PermissionOverwrite]:
    return {
        hikari.Snowflake(each.target_id): hikari.PermissionOverwrite(
            id=each.target_id,
            # Whose it is follows from the id alone.
            type=hikari.PermissionOverwriteType.ROLE,
            allow=hikari.Permissions(each.allow),
            deny=hikari.Permissions(each.deny),
        )
        for each in overwrites
    }


async def owner_ids(bot: hikari.GatewayBot) -> frozenset[int]:
    """The application's owner, or the members of the team that owns it."""
    application = await bot.rest.fetch_application()
    if application.team is not None:
        return frozenset(int(member) for member in application.team.members)
    return frozenset({int(application.owner.id)})
