"""What counts as the same letter in a search: case, width and form do not matter, nor do marks that one can leave out.

Which marks those are depends on the script: accents in Latin and Greek, vowel points in Hebrew and Arabic, stress in
Cyrillic. In other scripts a mark makes another letter, as in Japanese and in the scripts of India.
"""

from __future__ import annotations

import unicodedata

import regex

_UNSEEN = regex.compile(r"[\p{Default_Ignorable_Code_Point}\p{Cc}\ufff9-\ufffb]+")
"""A mark that joins emoji is one as well, so who wants to know which belong together looks before."""
_SPACE = regex.compile(r"[\s\u2800]+")
_FOLDED = regex.compile(r"(?V1)[^[\p{Emoji}--\p{ASCII}]]+")
"""NFKC makes letters of some emoji, such as that for information."""
_OMITTED = regex.compile(
    r"([\p{Latin}\p{Greek}\p{Hebrew}\p{Arabic}])\p{Mn}+|([аеиоуыэюяєіАЕИОУЫЭЮЯЄІ])[\u0300\u0301]+|([еЕ])\u0308"
)
_DIGIT = regex.compile(r"(?V1)[\p{Nd}--\p{ASCII}]")
_ALIKE = str.maketrans(
    {
        **dict(zip("øłđıħŧŋĸſ", "oldihtnks", strict=True)),
        "æ": "ae",
        "œ": "oe",
        "ð": "d",
        "þ": "th",
        # Letters that Arabic and Persian keyboards have at the same place, and the long one that only fills a line.
        "ى": "ي",
        "ی": "ي",
        "ک": "ك",
        "ە": "ه",
        "ة": "ه",
        "ـ": None,
        **dict.fromkeys("‘’‛ʼʹʻ´＇", "'"),
        **dict.fromkeys("“”„‟«»", '"'),
        **dict.fromkeys("‐‑‒–—―−", "-"),
    }
)
"""Letters and signs that Unicode does not take apart, by what people type in their place."""


def fold(text: str) -> str:
    """``text`` as it is compared, with single spaces."""
    if not text.isascii():
        text = _FOLDED.sub(_folded, _UNSEEN.sub(_nothing_or_space, text))
    return _SPACE.sub(" ", text.lower()).strip()


def _nothing_or_space(match: regex.Match[str]) -> str:
    return " " if _SPACE.search(match[0]) else ""


def _folded(match: regex.Match[str]) -> str:
    bare = _OMITTED.sub(r"\1\2\3", unicodedata.normalize("NFKD", match[0].translate(_ALIKE)))
    alike = bare.casefold().translate(_ALIKE)
    return unicodedata.normalize("NFKC", _DIGIT.sub(_ascii_digit, alike))


def _ascii_digit(match: regex.Match[str]) -> str:
    return str(unicodedata.decimal(match[0]))
