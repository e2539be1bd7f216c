"""Where scenarios are played."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Protocol

from discord_sandbox.clients.actions import BAD, Actions, name_of
from discord_sandbox.clients.errors import ActionUnavailable, ResponseTimeout
from discord_sandbox.model.ids import ids
from discord_sandbox.model.journal import Journal
from discord_sandbox.model.payload import JsonObject, Payload
from discord_sandbox.model.world import World

AT_ONCE = 5000
"""Entries that are looked at in one go."""


@dataclass(frozen=True, slots=True)
class Outcome:
    """What came of an action: a payload, or why there is none."""

    result: Payload
    error: str | None = None
    message: str = ""


class Transport(Protocol):
    """What a player needs of a sandbox."""

    async def perform(self, action: JsonObject) -> Outcome: ...

    async def ids(self) -> JsonObject:
        """The id of everything that has a name."""

    async def since(self, revision: int) -> Payload:
        """What has happened after that revision of the journal."""

    async def now(self) -> int:
        """The present revision of the journal."""


class Playable(Protocol):
    """A sandbox, or its parts."""

    actions: Actions
    world: World
    journal: Journal


class LocalTransport:
    """A sandbox in this process."""

    def __init__(self, discord: Playable) -> None:
        self._actions = discord.actions
        self._world = discord.world
        self._journal = discord.journal

    async def perform(self, action: JsonObject) -> Outcome:
        try:
            result = await self._actions.perform(action)
        except (ActionUnavailable, ResponseTimeout, *BAD) as error:
            return Outcome({}, name_of(error), str(error))
        return Outcome(result.payload())

    async def ids(self) -> JsonObject:
        return ids(self._world)

    async def since(self, revision: int) -> Payload:
        return self._journal.payload(revision, AT_ONCE)

    async def now(self) -> int:
        return self._journal.revision
