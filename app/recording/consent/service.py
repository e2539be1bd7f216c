"""Rules of the activity feature: what members decide about their own figures."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta

from app.core.actor import Actor
from app.core.events import RecordingPaused
from app.core.guild import GuildPolicy
from app.infra.db.engine import Sessions
from app.infra.db.guilds_and_members import remember
from app.infra.events import Events
from app.infra.refreshing import RELOAD_SECONDS, Refreshing
from app.recording.consent.repository import ActivityRepository
from app.recording.models import ActivityConsent

PLUGIN = "activity"
"""A guild that switches this plugin off is not recorded."""
UNTIL_ALL_KNOW = timedelta(seconds=2 * RELOAD_SECONDS)
"""After this no process records them any more."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Consent:
    """What a member decided; the defaults are the most private."""

    paused: bool = False
    """Nothing is recorded."""
    shared: bool = False
    """Others may see the figures."""
    ranked: bool = False
    """The member takes part in the leaderboard."""


class RecordingOptOuts:
    """Of whom nothing is recorded, at hand without waiting: asked for every message."""

    def __init__(self) -> None:
        self._guilds: frozenset[int] = frozenset()
        self._members: frozenset[tuple[int, int]] = frozenset()

    def __call__(self, guild_id: int, user_id: int) -> bool:
        return guild_id in self._guilds or (guild_id, user_id) in self._members

    def replace(self, guilds: frozenset[int], members: frozenset[tuple[int, int]]) -> None:
        self._guilds, self._members = guilds, members


class ActivityService(Refreshing):
    """Reads and changes what members decided about their own figures. Each public method is one transaction."""

    def __init__(
        self,
        sessions: Sessions,
        policy: GuildPolicy,
        opt_outs: RecordingOptOuts,
        events: Events,
    ) -> None:
        self._sessions = sessions
        self._policy = policy
        self._opt_outs = opt_outs
        self._events = events

    async def consent(self, actor: Actor) -> Consent:
        """What the actor decided in this guild."""
        async with self._sessions() as session:
            found = await ActivityRepository(session).consent_of(actor.guild_id, actor.user_id)
        if found is None:
            return Consent()
        return Consent(paused=found.paused, shared=found.shared, ranked=found.ranked)

    async def choose(self, actor: Actor, consent: Consent) -> None:
        """Decide about one's own figures. A pause holds at once here, and soon in other processes.

        With a pause, what the message log keeps of the actor's words is deleted, and where the actor is now.
        """
        async with self._sessions.begin() as session:
            await remember(session, actor)
            chosen = ActivityConsent(
                guild_id=actor.guild_id,
                user_id=actor.user_id,
                paused=consent.paused,
                shared=consent.shared,
                ranked=consent.ranked,
            )
            repository = ActivityRepository(session)
            await repository.set_consent(chosen)
            if consent.paused:
                await repository.forget_whereabouts(actor.guild_id, actor.user_id)
                # Once more when all processes know: until then one may still have kept something.
                paused = RecordingPaused(guild_id=actor.guild_id, user_id=actor.user_id)
                for wait in (timedelta(0), UNTIL_ALL_KNOW):
                    await self._events.publish(session, paused, after=wait)
        await self.reload()

    async def learn(self) -> None:
        """Learn anew of whom nothing is to be recorded."""
        guilds = await self._policy.guilds_without(PLUGIN)
        async with self._sessions() as session:
            self._opt_outs.replace(guilds, await ActivityRepository(session).paused())
