"""Jobs that keep the database small, and to what the data map promises."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from app.infra.component_states import ComponentStates
from app.infra.db.claims import forget_claims
from app.infra.db.engine import Sessions
from app.infra.db.guilds_and_members import forget_unmentioned
from app.infra.jobs.kinds import Job, scheduled
from app.infra.jobs.queue import Queue

JOB_LOG_DAYS = 14


def jobs(component_states: ComponentStates, sessions: Sessions) -> list[Job]:
    async def sweep_job_log() -> None:
        """Delete old entries of PgQueuer's own log, tracebacks included."""
        before = datetime.now(UTC) - timedelta(days=JOB_LOG_DAYS)
        async with sessions.begin() as session:
            await Queue(session).forget_log(before)

    async def sweep_members() -> None:
        async with sessions.begin() as session:
            await forget_unmentioned(session)

    async def sweep_claims() -> None:
        async with sessions.begin() as session:
            await forget_claims(session, datetime.now(UTC))

    return [
        scheduled("claims.sweep", sweep_claims, "22 * * * *"),
        scheduled("members.sweep", sweep_members, "37 4 * * *"),
        scheduled("panels.sweep", component_states.sweep, "17 * * * *"),
        scheduled("jobs.sweep", sweep_job_log, "27 4 * * *"),
    ]
