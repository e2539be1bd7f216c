from __future__ import annotations

import pytest

from discord_sandbox.scenarios.model import Scenario
from tests.scenarios.conftest import NewPlayer, differences


async def test_what_is_expected_comes(new_player: NewPlayer, scenario: Scenario) -> None:
    wrong = await differences(new_player(scenario))
    if wrong:
        pytest.fail(f"{scenario.about}\n{wrong}", pytrace=False)
