"""Playing scenarios in a sandbox that runs as a process of its own."""

from __future__ import annotations

import asyncio

from discord_sandbox.model.payload import Payload
from discord_sandbox.remote import Remote, RemoteError
from discord_sandbox.scenarios.transport import AT_ONCE, Outcome


class RemoteTransport:
    """A :class:`discord_sandbox.scenarios.transport.Stage` over HTTP."""

    def __init__(self, remote: Remote) -> None:
        self._remote = remote

    async def perform(self, action: Payload) -> Outcome:
        try:
            reply = await asyncio.to_thread(self._remote.perform, action)
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
