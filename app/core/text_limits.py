"""Text for Discord: shortening in plain sight, and dealing long text out to several messages."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from app.core.graphemes import boundary
from app.core.markdown import BARS, FENCE, FENCED
from app.core.markup import MENTION

ELLIPSIS = "…"
ESCAPED = re.compile(r"\\.", re.DOTALL)
WHOLE = re.compile(rf"\\.|{MENTION.pattern}", re.DOTALL)
ROOM = 2 * (len(FENCE) + 1)
"""What it takes to open again at the beginning of a piece, and to close at its end."""


def shortened(text: str, limit: int) -> str:
    """``text`` with at most ``limit`` characters; a cut is marked by an ellipsis, and leaves mentions, escapes and emoji whole."""
    if len(text) <= limit:
        return text
    end = limit - 1
    for whole in WHOLE.finditer(text):
        if whole.end() > end:
            end = min(end, whole.start())
            break
    return text[: boundary(text, end)].rstrip() + ELLIPSIS


def excerpt(text: str, limit: int) -> str:
    """The beginning of ``text`` on one line."""
    return shortened(" ".join(text.split()), limit)


def pack(blocks: Iterable[str], limit: int) -> list[str]:
    """Deal ``blocks`` out to as few texts of at most ``limit`` characters as their order allows.

    Blocks are joined by a line break. One that is too long by itself is broken at a line break, else at
    a space; a code block or a spoiler that is broken is closed and opened again.
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
    room = limit - (ROOM if FENCE in text or BARS in text else 0)
    before = ""
    while len(text) > (room if before else limit):
        cut = _cut(text, room)
        piece, text = before + text[:cut], text[cut:]
        mark = _left_open(piece, text)
        before = f"{mark}\n" if mark == FENCE else mark
        yield f"{piece}\n{mark}" if mark == FENCE else piece + mark
    if text:
        yield before + text


def _cut(text: str, room: int) -> int:
    """Where to break: after a line, else after a word, else anywhere but within bars and escapes."""
    cut = text.rfind("\n", 1, room) + 1 or text.rfind(" ", 1, room) + 1
    if cut:
        return cut
    left = text[:room].rstrip("\\|")
    return len(left) or room


def _left_open(piece: str, rest: str) -> str:
    """The mark that is open at the end of ``piece`` and closed in ``rest``."""
    if piece.count(FENCE) % 2:
        return FENCE
    bare = ESCAPED.sub("", FENCED.sub("", piece))
    return BARS if bare.count(BARS) % 2 and BARS in rest else ""
