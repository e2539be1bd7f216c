"""Changelog fragments have a kind that the changelog knows, and are one readable paragraph."""

from __future__ import annotations

import sys
import tomllib
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent


def main() -> int:
    settings = tomllib.loads((ROOT / "pyproject.toml").read_text())["tool"]["towncrier"]
    kinds = {kind["directory"] for kind in settings["type"]}
    wrong = [
        path.name
        for path in (ROOT / settings["directory"]).glob("*.md")
        if len(path.suffixes) < 2
        or path.suffixes[-2].lstrip(".") not in kinds
        or not path.read_text().strip()
    ]
    for name in wrong:
        print(f"changes/{name}: expected NAME.KIND.md with KIND one of {', '.join(sorted(kinds))}, not empty")
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main())
