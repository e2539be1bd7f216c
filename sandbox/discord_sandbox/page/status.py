"""What there is to say about a running sandbox, as JSON."""

from __future__ import annotations

from collections.abc import Iterable

from discord_sandbox.gateway.gateway import Gateway
from discord_sandbox.gateway.session import Session
from discord_sandbox.model.command import CommandType
from discord_sandbox.model.guild import Guild
from discord_sandbox.model.ids import ids
from discord_sandbox.model.journal import Journal
from discord_sandbox.model.payload import Payload, timestamp
from discord_sandbox.model.world import World


def status(world: World, gateway: Gateway, journal: Journal) -> Payload:
    """Who is connected, what is registered, and who and what is there."""
    return {
        "url": world.url,
        "rest_url": world.rest_url,
        "token": world.application.token,
        "application_id": str(world.application.id),
        "sessions": [_session(session) for session in gateway.sessions],
        "commands": commands(world),
        "guilds": [_guild(world, guild) for guild in world.guilds.values()],
        "limits": {
            "enforced": world.rate_limits,
            "invalid_requests": world.invalid_requests.count,
            "session_starts": world.starts.payload(),
        },
        "ids": ids(world),
        "revision": journal.revision,
        "violations": [str(violation) for violation in journal.violations],
    }


def commands(world: World) -> list[Payload]:
    """Every command that can be invoked, by its full name."""
    return [
        {
            "name": path,
            "type": command.type.name.lower(),
            "guild": world.guilds[command.guild_id].key if command.guild_id else None,
            "options": [option["name"] for option in options],
        }
        for scope in (None, *world.guilds)
        for command in world.commands.of(scope)
        for path, options in (
            command.paths().items() if command.type is CommandType.CHAT_INPUT else [(command.name, [])]
        )
    ]


def _session(session: Session) -> Payload:
    return {
        "id": session.id,
        "shard": f"{session.shard_id + 1} of {session.shard_count}",
        "connected": session.connected,
        "intents": session.intents,
        "user_agent": session.user_agent,
        "library": session.properties.get("browser", ""),
        "since": timestamp(session.started_at),
        "events": session.sequence,
    }


def _guild(world: World, guild: Guild) -> Payload:
    return {
        "key": guild.key,
        "id": str(guild.id),
        "name": guild.name,
        "has_bot": world.bot.id in guild.members,
        "channels": _names(channel.name for channel in guild.channels.values() if channel.holds_messages),
        "people": [
            {
                "name": member.user.username,
                "roles": [guild.roles[role_id].name for role_id in member.roles],
                "owner": member.user.id == guild.owner_id,
            }
            for member in guild.members.values()
            if not member.user.bot
        ],
    }


def _names(names: Iterable[str | None]) -> list[str]:
    return [name for name in names if name]
