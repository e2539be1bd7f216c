"""Where scenarios are played: a sandbox in this process, or one that runs elsewhere."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass
from typing import TYPE_CHECKING, Protocol

from discord_sandbox.clients.actions import BAD, Acts, name_of
from discord_sandbox.clients.errors import NoAnswer, NotOffered
from discord_sandbox.model.journal import Journal
from discord_sandbox.model.payload import Payload
from discord_sandbox.model.world import World
from discord_sandbox.remote import Remote, RemoteError
from discord_sandbox.status import entries, ids

if TYPE_CHECKING:
    from discord_sandbox.sandbox import Sandbox

AT_ONCE = 5000
"""Entries that are looked at in one go."""


@dataclass(frozen=True, slots=True)
class Outcome:
    """What came of an act: a payload, or why there is none."""

    came: Payload
    error: str | None = None
    message: str = ""


class Stage(Protocol):
    """What a player needs of a sandbox."""

    async def perform(self, act: Payload) -> Outcome: ...

    async def ids(self) -> Payload:
        """The id of everything that has a name."""

    async def since(self, revision: int) -> Payload:
        """What has happened after that revision of the journal."""

    async def now(self) -> int:
        """The present revision of the journal."""


class LocalStage:
    """A sandbox in this process."""

    def __init__(self, discord: Sandbox) -> None:
        self._acts: Acts = discord.acts
        self._world: World = discord.world
        self._journal: Journal = discord.journal

    async def perform(self, act: Payload) -> Outcome:
        try:
            came = await self._acts.perform(act)
        except (NotOffered, NoAnswer, *BAD) as error:
            return Outcome({}, name_of(error), str(error))
        return Outcome(came.payload())

    async def ids(self) -> Payload:
        return ids(self._world)

    async def since(self, revision: int) -> Payload:
        return entries(self._journal, revision, AT_ONCE)

    async def now(self) -> int:
        return self._journal.revision


class RemoteStage:
    """A sandbox in a process of its own."""

    def __init__(self, remote: Remote) -> None:
        self._remote = remote

    async def perform(self, act: Payload) -> Outcome:
        try:
            reply = await asyncio.to_thread(self._remote.perform, act)
        except RemoteError as error:
            return Outcome({}, error.error, str(error))
        return Outcome(reply.payload)

    async def ids(self) -> Payload:
        found: Payload = (await asyncio.to_thread(self._remote.state))["ids"]
        return found

    async def since(self, revision: int) -> Payload:
        return await asyncio.to_thread(self._remote.journal, revision, AT_ONCE)

    async def now(self) -> int:
        revision: int = (await asyncio.to_thread(self._remote.state))["revision"]
        return revision
