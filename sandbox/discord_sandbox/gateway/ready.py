"""What a new session is told first: who it is, and guild by guild where."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from discord_sandbox.gateway.intents import Intent
from discord_sandbox.gateway.session import Session
from discord_sandbox.model.guild import Guild
from discord_sandbox.model.guild_create import guild_created
from discord_sandbox.model.member import Member
from discord_sandbox.model.payload import JsonObject
from discord_sandbox.model.world import World

TOO_MANY_TO_TELL = 75_000
"""Members above which GUILD_CREATE names only the bot and those in voice channels."""


def ready(world: World, session: Session, guilds: Iterable[Guild]) -> JsonObject:
    """READY: every guild is still unavailable there."""
    application = world.application
    return {
        "v": 10,
        "user": application.bot.own_payload(),
        "guilds": [unavailable(guild) for guild in guilds],
        "session_id": session.id,
        "session_type": "normal",
        "resume_gateway_url": world.gateway_url,
        "shard": [session.shard_id, session.shard_count],
        "application": {"id": str(application.id), "flags": application.flags},
        "private_channels": [],
        "relationships": [],
        "user_settings": {},
    }


def created(world: World, session: Session, guild: Guild) -> JsonObject:
    """GUILD_CREATE as this session gets it."""
    large = len(guild.members) > session.large_threshold
    return guild_created(world, guild, _members(world, session, guild, large=large), large=large)


def _members(world: World, session: Session, guild: Guild, *, large: bool) -> Iterator[Member]:
    """Whom GUILD_CREATE names. Discord, "Request Guild Members" in the gateway's documentation."""
    shy = not session.intents & Intent.GUILD_PRESENCES or len(guild.members) > TOO_MANY_TO_TELL
    for user_id, member in guild.members.items():
        near = user_id == world.bot.id or user_id in guild.voice_states
        known = member.roles or member.nick or member.user.status != "offline"
        if near or not (shy or (large and not known)):
            yield member


def unavailable(guild: Guild) -> JsonObject:
    """A guild of which nothing else can be said."""
    return {"id": str(guild.id), "unavailable": True}
