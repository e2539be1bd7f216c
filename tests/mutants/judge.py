"""Which mutants of one file its tests notice: ``python -m tests.mutants.judge FILE RESULT TEST…``, a process each.

The tests are collected once. A child process runs them all on the unchanged functions and tells which test reaches
which function; then each mutant gets a child of its own, which runs the tests that reach it until one fails.
What a function gives to the module while that is imported no child can change: its mutants are tried once more in a
new process, alive from the start.
"""

from __future__ import annotations

import json
import os
import select
import signal
import subprocess
import sys
import time
from collections import defaultdict
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

import pytest
from mutmut.mutation.trampoline import set_mutant_under_test
from mutmut.state import state

from tests.mutants.mutation import BETWEEN, Mutant, Mutated

ROOT = Path(__file__).resolve().parents[2]
PYTEST = ["-p", "no:cacheprovider", "-p", "no:randomly", "-n0", "--no-header", "-q"]
ALIVE = "TESTS_MUTANT"
"""The variable that names the mutant to a process that is for it alone."""
LONGEST_SURVEY = 300.0
TIMEOUT_FACTOR, LEAST_TIMEOUT_SECONDS = 10, 5.0
"""How many times as long as on the unchanged functions, and how many seconds at least, a mutant may take."""


class Judge:
    """The pytest plugin that runs the collected tests on one mutant after the other."""

    def __init__(self, module: str, mutants: Sequence[Mutant], again: Callable[[Mutant], bool]) -> None:
        self._module = module
        self._mutants = mutants
        self._again = again
        self.verdicts: dict[str, str] = {}

    @pytest.hookimpl(tryfirst=True)
    def pytest_collection(self) -> None:
        import hypothesis  # not before pytest, which wants to rewrite it

        # The same examples in every child, and no data base of them on disk.
        usual = hypothesis.settings.get_current_profile_name()
        hypothesis.settings.register_profile(
            "mutants", parent=hypothesis.settings.get_profile(usual), derandomize=True, database=None
        )
        hypothesis.settings.load_profile("mutants")

    @pytest.hookimpl(tryfirst=True)
    def pytest_runtestloop(self, session: pytest.Session) -> bool:
        if session.testsfailed:
            raise session.Interrupted("the tests cannot be collected")
        importing = {name.rpartition(".")[2] for name in state()._stats}
        with _server(session):
            self._judge(session, importing)
        return True

    def _judge(self, session: pytest.Session, importing: set[str]) -> None:
        reached, seconds = self._survey(session)
        for mutant in self._mutants:
            function = mutant.name.partition(BETWEEN)[0]
            tests = sorted(reached[function], key=lambda index: seconds[index])
            verdict = self._verdict(session, mutant, tests, seconds) if tests else "no test"
            if verdict not in {"killed", "timeout"} and function in importing:
                verdict = "killed" if self._again(mutant) else "survived"
            self.verdicts[mutant.name] = verdict

    def _survey(self, session: pytest.Session) -> tuple[dict[str, list[int]], list[float]]:
        """Which tests, by their place in the session, reach which function, and how long each takes."""
        reading, writing = os.pipe()

        def survey() -> int:
            report = []
            for index in range(len(session.items)):
                state()._stats.clear()
                started = time.monotonic()
                _run(session, [index])
                report.append((time.monotonic() - started, sorted(state()._stats)))
            with os.fdopen(writing, "w") as pipe:
                json.dump(report, pipe)
            return int(session.testsfailed > 0)

        child = _fork(survey)
        os.close(writing)
        with os.fdopen(reading) as pipe:
            text = pipe.read()
        if _wait(child, LONGEST_SURVEY) != 0:
            raise session.Interrupted("the tests fail without any mutant")
        reached: dict[str, list[int]] = defaultdict(list)
        report = json.loads(text)
        for index, (_, functions) in enumerate(report):
            for function in functions:
                reached[function.rpartition(".")[2]].append(index)
        return reached, [seconds for seconds, _ in report]

    def _verdict(
        self, session: pytest.Session, mutant: Mutant, tests: Sequence[int], seconds: Sequence[float]
    ) -> str:
        def judge() -> int:
            set_mutant_under_test(f"{self._module}.{mutant.name}")
            return int(_run(session, tests))

        timeout_seconds = max(LEAST_TIMEOUT_SECONDS, TIMEOUT_FACTOR * sum(seconds[index] for index in tests))
        outcome = _wait(_fork(judge), timeout_seconds)
        return "timeout" if outcome is None else "killed" if outcome else "survived"


