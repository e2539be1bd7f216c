"""``app.core.ports.guilds`` by what the gateway told, else by what is asked for now."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

import hikari
from loguru import logger

from app.core.errors import Forbidden, NotFound
from app.core.i18n import Text, t
from app.core.ports.history import PastMessage
from app.core.rank import GuildRole
from app.core.snowflake import is_possible
from app.discord.hierarchy import guild_role
from app.discord.ports.history import past_message
from app.discord.ports.refusals import NO_ACCESS
from app.infra.metrics import Metrics

SENTENCES = {
    "channel": t("That channel is not in this server."),
    "role": t("That role is not in this server."),
    "member": t("That person is not in this server."),
    "message": t("That message is not in this server."),
}


UNREADABLE = t(
    "I cannot read that message. There I need the permissions to view the channel and to read its history."
)


class DiscordGuilds:
    """Whose a channel, a role, a message is, and who is where."""

    def __init__(self, bot: hikari.GatewayBot, metrics: Metrics) -> None:
        self._cache = bot.cache
        self._rest = bot.rest
        self._metrics = metrics
        self._asked: dict[int, tuple[int, int]] = {}
        """Guild and kind of channels, in a process that hears nothing from the gateway: neither ever changes."""

    async def channel(self, guild_id: int, channel_id: int) -> int:
        with self._refusing("channel", guild_id, channel_id):
            home, kind = await self._channel(guild_id, channel_id)
            _require(home == guild_id)
        return kind

    async def role(self, guild_id: int, role_id: int) -> GuildRole:
        with self._refusing("role", guild_id, role_id):
            role = self._cache.get_role(role_id)
            if role is None:
                roles = await self._rest.fetch_roles(guild_id)
                role = next((each for each in roles if each.id == role_id), None)
            if role is None or role.guild_id != guild_id:
                raise _Elsewhere
        return guild_role(role)

    async def member(self, guild_id: int, user_id: int) -> None:
        with self._refusing("member", guild_id, user_id):
            await self._rest.fetch_member(guild_id, user_id)

    async def message(self, guild_id: int, channel_id: int, message_id: int) -> PastMessage:
        await self.channel(guild_id, channel_id)
        with self._refusing("message", guild_id, message_id):
            try:
                return past_message(await self._rest.fetch_message(channel_id, message_id))
            except hikari.ForbiddenError as error:
                if error.code not in NO_ACCESS:
                    raise
                raise Forbidden(UNREADABLE) from error

    async def _channel(self, guild_id: int, channel_id: int) -> tuple[int, int]:
        """The guild and the kind of a channel."""
        told = self._cache.get_guild_channel(channel_id) or self._cache.get_thread(channel_id)
        if told is not None:
            return int(told.guild_id), int(told.type)
        if channel_id not in self._asked:
            found = await self._rest.fetch_channel(channel_id)
            if not isinstance(found, hikari.GuildChannel):
                raise _Elsewhere
            if self._cache.get_guild(guild_id) is not None:
                return int(found.guild_id), int(found.type)
            self._asked[channel_id] = int(found.guild_id), int(found.type)
        return self._asked[channel_id]

    @contextmanager
    def _refusing(self, kind: str, guild_id: int, given: int) -> Iterator[None]:
        """Say it, count it and log it when an id does not stand for what it should."""
        try:
            _require(is_possible(given))
            yield
        except _Elsewhere:
            raise NotFound(self._noted(kind, guild_id, given)) from None
        except hikari.NotFoundError as error:
            # One without a code is a proxy's, and passes by itself.
            if not error.code:
                raise
            raise NotFound(self._noted(kind, guild_id, given)) from error
        except hikari.ForbiddenError as error:
            if error.code not in NO_ACCESS:
                raise
            raise Forbidden(self._noted(kind, guild_id, given)) from error

    def _noted(self, kind: str, guild_id: int, given: int) -> Text:
        self._metrics.foreign_ids.labels(kind).inc()
        logger.info("the {} {} is not known to be in guild {}", kind, given, guild_id)
        return SENTENCES[kind]


class _Elsewhere(Exception):
    """What was asked for is not in the guild."""


def _require(truth: object) -> None:
    if not truth:
        raise _Elsewhere
