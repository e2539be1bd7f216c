"""``app.core.ports`` on hikari."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from typing import TypeAlias

import hikari

from app.core.actor import Actor
from app.core.errors import Forbidden, NotFound
from app.core.ports import PastMessage
from app.core.text import t
from app.discord.reply import CONTENT
from app.discord.wording import pack

PAGE = 100
"""Messages that Discord gives at once."""
Layout: TypeAlias = tuple[int, Mapping[int, hikari.Role], Sequence[hikari.PermissibleGuildChannel]]
"""Owner, roles by id, channels."""
READ = hikari.Permissions.VIEW_CHANNEL | hikari.Permissions.READ_MESSAGE_HISTORY


class DiscordChannels:
    """``Channels`` over Discord's HTTP API."""

    def __init__(self, bot: hikari.GatewayBot) -> None:
        self._rest = bot.rest

    async def post(self, channel_id: int, text: str, *, nonce: str) -> None:
        with _explained():
            # hikari asks Discord to enforce the nonce, so a repeated job does not post twice.
            await self._rest.create_message(channel_id, text, nonce=nonce)

    async def report(self, channel_id: int, lines: Sequence[str], *, nonce: str) -> None:
        for number, text in enumerate(pack(lines, CONTENT)):
            await self.post(channel_id, text, nonce=f"{nonce}-{number}")


@contextmanager
def _explained() -> Iterator[None]:
    """Discord's refusals as our own."""
    try:
        yield
    except hikari.NotFoundError as error:
        raise NotFound(t("That channel is gone.")) from error
    except hikari.ForbiddenError as error:
        raise Forbidden(t("I have no access to that channel.")) from error


class DiscordHistory:
    """``History`` over Discord's HTTP API."""

    def __init__(self, bot: hikari.GatewayBot) -> None:
        self._rest = bot.rest

    async def after(self, channel_id: int, message_id: int) -> list[PastMessage]:
        with _explained():
            page = self._rest.fetch_messages(channel_id, after=message_id).limit(PAGE)
            return sorted([_past(message) async for message in page], key=lambda message: message.id)


def _past(message: hikari.Message) -> PastMessage:
    return PastMessage(
        id=int(message.id),
        author_id=int(message.author.id),
        is_bot=message.author.is_bot or message.webhook_id is not None,
        is_reply=message.type is hikari.MessageType.REPLY,
        length=len(message.content or ""),
        attachments=len(message.attachments),
        embeds=len(message.embeds),
        mentions=len(message.user_mentions_ids or ()),
        edited_at=message.edited_timestamp,
    )


class DiscordVisibility:
    """``Visibility`` by Discord's own arithmetic, on what the gateway told, else on what is asked for now.

    https://discord.com/developers/docs/topics/permissions#permission-overwrites
    """

    def __init__(self, bot: hikari.GatewayBot) -> None:
        self._cache = bot.cache
        self._rest = bot.rest

    async def seen_by(self, actor: Actor) -> frozenset[int] | None:
        owner_id, roles, channels = self._cached(actor.guild_id) or await self._fetched(actor.guild_id)
        held = {actor.guild_id, *actor.role_ids}
        base = hikari.Permissions.NONE
        for role_id in held & roles.keys():
            base |= roles[role_id].permissions
        if owner_id == actor.user_id or base & hikari.Permissions.ADMINISTRATOR:
            return None
        return frozenset(
            int(channel.id) for channel in channels if _overwritten(base, channel, held, actor) & READ == READ
        )

    def _cached(self, guild_id: int) -> Layout | None:
        guild = self._cache.get_guild(guild_id)
        if guild is None:
            return None
        roles = {int(role.id): role for role in self._cache.get_roles_view_for_guild(guild_id).values()}
        channels = self._cache.get_guild_channels_view_for_guild(guild_id).values()
        return int(guild.owner_id), roles, list(channels)

    async def _fetched(self, guild_id: int) -> Layout:
        """A process that only runs jobs hears nothing from the gateway."""
        with _explained():
            guild = await self._rest.fetch_guild(guild_id)
            roles = {int(role_id): role for role_id, role in guild.roles.items()}
            channels = await self._rest.fetch_guild_channels(guild_id)
        kept = [channel for channel in channels if isinstance(channel, hikari.PermissibleGuildChannel)]
        return int(guild.owner_id), roles, kept


def _overwritten(
    base: hikari.Permissions, channel: hikari.PermissibleGuildChannel, held: set[int], actor: Actor
) -> hikari.Permissions:
    """``base`` as a channel changes it: for everyone, then for all roles together, then for the member."""
    changes = channel.permission_overwrites
    everyone = [changes[key] for key in changes if key == actor.guild_id]
    by_roles = [changes[key] for key in changes if key in held and key != actor.guild_id]
    own = [changes[key] for key in changes if key == actor.user_id]
    for step in (everyone, by_roles, own):
        for overwrite in step:
            base &= ~overwrite.deny
        for overwrite in step:
            base |= overwrite.allow
    return base


async def owner_ids(bot: hikari.GatewayBot) -> frozenset[int]:
    """The application's owner, or the members of the team that owns it."""
    application = await bot.rest.fetch_application()
    if application.team is not None:
        return frozenset(int(member) for member in application.team.members)
    return frozenset({int(application.owner.id)})
