"""Text for Discord: escaping, shortening in plain sight, and dealing long text out to several messages."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

ELLIPSIS = "…"
FENCE = "```"

MARKDOWN = re.compile(r"([\\*_~`|<>\[\]])|^(\s*)([#\-+])|^(\s*\d+)(\.)", re.MULTILINE)


def escape(text: str) -> str:
    """``text`` so that Discord shows it letter by letter, on one line or many."""
    return MARKDOWN.sub(_backslash, text)


def _backslash(match: re.Match[str]) -> str:
    inline, indent, bullet, number, dot = match.groups()
    if inline:
        return f"\\{inline}"
    return f"{indent}\\{bullet}" if bullet else f"{number}\\{dot}"


def shortened(text: str, limit: int) -> str:
    """``text`` with at most ``limit`` characters; a cut is marked by an ellipsis."""
    return text if len(text) <= limit else text[: limit - 1].rstrip() + ELLIPSIS


def excerpt(text: str, limit: int) -> str:
    """The beginning of ``text`` on one line."""
    return shortened(" ".join(text.split()), limit)


def quoted(text: str) -> str:
    """``text`` as a block quote."""
    return "\n".join(f"> {line}" for line in text.splitlines())


def pack(blocks: Iterable[str], limit: int) -> list[str]:
    """Deal ``blocks`` out to as few texts of at most ``limit`` characters as their order allows.

    Blocks are joined by a line break. One that is too long by itself is broken at a line break, else at
    a space; a code block that is broken is closed and opened again.
    """
    texts: list[str] = []
    for block in blocks:
        for piece in _pieces(block, limit):
            if texts and len(texts[-1]) + 1 + len(piece) <= limit:
                texts[-1] += "\n" + piece
            else:
                texts.append(piece)
    return texts


def _pieces(text: str, limit: int) -> Iterator[str]:
    fence_room = 2 * (len(FENCE) + 1) if FENCE in text else 0
    opened = False
    while len(text) > limit - (fence_room if opened else 0):
        room = limit - fence_room
        cut = text.rfind("\n", 1, room) + 1 or text.rfind(" ", 1, room) + 1 or room
        piece, text = text[:cut], text[cut:]
        piece = f"{FENCE}\n{piece}" if opened else piece
        opened = piece.count(FENCE) % 2 == 1
        yield f"{piece}\n{FENCE}" if opened else piece
    if text:
        yield f"{FENCE}\n{text}" if opened else text
