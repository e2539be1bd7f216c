"""An edit, word by word: what was there, what is there now, and what of it changed."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from difflib import SequenceMatcher
from itertools import chain
from typing import TypeAlias

from app.core.words import CODE, CUT, Word, plain_words, words_of

MOST_PAIRS = 200_000
"""Pairs of equal words beyond which all between the first and the last change counts as changed."""
CONTEXT = 12
"""Words of what did not change that are shown on each side of what did."""

Unit: TypeAlias = list[Word]
"""A word with the space behind it: spaces alone would match everywhere."""


@dataclass(frozen=True, slots=True)
class Change:
    """Both sides of an edit. What is hidden in one of them is hidden in both."""

    before: list[Word]
    after: list[Word]


@dataclass(slots=True)
class _Block:
    """A stretch that is the same on both sides, or that took another's place."""

    before: list[Unit]
    after: list[Unit]
    same: bool


def compared(before: str, after: str) -> Change:
    """What changed from ``before`` to ``after``."""
    blocks = list(_joined(_blocks(_units(words_of(before)), _units(words_of(after)))))
    _cover(blocks)
    kept = any(block.same and _worth_keeping(block) for block in blocks)
    change = Change([], [])
    for number, block in enumerate(blocks):
        ends = {"first": number == 0, "last": number == len(blocks) - 1}
        # Where nothing stayed, marks on everything would only be in the way.
        changed = kept and not block.same
        for words, units in ((change.before, block.before), (change.after, block.after)):
            shown = _abridged(units, **ends) if block.same else units
            words.extend(replace(word, changed=changed) for word in chain(*shown))
    return change


def _units(words: Iterable[Word]) -> list[Unit]:
    units: list[Unit] = []
    for word in words:
        if units and word.text.isspace() and word.text != "\n":
            units[-1].append(word)
        else:
            units.append([word])
    return units


def _keys(units: Iterable[Unit]) -> list[str]:
    """What units are compared by: not whether they are hidden, nor how much space there is."""
    return [unit[0].text for unit in units]


def _blocks(before: list[Unit], after: list[Unit]) -> Iterator[_Block]:
    """The stretches in order."""
    old, new = _keys(before), _keys(after)
    start = _shared(old, new)
    end = _shared(old[start:][::-1], new[start:][::-1])
    old_end, new_end = len(old) - end, len(new) - end
    yield _Block(before[:start], after[:start], same=True)
    yield from _middle(before[start:old_end], after[start:new_end])
    yield _Block(before[old_end:], after[new_end:], same=True)


def _middle(before: list[Unit], after: list[Unit]) -> Iterator[_Block]:
    old, new = _keys(before), _keys(after)
    seen = Counter(old)
    if sum(seen[text] for text in new) > MOST_PAIRS:
        yield _Block(before, after, same=False)
        return
    for tag, i1, i2, j1, j2 in SequenceMatcher(None, old, new, autojunk=False).get_opcodes():
        yield _Block(before[i1:i2], after[j1:j2], same=tag == "equal")


def _shared(old: Sequence[str], new: Sequence[str]) -> int:
    """How many words from the beginning are the same."""
    count = 0
    for one, other in zip(old, new, strict=False):
        if one != other:
            break
        count += 1
    return count


def _joined(blocks: Iterator[_Block]) -> Iterator[_Block]:
    """Changes with next to nothing between them are one change."""
    change: list[_Block] = []
    gap: list[_Block] = []
    for block in blocks:
        if not block.before and not block.after:
            continue
        if not block.same:
            change += [*gap, block]
            gap = []
        elif change and not gap and not _worth_keeping(block):
            gap = [block]
        else:
            yield from (*_one(change), *gap, block)
            change, gap = [], []
    yield from (*_one(change), *gap)


def _one(change: Sequence[_Block]) -> list[_Block]:
    """Several stretches as one that changed."""
    before = [unit for block in change for unit in block.before]
    after = [unit for block in change for unit in block.after]
    return [_Block(before, after, same=False)] if change else []


def _worth_keeping(block: _Block) -> bool:
    """Whether what stayed is more than a comma or a line break."""
    return any(any(map(str.isalnum, unit[0].text)) for unit in block.before)


def _cover(blocks: list[_Block]) -> None:
    """Hide in both sides what one of them hides."""
    moved = any(_differs(block) if block.same else _hides(block) for block in blocks)
    for block in blocks:
        if block.same:
            for number, (old, new) in enumerate(zip(block.before, block.after, strict=True)):
                if old[0].hidden or new[0].hidden:
                    block.before[number], block.after[number] = _hidden(old), _hidden(new)
        elif moved:
            # What was hidden may have stood, or stand, in any other place.
            block.before = [_hidden(unit) for unit in block.before]
            block.after = [_hidden(unit) for unit in block.after]


def _hides(block: _Block) -> bool:
    return any(word.hidden for word in chain(*block.before, *block.after))


def _differs(block: _Block) -> bool:
    """Whether the spoilers of what stayed were changed."""
    pairs = zip(block.before, block.after, strict=True)
    return any(old[0].hidden != new[0].hidden for old, new in pairs)


def _hidden(unit: Unit) -> Unit:
    parts = chain.from_iterable(plain_words(word.text) if word.kind == CODE else [word] for word in unit)
    return [replace(part, hidden=True) for part in parts]


def _abridged(units: list[Unit], *, first: bool, last: bool) -> list[Unit]:
    """What stayed, without what is far from any change."""
    start = [] if first else units[:CONTEXT]
    end = [] if last else units[-CONTEXT:]
    if (first and last) or len(units) <= len(start) + len(end) + CONTEXT // 2:
        return units
    return [*start, [Word("… ", CUT)], *end]
