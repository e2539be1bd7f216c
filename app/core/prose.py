"""What members write, made fit to be stored and shown."""

from __future__ import annotations

import unicodedata

import regex

from app.core.errors import InvalidInput
from app.core.i18n import Text, t, tn
from app.core.localized import Number

MOST_MARKS = 3
"""Combining marks left on one letter; real languages need two or three, "zalgo" piles up dozens."""

UNSTORABLE = regex.compile("[\x00\ud800-\udfff]")
BLANK = "\u2800\U0001d159\U00016fe4"
"""Characters without ink that Unicode does not count among those to be ignored, such as Braille's empty cell."""
_SEEN = r"[^\x00-\x7f\s\p{Default_Ignorable_Code_Point}]"
_MEANT = (
    # Flags of parts of a country are written in tags, which could hide a whole sentence elsewhere.
    "\U0001f3f4(?:\U000e0067\U000e0062(?:\U000e0065\U000e006e\U000e0067|\U000e0073\U000e0063\U000e0074"
    "|\U000e0077\U000e006c\U000e0073))\U000e007f"
    # How an emoji, an ideograph or a letter is drawn.
    r"|(?<=[\p{Emoji}--[0-9#*]])[\ufe0e\ufe0f]|(?<=[0-9#*])\ufe0f(?=\u20e3)"
    r"|(?<=\p{Han})[\ufe00-\ufe02\U000e0100-\U000e01ef]|(?<=\p{Mongolian})[\u180b-\u180d\u180f]"
    # Joiners hold emoji and some scripts together; anywhere else they only hide.
    rf"|(?<={_SEEN}\ufe0f?)[\u200c\u200d](?={_SEEN})"
)
_INVISIBLE = regex.compile(
    rf"({_MEANT})|[[\p{{Cc}}--[\t\n]]\p{{Default_Ignorable_Code_Point}}\u2028\u2029\ufff9-\ufffb]",
    regex.VERSION1,
)
_INKLESS = regex.compile(
    rf"[[\p{{Cc}}--\s]\p{{Default_Ignorable_Code_Point}}\ufff9-\ufffb{BLANK}]", regex.VERSION1
)
_BLANKS = regex.compile(f"[{BLANK}]")
_ENDS = regex.compile(rf"^[\s{BLANK}]+|[\s{BLANK}]+$")


def sanitize(text: str, *, what: Text, longest: int, shortest: int = 1, most_lines: int | None = None) -> str:
    """``text`` in NFC, without invisible characters and piled-up marks, and trimmed.

    Raises ``InvalidInput`` when it is empty, too long or cannot be stored; ``what`` names it in the
    sentence, such as "A quote".
    """
    if UNSTORABLE.search(text):
        raise InvalidInput(t("{what} cannot contain characters that are no text.", what=what))
    text = visible(text.replace("\r\n", "\n").replace("\r", "\n"))
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
                longest=Number(longest),
                length=Number(len(text)),
            )
        )
    if most_lines is not None and text.count("\n") >= most_lines:
        raise InvalidInput(t("{what} can have {lines} lines at most.", what=what, lines=Number(most_lines)))
    return text


def one_line(text: str, *, what: Text, longest: int, shortest: int = 1) -> str:
    """Like ``sanitize``, with all white space made single spaces, and without characters that are blank."""
    line = _BLANKS.sub("", " ".join(text.split()))
    return sanitize(" ".join(line.split()), what=what, longest=longest, shortest=shortest)


def visible(text: str) -> str:
    """``text`` in NFC, without what nobody can see and without piled-up marks, trimmed.

    Empty where there is nothing to see. What is blank in the midst of a text stays: pictures are made with it.
    """
    seen = _INVISIBLE.sub(lambda found: found[1] or "", text)
    return _ENDS.sub("", _without_piles(unicodedata.normalize("NFC", seen)))


def inked(text: str) -> str:
    """``text`` without all that leaves no ink and is no white space, whatever it does to what is beside it."""
    return _INKLESS.sub("", text)


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
