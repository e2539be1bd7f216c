"""Changelog fragments have a kind that their changelog knows, and are one readable paragraph."""

from __future__ import annotations

import sys
import tomllib
from collections.abc import Iterator
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
DISTRIBUTIONS = (ROOT, ROOT / "sandbox")


def main() -> int:
    wrong = [line for folder in DISTRIBUTIONS for line in mistakes(folder)]
    for line in wrong:
        print(line)
    return 1 if wrong else 0


def mistakes(distribution: Path) -> Iterator[str]:
    """What is wrong with the fragments of one distribution."""
    settings = tomllib.loads((distribution / "pyproject.toml").read_text())["tool"]["towncrier"]
    kinds = {kind["directory"] for kind in settings["type"]}
    for path in sorted((distribution / settings["directory"]).glob("*.md")):
        known = len(path.suffixes) >= 2 and path.suffixes[-2].lstrip(".") in kinds
        if not known or not path.read_text().strip():
            name = path.relative_to(ROOT)
            yield f"{name}: expected NAME.KIND.md with KIND one of {', '.join(sorted(kinds))}, not empty"


if __name__ == "__main__":
    sys.exit(main())
