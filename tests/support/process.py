"""The bot as a process of its own."""

from __future__ import annotations

import asyncio
import itertools
import os
import signal
import subprocess
import sys
from collections.abc import AsyncIterator, Mapping, Sequence
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from pathlib import Path

import orjson

from app.settings.loader import ROOT

START_SECONDS = 40.0
_numbers = itertools.count(1)


class BotProcess:
    """``python <arguments>`` with its output in a file; of the code in ``root``."""

    def __init__(
        self, arguments: Sequence[str], environment: Mapping[str, str], log: Path, root: Path = ROOT
    ) -> None:
        self.log = log
        kept = {name: value for name, value in os.environ.items() if not name.startswith("TWI_")}
        with log.open("wb") as output:
            self._process = subprocess.Popen(
                [sys.executable, *arguments],
                cwd=root,
                env={**kept, "TWI_HTTP__PORT": "0", **environment},
                stdout=output,
                stderr=subprocess.STDOUT,
                start_new_session=True,
            )

    @property
    def pid(self) -> int:
        return self._process.pid

    @property
    def output(self) -> str:
        return self.log.read_text()

    def entries(self) -> list[dict[str, object]]:
        """The lines of a JSON log."""
        return [orjson.loads(line) for line in self.output.splitlines() if line.startswith("{")]

    def kill(self) -> None:
        self._process.kill()
        self._process.wait()

    def send(self, number: signal.Signals) -> None:
        self._process.send_signal(number)

    async def ended(self, seconds: float = 20.0) -> int:
        """The exit code, once there is one."""
        return await asyncio.to_thread(self._process.wait, seconds)

    async def says(self, text: str, seconds: float = START_SECONDS) -> None:
        """Wait until the output has this in it."""
        async with asyncio.timeout(seconds):
            while text not in self.output:
                if self._process.poll() is not None:
                    raise AssertionError(f"ended with {self._process.returncode}: {self.output}")
                await asyncio.sleep(0.05)

    def stop(self) -> None:
        if self._process.poll() is None:
            self._process.send_signal(signal.SIGTERM)
            try:
                self._process.wait(20)
            except subprocess.TimeoutExpired:
                self.kill()
                raise


@asynccontextmanager
async def python_process(
    folder: Path, *arguments: str, root: Path = ROOT, **environment: str
) -> AsyncIterator[BotProcess]:
    """Run ``python <arguments>``, and see to it that it ends.

    Waits in a thread: the local Discord must go on answering.
    """
    process = BotProcess(arguments, environment, folder / f"bot-{next(_numbers)}.log", root)
    try:
        yield process
    finally:
        await asyncio.to_thread(process.stop)


def bot_process(folder: Path, *arguments: str, **environment: str) -> AbstractAsyncContextManager[BotProcess]:
    """Run ``twi <arguments>``, by default ``twi run``."""
    return python_process(folder, "-m", "app", *(arguments or ("run",)), root=ROOT, **environment)
