"""The tutorial and the first quarter of an hour work as they are written, in a copy of the project."""

from __future__ import annotations

import os
import re
import shutil
import signal
import socket
import subprocess
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from app.settings.loader import ROOT
from tests.support.documents import DOCS, Block, blocks, name_of, says

WALKED = [ROOT / "README.md", DOCS / "tutorial.md"]
NOT_HERE = re.compile(r"git |cd ")
"""What the reader does but a copy cannot: to clone, to commit."""
STARTED = "Talk to it"
PORTS = ("8120", "8121")
BOOTSTRAP = ("pyproject.toml", "requirements/bootstrap.lock", "requirements/dev.lock", "scripts/bootstrap")


def free_port() -> str:
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        return str(listener.getsockname()[1])


def copy_project(target: Path) -> None:
    """Every file that git knows or would take, and the environment that is there already."""
    listed = ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"]
    names = subprocess.run(listed, cwd=ROOT, check=True, capture_output=True, text=True).stdout.split("\0")
    for name in filter(None, names):
        if (ROOT / name).is_file():
            (target / name).parent.mkdir(parents=True, exist_ok=True)
            shutil.copy2(ROOT / name, target / name)
    (target / ".venv").symlink_to(ROOT / ".venv")
    for name in BOOTSTRAP:
        # Older than the environment: make must not prepare that anew, from the copy.
        os.utime(target / name, (0, 0))


class Walk:
    """A reader at a terminal, with the bot in another one."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._ports = dict(zip(PORTS, (free_port(), free_port()), strict=True))
        self._bot: subprocess.Popen[bytes] | None = None
        kept = {
            name: value
            for name, value in os.environ.items()
            if not name.startswith(("TWI_", "PYTEST_", "TESTS_"))
        }
        self._environment = {
            **kept,
            "PYTHONPATH": str(folder),
            # A pytest that starts as root closes this folder's parent to everybody else, PostgreSQL's user included.
            "PYTEST_DEBUG_TEMPROOT": str(folder),
            "TWI_SANDBOX__PORT": self._ports["8120"],
            "TWI_HTTP__PORT": self._ports["8121"],
        }

    def follow(self, block: Block) -> None:
        """Do what a block says; raises ``AssertionError`` where something else comes of it."""
        if block.language == "diff":
            self._change(block)
            return
        commands = [(line, text[2:]) for line, text in block.lines if text.startswith("$ ")]
        lines = dict(block.lines)
        ends = [line for line, _ in commands[1:]] + [block.line + len(lines)]
        for (line, command), end in zip(commands, ends, strict=True):
            if not NOT_HERE.match(command):
                self._run(line, command, [lines[number] for number in range(line + 1, end)])

    def stop(self) -> None:
        if self._bot is not None:
            os.killpg(self._bot.pid, signal.SIGINT)
            self._bot.wait(20)
            self._bot = None

    def _run(self, line: int, command: str, wanted: list[str]) -> None:
        code, came = (0, self._start()) if command == "make run" else self._output_of(command)
        failure_wanted = any("FAILED" in text for text in wanted)
        assert (code != 0) is failure_wanted, f"line {line}: $ {command}\nended with {code}:\n{came}"
        position = 0
        for text in wanted:
            end = says(self._here(text), came, position)
            assert end is not None, f"line {line}: $ {command}\nexpected:\n  {text}\ncame:\n{came}"
            position = end

    def _start(self) -> str:
        """Start the bot in the other terminal, again if it runs there already."""
        self.stop()
        log = self._folder / "terminal.log"
        with log.open("wb") as output:
            self._bot = subprocess.Popen(
                ["/usr/bin/env", "make", "run"],
                cwd=self._folder,
                env=self._environment,
                stdin=subprocess.DEVNULL,
                stdout=output,
                stderr=subprocess.STDOUT,
                start_new_session=True,
            )
        until = time.monotonic() + 60
        while STARTED not in log.read_text() and self._bot.poll() is None and time.monotonic() < until:
            time.sleep(0.1)
        return log.read_text()

    def _output_of(self, command: str) -> tuple[int, str]:
        done = subprocess.run(
            ["/bin/bash", "-c", self._here(command)],
            cwd=self._folder,
            env=self._environment,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            timeout=240,
            check=False,
        )
        return done.returncode, done.stdout

    def _here(self, text: str) -> str:
        for usual, own in self._ports.items():
            text = text.replace(usual, own)
        return text

    def _change(self, block: Block) -> None:
        path = self._folder / block.options["caption"]
        lines = [line for line in block.text.strip("\n").splitlines() if line]
        before = "".join(f"{line[1:]}\n" for line in lines if line[0] in " -")
        after = "".join(f"{line[1:]}\n" for line in lines if line[0] in " +")
        text = path.read_text()
        assert text.count(before) == 1, f"line {block.line}: {path.name} does not have this once:\n{before}"
        path.write_text(text.replace(before, after))


@pytest.fixture
def walk(tmp_path: Path) -> Iterator[Walk]:
    copy_project(tmp_path)
    walk = Walk(tmp_path)
    yield walk
    walk.stop()


@pytest.mark.timeout(600)
@pytest.mark.parametrize("page", WALKED, ids=name_of)
def test_the_way_can_be_walked(walk: Walk, page: Path) -> None:
    steps = list(blocks(page, "console", "diff"))
    assert steps
    for block in steps:
        walk.follow(block)
