"""``make mutants``: change the deciding files in small ways, one change at a time, and see whether a test notices.

``ARGS=app/core/prose.py`` takes one file, ``ARGS=--sample`` the few that CI takes.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
import time
import tomllib
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from tests.mutants.survivors import complaints, listed

ROOT = Path(__file__).resolve().parents[2]
RESULTS = ROOT / ".data" / "mutants"
KILLED = {"killed", "timeout"}


def configured() -> dict[str, Any]:
    """What pyproject.toml says: the files with the tests that judge them, the sample, the least share."""
    tools: dict[str, Any] = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["tool"]
    section: dict[str, Any] = tools["mutants"]
    return section


def main(arguments: Sequence[str]) -> int:
    """Judge the files, print a table, and complain about what is not as it should be."""
    settings = configured()
    files = _chosen(settings, arguments)
    print(f"{'file':58}{'mutants':>8}{'killed':>8}{'survived':>9}{'no test':>8}{'share':>7}{'s':>6}")
    judged = {file: _judged(file, settings["files"][file]) for file in files}
    failures = [
        f"{file}: could not be judged, see {_log(file)}" for file, each in judged.items() if each is None
    ]
    verdicts = {file: each for file, each in judged.items() if each is not None}
    _row("together", [each for mutants in verdicts.values() for each in mutants])
    failures += [
        f"{file}: {_share(mutants):.0%} killed, {settings['least_killed']:.0%} are wanted"
        for file, mutants in verdicts.items()
        if _share(mutants) < settings["least_killed"]
    ]
    alive = [
        (file, each)
        for file, mutants in verdicts.items()
        for each in mutants
        if each["verdict"] not in KILLED
    ]
    failures += complaints(listed(), alive, list(verdicts))
    for failure in failures:
        print(failure)
    return int(bool(failures))


def _chosen(settings: dict[str, Any], arguments: Sequence[str]) -> list[str]:
    if not arguments:
        return list(settings["files"])
    if list(arguments) == ["--sample"]:
        return list(settings["sample"])
    if unknown := [file for file in arguments if file not in settings["files"]]:
        raise SystemExit(f"not in [tool.mutants.files] of pyproject.toml: {', '.join(unknown)}")
    return list(arguments)


def _judged(file: str, tests: Sequence[str]) -> list[dict[str, str]] | None:
    """The verdict about each mutant of a file, from a process of its own; None if there was an error."""
    result = _log(file).with_suffix(".json")
    result.parent.mkdir(parents=True, exist_ok=True)
    result.unlink(missing_ok=True)
    started = time.monotonic()
    with _log(file).open("w", encoding="utf-8") as log:
        command = [sys.executable, "-m", "tests.mutants.judge", file, str(result), *tests]
        environment = {**os.environ, "PYTHONHASHSEED": "0"}
        outcome = subprocess.run(
            command, cwd=ROOT, check=False, stdout=log, stderr=log, env=environment
        ).returncode
    if outcome != 0 or not result.exists():
        return None
    verdicts: list[dict[str, str]] = json.loads(result.read_text(encoding="utf-8"))
    _row(file, verdicts, time.monotonic() - started)
    return verdicts


def _log(file: str) -> Path:
    return RESULTS / f"{file.replace('/', '.').removesuffix('.py')}.log"


def _row(name: str, verdicts: Sequence[dict[str, str]], seconds: float | None = None) -> None:
    killed = sum(each["verdict"] in KILLED for each in verdicts)
    survived = sum(each["verdict"] == "survived" for each in verdicts)
    untested = len(verdicts) - killed - survived
    took = "" if seconds is None else f"{seconds:.0f}"
    figures = f"{len(verdicts):8}{killed:8}{survived:9}{untested:8}{_share(verdicts):7.0%}{took:>6}"
    print(f"{name:58}{figures}", flush=True)


def _share(verdicts: Sequence[dict[str, str]]) -> float:
    return sum(each["verdict"] in KILLED for each in verdicts) / len(verdicts) if verdicts else 1.0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
