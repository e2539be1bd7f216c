"""The ids of what has a name."""

from __future__ import annotations

from discord_sandbox.model.payload import JsonObject
from discord_sandbox.model.world import World


def ids(world: World) -> JsonObject:
    """The id of everything that has a name."""
    return {
        "bot": str(world.bot.id),
        "users": {user.username: str(user.id) for user in world.users.values()},
        "guilds": {
            guild.key: {
                "id": str(guild.id),
                "roles": {role.name: str(role.id) for role in guild.roles.values()},
                "channels": {channel.name: str(channel.id) for channel in guild.channels.values()},
            }
            for guild in world.guilds.values()
        },
    }
