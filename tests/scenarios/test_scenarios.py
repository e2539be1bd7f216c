from __future__ import annotations

from app.sandbox.scenario.model import Scenario
from tests.scenarios.conftest import NewPlayer, differences


async def test_what_is_expected_comes(new_player: NewPlayer, scenario: Scenario) -> None:
    wrong = await differences(new_player(scenario))
    assert not wrong, f"{scenario.about}\n{wrong}"
