"""Blocks where Discord's dialect differs: lines keep their breaks, quotes end with their line."""

from __future__ import annotations

import re

from markdown_it import MarkdownIt
from markdown_it.ruler import RuleOptionsType
from markdown_it.rules_block import StateBlock

_HEADING = re.compile(r"(#{1,3})\s+(?=\S)(.*)")
_SUBTEXT = re.compile(r"-#\s+(?=\S)(.*)")
_QUOTED = "quoted"


def install(parser: MarkdownIt) -> None:
    interrupting: RuleOptionsType = {"alt": ["paragraph", "list"]}
    ruler = parser.block.ruler
    ruler.before("list", "discord_quote", _quote, interrupting)
    ruler.before("list", "discord_heading", _heading, interrupting)
    ruler.before("list", "discord_subtext", _subtext, interrupting)
    ruler.at("paragraph", _paragraph)


def _text(state: StateBlock, line: int) -> str:
    return state.src[state.bMarks[line] + state.tShift[line] : state.eMarks[line]]


def _heading(state: StateBlock, line: int, _end: int, silent: bool) -> bool:  # noqa: FBT001 - the parser's signature
    found = _HEADING.fullmatch(_text(state, line))
    return found is not None and (silent or _single(state, line, f"h{len(found[1])}", found[2]))


def _subtext(state: StateBlock, line: int, _end: int, silent: bool) -> bool:  # noqa: FBT001 - the parser's signature
    found = _SUBTEXT.fullmatch(_text(state, line))
    return found is not None and (silent or _single(state, line, "small", found[1]))


def _single(state: StateBlock, line: int, tag: str, content: str) -> bool:
    """A block of one line."""
    state.line = line + 1
    kind = "subtext" if tag == "small" else "heading"
    state.push(f"{kind}_open", tag, 1)
    _inline(state, content.strip())
    state.push(f"{kind}_close", tag, -1)
    return True


def _quote(state: StateBlock, line: int, end: int, silent: bool) -> bool:  # noqa: FBT001 - the parser's signature
    """Lines that begin with ``> ``; after ``>>> `` everything is quoted. A quote holds no further quote."""
    text = _text(state, line)
    rest = text.startswith(">>> ")
    if state.env.get(_QUOTED) or not (rest or text.startswith("> ")):
        return False
    if silent:
        return True
    last = line + 1
    lines = [text[4:] if rest else text[2:]]
    while last < end and (rest or _text(state, last).startswith("> ")):
        lines.append(_text(state, last) if rest else _text(state, last)[2:])
        last += 1
    state.line = last
    state.push("blockquote_open", "blockquote", 1)
    state.md.block.parse("\n".join(lines), state.md, {**state.env, _QUOTED: True}, state.tokens)
    state.push("blockquote_close", "blockquote", -1)
    return True


def _paragraph(state: StateBlock, line: int, end: int, _silent: bool) -> bool:  # noqa: FBT001 - the parser's signature
    """Everything up to another kind of block, with its empty lines."""
    terminators = state.md.block.ruler.getRules("paragraph")
    last = line + 1
    while last < end and not _ends(state, last):
        if any(rule(state, last, end, True) for rule in terminators):
            break
        last += 1
    state.line = last
    state.push("paragraph_open", "p", 1)
    _inline(state, state.getLines(line, last, state.blkIndent, False).strip())
    state.push("paragraph_close", "p", -1)
    return True


def _ends(state: StateBlock, line: int) -> bool:
    """Whether a list item's text is over."""
    return state.blkIndent > 0 and (state.isEmpty(line) or state.sCount[line] < state.blkIndent)


def _inline(state: StateBlock, content: str) -> None:
    token = state.push("inline", "", 0)
    token.content = content
    token.children = []
