"""What members write, made fit to be stored and shown."""

from __future__ import annotations

import re
import unicodedata

from app.core.errors import InvalidInput
from app.core.i18n import Text, t, tn

MOST_MARKS = 3
"""Combining marks left on one letter; real languages need two or three, "zalgo" piles up dozens."""

UNSTORABLE = re.compile("[\x00\ud800-\udfff]")
INVISIBLE = re.compile(
    "[\x01-\x08\x0b-\x1f\x7f-\x9f"  # control characters, without tab and line feed
    "\xad\u061c\u180e\u200b\u200e\u200f\u2028-\u202e\u2060-\u206f\ufeff\ufff9-\ufffb"  # bidi, zero-width
    "\U000e0000-\U000e007f]"  # tags, which can hide a whole sentence
)
JOINER_ALONE = re.compile(r"(?<![^\x00-\x7f])[\u200c\u200d]|[\u200c\u200d](?![^\x00-\x7f])")
"""Zero-width joiners hold emoji and some scripts together; beside ASCII they only hide."""


def sanitize(text: str, *, what: Text, longest: int, shortest: int = 1, most_lines: int | None = None) -> str:
    """``text`` in NFC, without invisible characters and piled-up marks, and trimmed.

    Raises ``InvalidInput`` when it is empty, too long or cannot be stored; ``what`` names it in the
    sentence, such as "A quote".
    """
    if UNSTORABLE.search(text):
        raise InvalidInput(t("{what} cannot contain characters that are no text.", what=what))
    text = visible(text.replace("\r\n", "\n").replace("\r", "\n")).strip()
    if len(text) < shortest:
        raise InvalidInput(
            tn(
                "{what} needs at least one character.",
                "{what} needs at least {count} characters.",
                shortest,
                what=what,
            )
        )
    if len(text) > longest:
        raise InvalidInput(
            t(
                "{what} can have {longest} characters at most; this one has {length}.",
                what=what,
                longest=longest,
                length=len(text),
            )
        )
    if most_lines is not None and text.count("\n") >= most_lines:
        raise InvalidInput(t("{what} can have {lines} lines at most.", what=what, lines=most_lines))
    return text


def one_line(text: str, *, what: Text, longest: int, shortest: int = 1) -> str:
    """Like ``sanitize``, with all white space made single spaces."""
    return sanitize(" ".join(text.split()), what=what, longest=longest, shortest=shortest)


def visible(text: str) -> str:
    """``text`` in NFC, without what nobody can see and without piled-up marks."""
    return _without_piles(JOINER_ALONE.sub("", INVISIBLE.sub("", unicodedata.normalize("NFC", text))))


def _without_piles(text: str) -> str:
    if text.isascii():
        return text
    kept: list[str] = []
    marks = 0
    for character in text:
        marks = marks + 1 if unicodedata.category(character) in {"Mn", "Me"} else 0
        if marks <= MOST_MARKS:
            kept.append(character)
    return "".join(kept)
