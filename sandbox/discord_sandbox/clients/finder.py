"""Finding guilds and users by name."""

from __future__ import annotations

from discord_sandbox.clients.guild import GuildHandle
from discord_sandbox.clients.person import Person
from discord_sandbox.model.user import User
from discord_sandbox.model.world import World
from discord_sandbox.operations import channels, users


class UserHandle:
    """Somebody outside of any guild."""

    def __init__(self, world: World, user: User) -> None:
        self.user = user
        self._world = world

    def close_messages(self) -> None:
        """Refuse direct messages from now on."""
        self.user.accepts_messages = False

    async def update(self, **changes: object) -> None:
        """Change the user name, the display name or the picture, which the user's guilds hear of."""
        users.update(self._world, self.user, **changes)

    def dm(self) -> Person:
        """This person in direct messages with the bot."""
        return Person(self._world, self.user, channels.open_private(self._world, self.user))


class Finder:
    """Finds by the names that tests and the command line use."""

    def __init__(self, world: World) -> None:
        self._world = world

    def guild(self, key: str | None = None) -> GuildHandle:
        """The guild with this key; the first, if none is named."""
        for guild in self._world.guilds.values():
            if key in {None, guild.key, str(guild.id)}:
                return GuildHandle(self._world, guild)
        raise LookupError(f"there is no guild {key!r}")

    def user(self, username: str) -> UserHandle:
        found = self._world.user_named(username)
        if found is None:
            raise LookupError(f"there is no user {username!r}")
        return UserHandle(self._world, found)
