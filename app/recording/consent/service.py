"""Rules of the activity feature: what members decide about their own figures."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass
from datetime import timedelta

from loguru import logger

from app.core.actor import Actor
from app.core.guild import GuildPolicy
from app.infra.db.directory import remember
from app.infra.db.engine import Sessions, is_outage
from app.infra.jobs import JobQueue
from app.recording.consent.repository import ActivityRepository
from app.recording.logged_guilds import Logged
from app.recording.models import ActivityChoice

PLUGIN = "activity"
"""A guild that switches this plugin off is not recorded."""
FORGET_MEMBER = "message_log.forget_member"
"""The job that deletes what the message log keeps of a member's words."""
RELOAD_SECONDS, RETRY_SECONDS = 30.0, 1.0
"""How long another process may go on recording somebody who has just asked to be left out; and the wait for a
database that is away at the start."""
UNTIL_ALL_KNOW = timedelta(seconds=2 * RELOAD_SECONDS)
"""After this no process records them any more."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Choices:
    """What a member decided; the defaults are the most private."""

    paused: bool = False
    """Nothing is recorded."""
    shared: bool = False
    """Others may see the figures."""
    ranked: bool = False
    """The member takes part in the leaderboard."""


class Paused:
    """Of whom nothing is recorded, at hand without waiting: asked for every message."""

    def __init__(self) -> None:
        self._guilds: frozenset[int] = frozenset()
        self._members: frozenset[tuple[int, int]] = frozenset()

    def __call__(self, guild_id: int, user_id: int) -> bool:
        return guild_id in self._guilds or (guild_id, user_id) in self._members

    def replace(self, guilds: frozenset[int], members: frozenset[tuple[int, int]]) -> None:
        self._guilds, self._members = guilds, members


class ActivityService:
    """Reads and changes what members decided about their own figures. Each public method is one transaction."""

    def __init__(
        self, sessions: Sessions, policy: GuildPolicy, paused: Paused, logged: Logged, jobs: JobQueue
    ) -> None:
        self._sessions = sessions
        self._policy = policy
        self._paused = paused
        self._logged = logged
        self._jobs = jobs
        self._known = False

    async def choices(self, actor: Actor) -> Choices:
        """What the actor decided in this guild."""
        async with self._sessions() as session:
            found = await ActivityRepository(session).choice_of(actor.guild_id, actor.user_id)
        if found is None:
            return Choices()
        return Choices(paused=found.paused, shared=found.shared, ranked=found.ranked)

    async def choose(self, actor: Actor, choices: Choices) -> None:
        """Decide about one's own figures. A pause holds at once here, and soon in other processes.

        With a pause, what the message log keeps of the actor's words is deleted, and where the actor is now.
        """
        async with self._sessions.begin() as session:
            await remember(session, actor)
            choice = ActivityChoice(
                guild_id=actor.guild_id,
                user_id=actor.user_id,
                paused=choices.paused,
                shared=choices.shared,
                ranked=choices.ranked,
            )
            repository = ActivityRepository(session)
            await repository.set_choice(choice)
            if choices.paused:
                await repository.forget_whereabouts(actor.guild_id, actor.user_id)
                # Once more when all processes know: until then one may still have kept something.
                for wait in (None, UNTIL_ALL_KNOW):
                    await self._jobs.enqueue(
                        session, FORGET_MEMBER, after=wait, guild_id=actor.guild_id, user_id=actor.user_id
                    )
        await self.reload_paused()

    async def reload_paused(self) -> None:
        """Learn anew of whom nothing is to be recorded, and which guilds keep the text of messages."""
        guilds = await self._policy.guilds_without(PLUGIN)
        logs = await self._policy.message_logs()
        async with self._sessions() as session:
            self._paused.replace(guilds, await ActivityRepository(session).paused())
        self._logged.replace(logs.keys() - guilds)
        self._known = True

    async def known(self) -> None:
        """Make sure that it has been learned once since the start."""
        if not self._known:
            await self.reload_paused()

    async def keep_up(self) -> None:
        """Learn of pauses from other processes, until cancelled."""
        while True:
            try:
                await self.reload_paused()
            except Exception as error:
                if not is_outage(error):
                    raise
                logger.debug("pauses cannot be read just now: {!r}", error)
            await asyncio.sleep(RELOAD_SECONDS if self._known else RETRY_SECONDS)
