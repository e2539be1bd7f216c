"""From what somebody types to what is sent: names become mentions."""

from __future__ import annotations

import re

from discord_sandbox.page.candidates import Candidate, channels, roles, users
from discord_sandbox.page.viewer import Viewer


def written(viewer: Viewer, text: str) -> str:
    """The text with the ids of those whose names stand behind @ and #."""
    if "@" not in text and "#" not in text:
        return text
    marks = (
        _marks(users(viewer), "<@{}>") | _marks(roles(viewer), "<@&{}>") | _marks(channels(viewer), "<#{}>")
    )
    for everybody in ("@everyone", "@here"):
        marks.pop(everybody, None)
    if not marks:
        return text
    names = "|".join(map(re.escape, sorted(marks, key=len, reverse=True)))
    return re.sub(rf"(?<![\w<])(?:{names})(?!\w)", lambda found: marks[found[0]], text)


def _marks(candidates: list[Candidate], mark: str) -> dict[str, str]:
    return {each.typed: mark.format(each.value) for each in candidates}