@contextmanager
def _server(session: pytest.Session) -> Iterator[None]:
    """Where a test needs PostgreSQL, run one for all children: for each to start its own would take too long."""
    if "TEST_DATABASE_URL" in os.environ or not any(
        "database_url" in _fixtures(item) for item in session.items
    ):
        yield
        return
    # Not before the mutants: it imports the bot.
    from tests.support.postgres import shared_server

    with shared_server(Path(os.environ["TESTS_FOLDER"])) as url:
        os.environ["TEST_DATABASE_URL"] = url
        yield


def _fixtures(item: pytest.Item) -> Sequence[str]:
    names: Sequence[str] = getattr(item, "fixturenames", ())
    return names


def _run(session: pytest.Session, tests: Sequence[int]) -> bool:
    """Run some of the tests up to the first that fails; tells whether one did."""
    before = session.testsfailed
    for index, following in zip(tests, [*tests[1:], None], strict=True):
        item = session.items[index]
        nextitem = None if following is None else session.items[following]
        item.config.hook.pytest_runtest_protocol(item=item, nextitem=nextitem)
        if session.testsfailed > before:
            return True
    return False


def _fork(work: Callable[[], int]) -> int:
    """Do something in a child; what it returns, or 1 for an error, is the child's exit status."""
    sys.stdout.flush()
    sys.stderr.flush()
    if child := os.fork():
        return child
    status = 1
    try:
        os.setsid()
        status = work()
    finally:
        sys.stdout.flush()
        os._exit(status)


def _wait(child: int, timeout_seconds: float) -> int | None:
    """The child's exit status; None for one that has to be killed, with what it started."""
    handle = os.pidfd_open(child)
    try:
        ended = select.select([handle], [], [], timeout_seconds)[0]
    finally:
        os.close(handle)
    if not ended:
        os.killpg(child, signal.SIGKILL)
    status = os.waitpid(child, 0)[1]
    return os.waitstatus_to_exitcode(status) if ended else None


def main(path: str, result: str, *tests: str) -> int:
    """Judge the mutants of ``path`` by ``tests``, and write the verdicts down."""
    mutated = Mutated(ROOT, Path(path))
    mutated.install()
    if ALIVE in os.environ:
        set_mutant_under_test(f"{mutated.module}.{os.environ[ALIVE]}")
        return pytest.main([*PYTEST, "-x", *tests])

    def again(mutant: Mutant) -> bool:
        command = [sys.executable, "-m", "tests.mutants.judge", path, result, *tests]
        alive = {**os.environ, ALIVE: mutant.name}
        return subprocess.run(command, env=alive, check=False, stdout=subprocess.DEVNULL).returncode != 0

    set_mutant_under_test("stats")
    judge = Judge(mutated.module, mutated.mutants, again)
    status = pytest.main([*PYTEST, *tests], plugins=[judge])
    verdicts = [
        {"function": each.function, "was": each.was, "now": each.now, "verdict": judge.verdicts[each.name]}
        for each in mutated.mutants
        if each.name in judge.verdicts
    ]
    if len(verdicts) != len(mutated.mutants):
        return int(status) or 1
    Path(result).write_text(json.dumps(verdicts, ensure_ascii=False, indent=1), encoding="utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
