"""Asks Discord who all the members of a guild are, without being in anybody's way."""

from __future__ import annotations

import asyncio

import hikari
from loguru import logger

from app.core.snowflake import HIGHEST_ID

INTERVAL = 1.0
"""Seconds between two requests of a shard.

Discord lets a connection send 120 payloads a minute. hikari would use all of them up, and then holds even the
payload back that resumes a session: after a break the bot would be deaf for up to a minute.
"""


class MemberChunker:
    """Keeps, for each shard, the guilds whose members are to be asked for."""

    def __init__(self, bot: hikari.GatewayBot) -> None:
        self._bot = bot
        self._waiting: dict[int, dict[hikari.Snowflake, str]] = {}
        self._asked = asyncio.Event()

    def ask(self, shard: hikari.api.GatewayShard, guild_id: hikari.Snowflake, nonce: str) -> None:
        """Have the members sent soon, marked with the nonce, if Discord sends members to this bot at all."""
        # For an id that cannot be one Discord would end the connection.
        if shard.intents & hikari.Intents.GUILD_MEMBERS and 0 < guild_id <= HIGHEST_ID:
            self._waiting.setdefault(shard.id, {})[guild_id] = nonce
            self._asked.set()

    async def run(self) -> None:
        """Send what is asked for until cancelled."""
        while True:
            await self._asked.wait()
            self._asked.clear()
            while any(self._waiting.values()):
                for shard_id, guilds in self._waiting.items():
                    if guilds:
                        await self._send(shard_id, guilds)
                await asyncio.sleep(INTERVAL)

    async def _send(self, shard_id: int, guilds: dict[hikari.Snowflake, str]) -> None:
        guild_id, nonce = next(iter(guilds.items()))
        shard = self._bot.shards.get(shard_id)
        if shard is None or not shard.is_connected:
            return
        try:
            await shard.request_guild_members(guild_id, query="", limit=0, nonce=nonce)
        except hikari.HikariError as error:
            logger.info("the members of guild {} are asked for later: {}", guild_id, error)
            return
        guilds.pop(guild_id, None)
