"""What members decide about their own figures: it holds at once, in every process, and for nobody else."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from datetime import UTC, datetime
from typing import Any

import pytest
from sqlalchemy.ext.asyncio import AsyncSession

from app.container import Container
from app.core.actor import Actor
from app.features.message_log.options import MESSAGE_LOG
from app.features.message_log.policy import LogChoices, LoggedGuilds
from app.infra import refreshing
from app.infra.db.engine import Sessions
from app.recording.consent.service import ActivityService, Consent, RecordingOptOuts
from tests.integration.conftest import Record, Rows
from tests.support.jobs import waiting
from tests.support.payloads import member as newcomer

EVERYTHING = Consent(paused=True, shared=True, ranked=True)
CHANNEL = 900


class Away:
    """A database that is away at times, or refuses what is wrong."""

    def __init__(self, sessions: Sessions) -> None:
        self._sessions = sessions
        self.error: Exception | None = None

    def __call__(self) -> AsyncSession:
        if self.error is not None:
            raise self.error
        return self._sessions()

    @asynccontextmanager
    async def begin(self) -> AsyncIterator[AsyncSession]:
        async with self._sessions.begin() as session:
            yield session


class Process:
    """Another process: the same database, and what it knows itself."""

    def __init__(self, container: Container) -> None:
        self.opt_outs = RecordingOptOuts()
        self.logged = LoggedGuilds()
        self.database = Away(container.sessions())
        sessions: Any = self.database
        policy = container.guild_settings()
        self.activity = ActivityService(sessions, policy, self.opt_outs, container.events())
        self.log = LogChoices(policy, self.logged)


@pytest.fixture
def process(container: Container) -> Process:
    return Process(container)


async def eventually(holds: Callable[[], bool]) -> None:
    async with asyncio.timeout(10):
        while not holds():
            await asyncio.sleep(0.01)


@asynccontextmanager
async def keeping_up(process: Process, monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[asyncio.Task[None]]:
    monkeypatch.setattr(refreshing, "RELOAD_SECONDS", 0.02)
    monkeypatch.setattr(refreshing, "RETRY_SECONDS", 0.01)
    task = asyncio.create_task(process.activity.keep_up())
    try:
        yield task
    finally:
        task.cancel()
        await asyncio.gather(task, return_exceptions=True)


@pytest.mark.parametrize(
    "consent", [Consent(), Consent(shared=True), Consent(ranked=True), Consent(paused=True), EVERYTHING]
)
async def test_what_was_decided_is_told(
    container: Container, member: Actor, other: Actor, consent: Consent
) -> None:
    activity = container.activity()
    assert await activity.consent(member) == Consent(paused=False, shared=False, ranked=False)
    await activity.choose(member, EVERYTHING)
    await activity.choose(member, consent)
    assert await activity.consent(member) == consent
    assert await activity.consent(other) == Consent()


async def test_a_decision_holds_in_one_guild_only(
    container: Container, process: Process, member: Actor, stranger: Actor
) -> None:
    abroad = Actor(user_id=member.user_id, guild_id=stranger.guild_id, name="Erin")
    await process.activity.choose(member, EVERYTHING)
    assert await process.activity.consent(abroad) == Consent()
    assert process.opt_outs(member.guild_id, member.user_id)
    assert not process.opt_outs(abroad.guild_id, member.user_id)
    assert not process.opt_outs(member.guild_id, 102)
    await container.activity().choose(member, Consent(shared=True))
    await process.activity.reload()
    assert not process.opt_outs(member.guild_id, member.user_id)


async def test_with_a_pause_goes_where_somebody_is_now(
    process: Process, record: Record, rows: Rows, member: Actor, stranger: Actor
) -> None:
    places = [
        (guild_id, user_id) for guild_id in (member.guild_id, stranger.guild_id) for user_id in (101, 102)
    ]
    for guild_id, user_id in places:
        here = {"guild_id": str(guild_id)}
        await record(
            ("GUILD_MEMBER_ADD", newcomer(guild_id, user_id, joined=datetime.now(UTC))),
            ("VOICE_STATE_UPDATE", {**here, "user_id": str(user_id), "channel_id": "301"}),
            (
                "THREAD_MEMBERS_UPDATE",
                {**here, "id": str(guild_id * 10), "added_members": [{"user_id": str(user_id)}]},
            ),
        )

    async def known(table: str) -> list[tuple[int, int]]:
        query = "SELECT guild_id, user_id FROM {} WHERE guild_id IN (:guild, {}) ORDER BY 1, 2"
        return [(guild, user) for guild, user in await rows(query.format(table, stranger.guild_id))]

    tables = ("voice_states", "thread_members", "memberships")
    await process.activity.choose(member, Consent(shared=True, ranked=True))
    assert [await known(table) for table in tables] == [places] * 3
    await process.activity.choose(member, Consent(paused=True))
    assert [await known(table) for table in tables] == [places[1:]] * 3


async def test_a_pause_is_told_at_once_and_when_every_process_knows(
    container: Container, process: Process, rows: Rows, member: Actor
) -> None:
    await process.activity.choose(member, Consent(shared=True))
    assert await waiting(container, "message_log.forget_member", member.guild_id) == []
    await process.activity.choose(member, Consent(paused=True))
    query = """
        SELECT round(extract(epoch FROM execute_after - created))::int FROM jobs.pgqueuer
        WHERE entrypoint = 'message_log.forget_member'
            AND (convert_from(payload, 'UTF8')::json ->> 'guild_id')::bigint = :guild
            AND (convert_from(payload, 'UTF8')::json ->> 'user_id')::bigint = 101
        ORDER BY 1
    """
    assert await rows(query) == [(0,), (2 * refreshing.RELOAD_SECONDS,)]


async def test_a_process_learns_what_others_were_told(
    container: Container, process: Process, member: Actor, manager: Actor, monkeypatch: pytest.MonkeyPatch
) -> None:
    async with keeping_up(process, monkeypatch):
        await container.activity().choose(member, Consent(paused=True))
        await eventually(lambda: process.opt_outs(member.guild_id, member.user_id))
        assert not process.opt_outs(member.guild_id, manager.user_id)
        await container.activity().choose(member, Consent())
        await eventually(lambda: not process.opt_outs(member.guild_id, member.user_id))


async def test_a_guild_is_not_recorded_without_the_plugin(
    container: Container, process: Process, manager: Actor
) -> None:
    settings = container.guild_settings()
    await settings.choose(manager, MESSAGE_LOG, CHANNEL)
    await process.activity.reload()
    await process.log.reload()
    assert manager.guild_id in process.logged.guilds
    await settings.switch_plugins(manager, ["activity"], [])
    await process.activity.reload()
    await process.log.reload()
    assert process.opt_outs(manager.guild_id, 5)
    assert manager.guild_id not in process.logged.guilds
    await settings.choose(manager, MESSAGE_LOG, None)
    await settings.switch_plugins(manager, ["activity"], ["activity"])
    await process.activity.reload()
    await process.log.reload()
    assert not process.opt_outs(manager.guild_id, 5)
    assert manager.guild_id not in process.logged.guilds


async def test_it_is_learned_once_before_anything_is_recorded(
    container: Container, process: Process, member: Actor
) -> None:
    await container.activity().choose(member, Consent(paused=True))
    assert not process.opt_outs(member.guild_id, member.user_id)
    await process.activity.known()
    assert process.opt_outs(member.guild_id, member.user_id)
    process.database.error = ConnectionRefusedError()
    await process.activity.known()


async def test_a_database_that_is_away_is_tried_again(
    container: Container, process: Process, member: Actor, monkeypatch: pytest.MonkeyPatch
) -> None:
    await container.activity().choose(member, Consent(paused=True))
    process.database.error = ConnectionRefusedError()
    async with keeping_up(process, monkeypatch) as task:
        await asyncio.sleep(0.05)
        assert not task.done()
        process.database.error = None
        await eventually(lambda: process.opt_outs(member.guild_id, member.user_id))


async def test_what_is_no_outage_is_not_passed_over(
    process: Process, monkeypatch: pytest.MonkeyPatch
) -> None:
    process.database.error = ZeroDivisionError()
    async with keeping_up(process, monkeypatch) as task:
        await eventually(task.done)
        assert isinstance(task.exception(), ZeroDivisionError)


async def test_the_start_does_not_wait_as_long_as_later_rounds(
    container: Container, process: Process, member: Actor, monkeypatch: pytest.MonkeyPatch
) -> None:
    await container.activity().choose(member, Consent(paused=True))
    process.database.error = ConnectionRefusedError()
    async with keeping_up(process, monkeypatch):
        monkeypatch.setattr(refreshing, "RELOAD_SECONDS", 3600)
        await asyncio.sleep(0.03)
        process.database.error = None
        await eventually(lambda: process.opt_outs(member.guild_id, member.user_id))
        await container.activity().choose(member, Consent())
        await asyncio.sleep(0.1)
        assert process.opt_outs(member.guild_id, member.user_id)
