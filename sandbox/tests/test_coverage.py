"""What is answered and what is not is listed, completely."""

from __future__ import annotations

from pathlib import Path

import pytest

from discord_sandbox.rest.listing import answered, page, unanswered
from sandbox.tests.events import SHAPES
from sandbox.tests.plain import DESCRIPTION

DIFFERENCES = Path(__file__).parents[2] / "docs" / "sandbox-differences.md"
OLDER = {("PATCH", "/guilds/{guild_id}/members/@me/nick")}
"""Discord still answers these, without describing them."""


def test_nothing_is_listed_twice() -> None:
    listed = [*answered(), *unanswered()]
    assert len(listed) == len(set(listed))


def test_the_page_has_both() -> None:
    there, missing = page().split("## Not answered")
    assert all(f"{method} {path}\n" in there for method, path in answered())
    assert all(f"{method} {path}\n" in missing for method, path in unanswered())


def test_the_lists_are_what_discord_describes() -> None:
    if DESCRIPTION is None:
        pytest.skip("Discord's description is not at hand")
    described = set(DESCRIPTION.operations())
    without = sorted(described - set(answered()))
    assert set(answered()) - described == OLDER
    assert without == sorted(unanswered())


def test_every_event_is_listed() -> None:
    listed = DIFFERENCES.read_text().split("## Events")[1].split()
    assert [name for name in SHAPES if name not in listed] == []
