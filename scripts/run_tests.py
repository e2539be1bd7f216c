"""``make test``: every test, on as many workers as there are processors, with coverage."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
LEAST_COVERAGE = 90


def main(arguments: list[str]) -> int:
    """Run pytest with ``arguments``; a run of everything is also held to the coverage."""
    workers = str(max(2, os.cpu_count() or 2))
    command = [sys.executable, "-m", "pytest", "-n", workers, "--dist", "worksteal", "--durations", "8"]
    everything = not arguments
    if everything:
        command += ["--cov", "--cov-report", "term", "--cov-fail-under", str(LEAST_COVERAGE)]
    return subprocess.run([*command, *arguments], cwd=ROOT, check=False).returncode


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
