"""World files: which guilds there are, who is in them, and what has been said."""

from __future__ import annotations

from pathlib import Path

from app.sandbox import checked_toml
from app.sandbox.checked_toml import BadFile
from app.sandbox.payload import Payload
from app.sandbox.world.guild import Guild
from app.sandbox.world.world import World
from app.sandbox.worlds import founding, history
from app.sandbox.worlds.references import problems
from app.sandbox.worlds.shape import WORLD

FOLDER = Path(__file__).parent
SMALL = "small"
"""The one that tests start with."""
OWNER, BOT = "maple", "shard"
"""The users that every world has: who owns the application, and the application's bot."""


class WorldFile:
    """A world that can be made. Called with an empty world, it fills that."""

    def __init__(self, source: str, description: Payload) -> None:
        self.source = source
        """Its name, or its file."""
        self.about: str = description["about"]
        self._description = description

    @property
    def guilds(self) -> list[str]:
        """The keys of its guilds."""
        return [guild["key"] for guild in self._description["guild"]]

    def __call__(self, world: World) -> None:
        founding.create_users(world, self._description.get("user", []))
        history.tell(
            world,
            [(founding.found(world, each, each["key"]), each) for each in self._description["guild"]],
        )

    def found(self, world: World, key: str, like: str) -> Guild:
        """Found one more guild, like one of this world; the users that it needs are made if need be."""
        described = next((each for each in self._description["guild"] if each["key"] == like), None)
        if described is None:
            raise LookupError(checked_toml.unknown(like, self.guilds))
        if any(guild.key == key for guild in world.guilds.values()):
            raise LookupError(f"there is a guild {key!r} already")
        known = {user.username for user in world.users.values()}
        founding.create_users(
            world, [each for each in self._description.get("user", []) if each["username"] not in known]
        )
        guild = founding.found(world, described, key)
        history.tell(world, [(guild, described)])
        return guild


def load(wanted: str | Path = SMALL) -> WorldFile:
    """The world of this name, or the one in this file. Raises ``BadFile`` with everything that is wrong."""
    path = FOLDER / f"{wanted}.toml"
    if not path.is_file():
        path = Path(wanted)
    if not path.is_file():
        raise BadFile(str(wanted), [f"{checked_toml.unknown(str(wanted), names())}, and no such file"])
    description = checked_toml.read(path, WORLD)
    found = list(problems(description, (OWNER, BOT)))
    if found:
        raise BadFile(path.name, found)
    return WorldFile(str(wanted), description)


def names() -> list[str]:
    """The worlds that come with the sandbox."""
    return sorted(path.stem for path in FOLDER.glob("*.toml"))
