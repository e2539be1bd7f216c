"""What somebody does, as data: actions from the page, from the command line, from a scenario."""

from __future__ import annotations

import asyncio
from contextlib import suppress

from discord_sandbox.clients.action_handlers import ActionHandlers, ActionResult, BadAction
from discord_sandbox.clients.action_kinds import KINDS
from discord_sandbox.clients.errors import ActionUnavailable, ResponseTimeout
from discord_sandbox.clients.reply import Reply
from discord_sandbox.clients.seen import SeenMessage
from discord_sandbox.clients.slash_line import NotACommand
from discord_sandbox.model.entries import Action
from discord_sandbox.model.journal import Journal, caused_by

__all__ = ["BAD", "Actions", "BadAction", "name_of"]

BAD = (BadAction, NotACommand, LookupError)
"""What is raised for an action that cannot be understood."""


class Actions:
    """Performs actions and writes them down."""

    def __init__(self, journal: Journal, handlers: ActionHandlers) -> None:
        self.handlers = handlers
        self._journal = journal
        self._promises: set[asyncio.Task[None]] = set()

    async def perform(self, action: object) -> ActionResult:
        """Do what ``action`` says, write it down, and give what came back.

        Raises one of ``BAD`` for what cannot be understood, ``ActionUnavailable`` for what a client would not let this
        person do, ``ResponseTimeout`` when the application stays silent.
        """
        if not isinstance(action, dict) or action.get("kind") not in KINDS:
            raise BadAction(f"kind must be one of {', '.join(KINDS)}")
        entry = self._journal.begin(Action(dict(action)))
        try:
            with caused_by(entry):
                result = await KINDS[action["kind"]].run(self.handlers, entry.request)
                await self._take(entry, result)
        except (ActionUnavailable, ResponseTimeout, *BAD) as error:
            entry.error, entry.message = name_of(error), str(error)
            raise
        finally:
            entry.done = True
            self._journal.change(entry)
        return result

    async def close(self) -> None:
        """Wait for nothing any more."""
        for task in list(self._promises):
            task.cancel()
        await asyncio.gather(*self._promises, return_exceptions=True)

    async def _take(self, entry: Action, result: ActionResult) -> None:
        """Keep what came back; wait for what was promised, unless the action says not to."""
        if isinstance(result, SeenMessage):
            self.handlers.remember(entry.request, result)
        if isinstance(result, Reply):
            entry.latency = result.latency
            if result.deferred and entry.request.get("wait", True):
                await result.settled()
            elif result.deferred:
                self._await_promise(entry, result)
        entry.result = result.payload()

    def _await_promise(self, entry: Action, reply: Reply) -> None:
        """Nobody waits for what was promised, but it is written down when it comes."""

        async def keep() -> None:
            with suppress(ResponseTimeout):
                await reply.settled()
            entry.result = reply.payload()
            self._journal.change(entry)

        task = asyncio.create_task(keep())
        self._promises.add(task)
        task.add_done_callback(self._promises.discard)


def name_of(error: Exception) -> str:
    """How the journal, HTTP and scenarios call a failure to act."""
    if isinstance(error, ActionUnavailable):
        return "not_offered"
    return "no_answer" if isinstance(error, ResponseTimeout) else "bad_act"
