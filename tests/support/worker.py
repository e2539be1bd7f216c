"""A worker process with jobs that leave traces in the database: ``python -m tests.support.worker NAME``.

The database's address is in the environment: everybody can read command lines.
"""

from __future__ import annotations

import asyncio
import os
import signal
import sys

from pydantic import SecretStr
from sqlalchemy import text

from app.container import Container
from app.infra.db.engine import Sessions
from app.infra.jobs.kinds import Job, job_kind, scheduled
from app.infra.jobs.runner import JobRunner
from app.settings.schema import Settings
from app.settings.sections.database import DatabaseSettings
from app.settings.sections.discord import DiscordSettings
from app.settings.sections.jobs import JobSettings


@job_kind("test.quick")
def quick_job(*, number: int, key: str | None = None) -> str | None:
    """Leaves one trace."""
    return key


@job_kind("test.slow")
def slow_job() -> None:
    """Takes long in all workers but the second."""


@job_kind("test.failing")
def failing_job() -> None:
    """Never succeeds."""


def jobs(sessions: Sessions, worker: str) -> list[Job]:
    async def note(what: str) -> None:
        async with sessions.begin() as session:
            statement = text("INSERT INTO traces (worker, what) VALUES (:worker, :what)")
            await session.execute(statement, {"worker": worker, "what": what})

    async def quick(number: int, key: str | None = None) -> None:
        await note(f"quick {number}")

    async def slow() -> None:
        await note("slow began")
        await asyncio.sleep(2 if worker.startswith("second") else 60)
        await note("slow ended")

    async def failing() -> None:
        await note("failing")
        raise RuntimeError("on purpose")

    return [
        quick_job.run_by(quick),
        slow_job.run_by(slow),
        failing_job.run_by(failing),
        scheduled("test.tick", lambda: note("tick"), "* * * * *"),
    ]


async def main(name: str) -> None:
    settings = Settings(
        discord=DiscordSettings(
            token=SecretStr("MTA1MDAwMDAwMDAwMDAwMDAwMA.Gabcde.abcdefghijklmnopqrstuvwxyz0123")
        ),
        database=DatabaseSettings(url=SecretStr(os.environ["TWI_DATABASE__URL"]), pool_size=3),
        jobs=JobSettings(poll=0.2, heartbeat=5.0, concurrency=5),
    )
    container = Container(settings=settings)
    sessions = container.sessions()
    runner = JobRunner(
        jobs(sessions, name),
        sessions,
        settings.database,
        settings.jobs,
        container.job_metrics(),
        container.clock(),
    )
    asyncio.get_running_loop().add_signal_handler(signal.SIGTERM, runner.stop)
    print("ready", flush=True)  # noqa: T201 - the test waits for it
    await runner.run()
    await container.lifespan().aclose()


if __name__ == "__main__":
    asyncio.run(main(*sys.argv[1:]))
