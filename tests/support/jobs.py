"""Doing waiting jobs in a test, as a worker does that has found them in the queue."""

from __future__ import annotations

import asyncio
from datetime import timedelta

from sqlalchemy import text

from app.container import Container
from app.infra.jobs.kinds import Job
from app.infra.jobs.queue import Queue
from app.infra.jobs.runner import JobRunner

WAITING = text(
    "SELECT payload FROM jobs.pgqueuer WHERE entrypoint = :name"
    " AND (convert_from(payload, 'UTF8')::json ->> 'guild_id')::bigint = :guild ORDER BY id"
)

LEFT = text("SELECT count(*) FROM jobs.pgqueuer WHERE entrypoint = :name")


def job_named(container: Container, name: str) -> Job:
    return next(job for job in container.jobs() if job.name == name)


async def waiting(container: Container, name: str, guild_id: int) -> list[bytes]:
    """The arguments of the waiting jobs of a guild, as they are queued."""
    async with container.sessions()() as session:
        return list(await session.scalars(WAITING, {"name": name, "guild": guild_id}))


async def do_waiting(container: Container, name: str, guild_id: int) -> None:
    """Do every job of this name that waits for a guild. They stay in the queue: a job may be done twice."""
    job = job_named(container, name)
    for payload in await waiting(container, name, guild_id):
        await job.run(**job.read(payload))


async def run_scheduled(container: Container, name: str) -> None:
    """Have the runner do what only the clock asks for, as if its time had come: it finds it in the queue."""
    sessions, settings = container.sessions(), container.settings()
    async with sessions.begin() as session:
        await Queue(session).put(name, {}, None, timedelta(0))
    only = [job_named(container, name)]
    runner = JobRunner(
        only, sessions, settings.database, settings.jobs, container.job_metrics(), container.clock()
    )
    running = asyncio.create_task(runner.run())
    try:
        async with asyncio.timeout(20), sessions() as session:
            while await session.scalar(LEFT, {"name": name}):
                await asyncio.sleep(0.05)
    finally:
        runner.stop()
        await running
