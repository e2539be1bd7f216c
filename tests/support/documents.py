"""The documentation as tests read it: its pages, and the fenced blocks in them."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from markdown_it import MarkdownIt

from app.settings.loader import ROOT

DOCS = ROOT / "docs"
PAGES = [
    ROOT / "README.md",
    *(page for page in sorted(DOCS.rglob("*.md")) if not {"_build", "generated"} & set(page.parts)),
]


def name_of(page: Path) -> str:
    """How a test calls a page: ``docs/plugins/quotes.md``."""
    return page.relative_to(ROOT).as_posix()


@dataclass(frozen=True, slots=True)
class Block:
    """A fenced block: its language, the number of its first line, its text and its options."""

    language: str
    line: int
    text: str
    options: dict[str, str]

    @property
    def lines(self) -> list[tuple[int, str]]:
        """The lines with their numbers in the page."""
        return list(enumerate(self.text.splitlines(), self.line))


def blocks(page: Path, *languages: str) -> Iterator[Block]:
    """The blocks of a page, only those in ``languages`` if any are named, as the documentation's parser sees them."""
    for token in MarkdownIt().parse(page.read_text(encoding="utf-8")):
        if token.type == "fence" and token.map is not None:
            block = _block(token.info.strip(), token.map[0] + 2, token.content)
            if not languages or block.language in languages:
                yield block


def _block(info: str, line: int, text: str) -> Block:
    """One block; ``{code-block} diff`` is one in diff, with options at its top."""
    options: dict[str, str] = {}
    while match := re.match(r":([a-z-]+):[ ]*(.*)\n", text):
        options[match[1]] = match[2]
        text, line = text[match.end() :], line + 1
    return Block(info.removeprefix("{code-block}").strip(), line, text, options)


def inline_code(page: Path) -> Iterator[str]:
    """What stands between backticks in the running text and the tables of a page."""
    for token in MarkdownIt().enable("table").parse(page.read_text(encoding="utf-8")):
        yield from (child.content for child in token.children or () if child.type == "code_inline")


def says(wanted: str, text: str, start: int = 0) -> int | None:
    """Where ``wanted`` ends in ``text`` at or after ``start``; ``…`` in it stands for anything on the line."""
    pattern = ".*?".join(re.escape(part) for part in wanted.strip().split("…"))
    found = re.compile(pattern).search(text, start)
    return found.end() if found else None
