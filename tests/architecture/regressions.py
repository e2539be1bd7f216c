"""What went wrong before, and which tests hold it: ``python -m tests.architecture.regressions`` prints the page."""

from __future__ import annotations

import ast
import sys
import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
CASES = Path(__file__).with_name("regressions.toml")
INTRODUCTION = """\
# What went wrong before

<!-- Generated from the markers of the tests by `make generate`. Do not edit. -->

The bot that came before had users for years, and these are the cases that its history tells of. A test that holds one
carries its number: `@pytest.mark.regression(55)`. A case without a test waits for the feature that is named.
"""


@dataclass(frozen=True, slots=True)
class Case:
    """One of the cases; it is held by tests unless it ``waits`` for a feature, or is ``gone`` for a reason."""

    number: int
    section: str
    says: str
    waits: str = ""
    gone: str = ""


def cases() -> list[Case]:
    """All of them, by number."""
    found = []
    for section in tomllib.loads(CASES.read_text(encoding="utf-8")).values():
        title = section.pop("title")
        for number, case in section.items():
            about = {"says": case} if isinstance(case, str) else case
            found.append(Case(int(number), title, **about))
    return found


def holders() -> dict[int, list[str]]:
    """The tests that hold each case, as ``file::test``."""
    found: dict[int, list[str]] = {}
    for folder in ("tests", "sandbox/tests"):
        for path in sorted((ROOT / folder).rglob("test_*.py")):
            for number, test in _marked(path):
                found.setdefault(number, []).append(f"{path.relative_to(ROOT)}::{test}")
    return found


def _marked(path: Path) -> Iterator[tuple[int, str]]:
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            for decorator in node.decorator_list:
                if (
                    isinstance(decorator, ast.Call)
                    and ast.unparse(decorator.func) == "pytest.mark.regression"
                ):
                    yield from ((int(ast.literal_eval(number)), node.name) for number in decorator.args)


def page() -> str:
    """The page: every case with the tests that hold it, or what it waits for."""
    held, lines, section = holders(), [INTRODUCTION], ""
    for case in cases():
        if case.section != section:
            section = case.section
            lines.append(f"\n## {section}\n\n| | what has to be | held by |\n| ---: | --- | --- |\n")
        lines.append(f"| {case.number} | {case.says} | {_held_by(case, held)} |\n")
    return "".join(lines)


def _held_by(case: Case, held: Mapping[int, list[str]]) -> str:
    if case.gone:
        return case.gone
    if case.waits:
        return f"open: waits for {case.waits}"
    return ", ".join(f"`{test}`" for test in held.get(case.number, ()))


if __name__ == "__main__":
    sys.stdout.write(page())
