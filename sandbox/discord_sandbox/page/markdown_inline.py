"""Inside a line: spoilers, mentions, timestamps, emoji and bare addresses."""

from __future__ import annotations

import re

from markdown_it import MarkdownIt
from markdown_it.rules_inline import StateInline

_SPOILER = "||"
_EVERYONE = re.compile(r"@(everyone|here)\b")
_ADDRESS = re.compile(r"https?://[^\s<>|]+")
_TRAILING = ".,:;\"'!?*_~"
_SCHEME = re.compile(r"https?$")
_ANGLED: tuple[tuple[str, re.Pattern[str]], ...] = (
    ("user", re.compile(r"<@!?(\d{1,20})>")),
    ("role", re.compile(r"<@&(\d{1,20})>")),
    ("channel", re.compile(r"<#(\d{1,20})>")),
    ("command", re.compile(r"</([-_'\w]{1,32}(?: [-_'\w]{1,32}){0,2}):(\d{1,20})>")),
    ("emoji", re.compile(r"<(a?):(\w{2,32}):(\d{1,20})>")),
    ("moment", re.compile(r"<t:(-?\d{1,13})(?::([tTdDfFRsS]))?>")),
    ("address", re.compile(r"<(https?://[^\s<>]+)>")),
)


def install(parser: MarkdownIt) -> None:
    parser.inline.add_terminator_char("|")
    ruler = parser.inline.ruler
    ruler.before("emphasis", "discord_spoiler", _spoiler)
    ruler.before("link", "discord_angled", _angled)
    ruler.before("link", "discord_everyone", _everyone)
    ruler.before("link", "discord_address", _address)


def _spoiler(state: StateInline, silent: bool) -> bool:  # noqa: FBT001 - the parser's signature
    start = state.pos + len(_SPOILER)
    end = state.src.find(_SPOILER, start, state.posMax)
    if not state.src.startswith(_SPOILER, state.pos) or end <= start:
        return False
    if not silent:
        _around(state, "spoiler", start, end)
    state.pos = end + len(_SPOILER)
    return True


def _around(state: StateInline, kind: str, start: int, end: int) -> None:
    """Two tokens, with those of what lies between them inside."""
    limit = state.posMax
    state.push(f"{kind}_open", "span", 1)
    state.pos, state.posMax = start, end
    state.md.inline.tokenize(state)
    state.push(f"{kind}_close", "span", -1)
    state.posMax = limit


def _angled(state: StateInline, silent: bool) -> bool:  # noqa: FBT001 - the parser's signature
    if state.src[state.pos] != "<":
        return False
    for kind, pattern in _ANGLED:
        found = pattern.match(state.src, state.pos, state.posMax)
        if found:
            return _push(state, silent=silent, kind=kind, groups=found.groups(), end=found.end())
    return False


def _everyone(state: StateInline, silent: bool) -> bool:  # noqa: FBT001 - the parser's signature
    found = _EVERYONE.match(state.src, state.pos, state.posMax)
    if not found:
        return False
    return _push(state, silent=silent, kind="everyone", groups=found.groups(), end=found.end())


def _address(state: StateInline, silent: bool) -> bool:  # noqa: FBT001 - the parser's signature
    """A bare address. The parser stops at the colon, when its scheme has been taken for text already."""
    scheme = _SCHEME.search(state.pending) if state.src.startswith("://", state.pos) else None
    if scheme is None or state.linkLevel:
        return False
    start = state.pos - len(scheme[0])
    found = _ADDRESS.match(state.src, start, state.posMax)
    if found is None:
        return False
    address = _without_punctuation(found[0])
    if not silent:
        state.pending = state.pending[: -len(scheme[0])]
    return _push(state, silent=silent, kind="address", groups=(address,), end=start + len(address))


def _without_punctuation(address: str) -> str:
    """A sentence may end behind an address, or a bracket that was opened before it."""
    while address and (
        address[-1] in _TRAILING or (address[-1] == ")" and address.count("(") < address.count(")"))
    ):
        address = address[:-1]
    return address


def _push(state: StateInline, *, silent: bool, kind: str, groups: tuple[object, ...], end: int) -> bool:
    if not silent:
        token = state.push(f"discord_{kind}", "", 0)
        token.meta = {"groups": groups}
    state.pos = end
    return True
