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
from app.infra.jobs import Job, JobRunner
from app.settings.schema import DatabaseSettings, DiscordSettings, JobSettings, Settings


def jobs(sessions: Sessions, worker: str) -> list[Job]:
    async def note(what: str) -> None:
        async with sessions.begin() as session:
            statement = text("INSERT INTO traces (worker, what) VALUES (:worker, :what)")
            await session.execute(statement, {"worker": worker, "what": what})

    async def quick(number: int) -> None:
        await note(f"quick {number}")

    async def slow() -> None:
        await note("slow began")
        await asyncio.sleep(2 if worker.startswith("second") else 60)
        await note("slow ended")

    async def failing() -> None:
        await note("failing")
        raise RuntimeError("on purpose")

    return [
        Job(name="test.quick", run=quick),
        Job(name="test.slow", run=slow),
        Job(name="test.failing", run=failing, attempts=2),
        Job(name="test.tick", run=lambda: note("tick"), cron="* * * * *"),
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
        container.queue(),
        sessions,
        settings.database,
        settings.jobs,
        container.metrics(),
    )
    asyncio.get_running_loop().add_signal_handler(signal.SIGTERM, runner.stop)
    print("ready", flush=True)  # noqa: T201 - the test waits for it
    await runner.run()
    await container.lifespan().aclose()


if __name__ == "__main__":
    asyncio.run(main(*sys.argv[1:]))
