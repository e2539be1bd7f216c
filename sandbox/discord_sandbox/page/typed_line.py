"""A slash command that is being typed: what is there already, and where the cursor stands."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Self

from discord_sandbox.clients.slash_line import Given, command_in, given_in, quoted
from discord_sandbox.model.channel import Channel
from discord_sandbox.model.command import CommandType
from discord_sandbox.model.payload import Payload
from discord_sandbox.model.world import World


@dataclass(frozen=True, slots=True)
class TypedLine:
    """A line in which a whole command name stands. Positions count from the line's beginning."""

    path: str
    options: list[Payload]
    given: list[Given]
    current: Given | None
    """The option in whose value the cursor stands."""
    partial: str
    """What may become the name of an option."""
    partial_begin: int

    @staticmethod
    def known(world: World, channel: Channel) -> Mapping[str, list[Payload]]:
        """The options of every slash command that is registered for the channel, by its full name."""
        return {
            path: options
            for command in world.commands.offered_in(channel.guild_id)
            if command.type is CommandType.CHAT_INPUT
            for path, options in command.paths().items()
        }

    @classmethod
    def read(cls, world: World, channel: Channel, line: str, cursor: int) -> Self | None:
        """The line, or None while its command is not complete."""
        known = cls.known(world, channel)
        found = command_in(line[1:cursor] if cursor > 1 else "", known)
        if found is None or not line[1 + found[1] - 1].isspace():
            return None
        path, rest = found[0], 1 + found[1]
        names = [option["name"] for option in known[path]]
        given, _ = given_in(line[rest:], names)
        before, end = given_in(line[rest:cursor], names)
        junk = line[rest + end : cursor]
        current = None
        if before and not junk:
            last = before[-1]
            current = Given(last.name, last.value, last.begin + rest, last.end + rest)
        return cls(path, known[path], given, current, junk, rest + end)

    @property
    def missing(self) -> list[Payload]:
        given = {each.name for each in self.given}
        return [option for option in self.options if option["name"] not in given]

    def option(self, name: str) -> Payload:
        return next(option for option in self.options if option["name"] == name)

    def written(self, value: str) -> str:
        """A value so that the line can be read again."""
        begins = any(f"{option['name']}:" in value for option in self.options)
        return quoted(value) if begins or value.startswith('"') else value
