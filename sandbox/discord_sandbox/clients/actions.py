"""What somebody does, as data: acts from the page, from the command line, from a scenario."""

from __future__ import annotations

import asyncio
from contextlib import suppress
from typing import Any

from discord_sandbox.clients.action_handlers import BadAct, Came, Deeds
from discord_sandbox.clients.action_kinds import KINDS
from discord_sandbox.clients.errors import NoAnswer, NotOffered
from discord_sandbox.clients.reply import Reply
from discord_sandbox.clients.seen import SeenMessage
from discord_sandbox.clients.slash_line import NotACommand
from discord_sandbox.model.entries import Act
from discord_sandbox.model.journal import Journal, because_of

__all__ = ["BAD", "Acts", "BadAct", "name_of"]

BAD = (BadAct, NotACommand, LookupError)
"""What is raised for an act that cannot be understood."""


class Acts:
    """Performs acts and writes them down."""

    def __init__(self, journal: Journal, deeds: Deeds) -> None:
        self.deeds = deeds
        self._journal = journal
        self._promises: set[asyncio.Task[None]] = set()

    async def perform(self, act: Any) -> Came:
        """Do what ``act`` says, write it down, and give what came back.

        Raises one of ``BAD`` for what cannot be understood, ``NotOffered`` for what a client would not let this
        person do, ``NoAnswer`` when the application stays silent.
        """
        if not isinstance(act, dict) or act.get("kind") not in KINDS:
            raise BadAct(f"kind must be one of {', '.join(KINDS)}")
        entry = self._journal.begin(Act(dict(act)))
        try:
            with because_of(entry):
                came = await KINDS[act["kind"]].run(self.deeds, entry.deed)
                await self._take(entry, came)
        except (NotOffered, NoAnswer, *BAD) as error:
            entry.error, entry.message = name_of(error), str(error)
            raise
        finally:
            entry.done = True
            self._journal.change(entry)
        return came

    async def close(self) -> None:
        """Wait for nothing any more."""
        for task in list(self._promises):
            task.cancel()
        await asyncio.gather(*self._promises, return_exceptions=True)

    async def _take(self, entry: Act, came: Came) -> None:
        """Keep what came back; wait for what was promised, unless the act says not to."""
        if isinstance(came, SeenMessage):
            self.deeds.remember(entry.deed, came)
        if isinstance(came, Reply):
            entry.latency = came.latency
            if came.deferred and entry.deed.get("wait", True):
                await came.settled()
            elif came.deferred:
                self._await_promise(entry, came)
        entry.came = came.payload()

    def _await_promise(self, entry: Act, reply: Reply) -> None:
        """Nobody waits for what was promised, but it is written down when it comes."""

        async def keep() -> None:
            with suppress(NoAnswer):
                await reply.settled()
            entry.came = reply.payload()
            self._journal.change(entry)

        task = asyncio.create_task(keep())
        self._promises.add(task)
        task.add_done_callback(self._promises.discard)


def name_of(error: Exception) -> str:
    """How the journal, HTTP and scenarios call a failure to act."""
    if isinstance(error, NotOffered):
        return "not_offered"
    return "no_answer" if isinstance(error, NoAnswer) else "bad_act"
