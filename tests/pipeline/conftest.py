"""The whole bot in this process, connected over real sockets to a local Discord in this process."""

from __future__ import annotations

import pytest


@pytest.fixture(autouse=True)
def every_request_is_as_it_should_be(nothing_discord_would_mind: None) -> None:
    """What the bot sends is judged in every one of these tests."""
