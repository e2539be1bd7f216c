"""A world of many guilds, made for being loud."""

from __future__ import annotations

import random
from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field

from discord_sandbox.fixtures.permission_sets import BOT, MEMBER
from discord_sandbox.model.guild import Guild
from discord_sandbox.model.user import User
from discord_sandbox.model.world import World
from discord_sandbox.operations import channels, guilds, members, users

READERS = "reader"
MESSAGES_KEPT, FEWEST_KEPT = 300_000, 50
"""Messages that the world remembers altogether, and of each channel at least: about a kilobyte each."""


class MemberPool(BaseModel):
    """So many guilds, each with so many members and channels; people are in all of them."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    guilds: Annotated[int, Field(ge=1, le=100_000)] = 100
    members: Annotated[int, Field(ge=1, le=1_000_000)] = 100
    """Of each guild, apart from the bot."""
    channels: Annotated[int, Field(ge=1, le=500)] = 3

    def __call__(self, world: World) -> None:
        """Add them to a world; a bot that is connected is told of each."""
        world.messages_kept = max(FEWEST_KEPT, MESSAGES_KEPT // (self.guilds * self.channels))
        # Shards share guilds by their ids, which would have a step in common if all guilds were made alike.
        chance = random.Random(len(world.guilds))  # noqa: S311 - it has to be the same in every run
        people = [
            world.user_named(f"{READERS}-{number}") or users.create(world, f"{READERS}-{number}")
            for number in range(self.members)
        ]
        for number in range(len(world.guilds), len(world.guilds) + self.guilds):
            for _ in range(chance.randrange(16)):
                world.snowflakes.next()
            guild = guilds.create(world, f"crowd-{number}", f"Crowd {number}", people[0], MEMBER)
            self._fill(world, guild, people)

    def _fill(self, world: World, guild: Guild, people: list[User]) -> None:
        for number in range(self.channels):
            channels.create(world, guild, f"channel-{number}")
        for person in people[1:]:
            members.join(world, guild, person)
        # Last, as before that nobody has to be told of any of it.
        guilds.invite_bot(world, guild, BOT)
