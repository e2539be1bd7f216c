from __future__ import annotations

import pytest


@pytest.fixture(autouse=True)
def every_request_is_as_it_should_be(request: pytest.FixtureRequest) -> None:
    """What the bot sends is judged wherever a test here has one."""
    if "bot" in request.fixturenames:
        request.getfixturevalue("nothing_discord_would_mind")
