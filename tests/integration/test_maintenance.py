from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import select, text

from app.container import Container
from app.core.actor import Actor
from app.core.clock import Clock
from app.features.quotes.service import Person
from app.infra.component_states import ComponentState, ComponentStates
from app.infra.db.guilds_and_members import Member
from app.infra.jobs.kinds import Job
from app.settings.sections.panels import PanelSettings
from tests.support.jobs import run_scheduled


class Stopped(Clock):
    """Stands still until it is set."""

    def __init__(self) -> None:
        self.at = datetime.now(UTC)

    def now(self) -> datetime:
        return self.at


@pytest.fixture
def jobs(container: Container) -> dict[str, Job]:
    return {job.name: job for job in container.jobs()}


async def test_every_job_has_a_name_of_its_own_and_a_schedule_that_is_not_crowded(
    container: Container,
) -> None:
    jobs = container.jobs()
    assert len({job.name for job in jobs}) == len(jobs)
    # What runs every minute is quick; the rest must not all begin at the same one.
    schedules = [job.cron for job in jobs if job.cron and job.cron != "* * * * *"]
    assert len(set(schedules)) == len(schedules)


async def test_names_are_forgotten_with_the_last_thing_that_mentions_them(
    container: Container, jobs: dict[str, Job], member: Actor
) -> None:
    quotes, sessions = container.quotes(), container.sessions()
    await quotes.add(member, "words to keep", speaker=Person(999, "Lyonette"))

    async def known() -> set[str]:
        async with sessions() as session:
            return set(await session.scalars(select(Member.name).where(Member.guild_id == member.guild_id)))

    await jobs["members.sweep"].run()
    assert await known() == {"Erin", "Lyonette"}
    await quotes.delete(member, 1)
    await run_scheduled(container, "members.sweep")
    assert await known() == set()


@pytest.mark.regression(21)
async def test_panels_end_with_their_lifetime(container: Container) -> None:
    clock = Stopped()
    states = ComponentStates(container.sessions(), clock, PanelSettings(lifetime_hours=1))
    state_id = await states.keep(1, {"search": "inn"})
    end = clock.at + timedelta(hours=1)
    clock.at = end - timedelta(microseconds=1)
    assert await states.state_of(state_id) == {"search": "inn"}
    clock.at = end
    assert await states.state_of(state_id) is None


async def test_what_ended_is_swept_away_and_nothing_else(container: Container) -> None:
    clock = Stopped()
    states = ComponentStates(container.sessions(), clock, PanelSettings(lifetime_hours=1))
    began = clock.at
    ended = await states.keep(1, {"search": "inn"})
    clock.at += timedelta(microseconds=1)
    lasting = await states.keep(1, {"search": "door"})
    clock.at = began + timedelta(hours=1)
    await states.sweep()
    clock.at = began
    assert await states.state_of(ended) is None
    assert await states.state_of(lasting) == {"search": "door"}


async def test_every_panel_has_a_state_of_its_own(container: Container) -> None:
    states = ComponentStates(container.sessions(), Clock(), PanelSettings(lifetime_hours=1))
    first, second = [await states.keep(user_id, {"page": user_id}) for user_id in (1, 2)]
    assert (await states.state_of(first), await states.state_of(second)) == ({"page": 1}, {"page": 2})
    async with container.sessions()() as session:
        query = (
            select(ComponentState.user_id)
            .where(ComponentState.id.in_([first, second]))
            .order_by(ComponentState.id)
        )
        assert list(await session.scalars(query)) == [1, 2]


async def test_old_job_logs_are_deleted(container: Container, jobs: dict[str, Job]) -> None:
    add = text(
        "INSERT INTO jobs.pgqueuer_log (created, job_id, status, priority, entrypoint)"
        " VALUES (now() - make_interval(days => :age), 1, 'exception', 0, 'test.log')"
    )
    async with container.sessions().begin() as session:
        for age in (1, 20):
            await session.execute(add, {"age": age})
    await jobs["jobs.sweep"].run()
    async with container.sessions()() as session:
        left = await session.scalar(
            text("SELECT count(*) FROM jobs.pgqueuer_log WHERE entrypoint = 'test.log'")
        )
    assert left == 1
