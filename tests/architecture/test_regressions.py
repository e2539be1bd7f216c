"""Every case of the bot that came before is held by a test, or says what it waits for."""

from __future__ import annotations

from tests.architecture.regressions import cases, holders


def test_every_case_is_told_once() -> None:
    assert [case.number for case in cases()] == list(range(1, 91))


def test_every_case_is_held_or_says_why_not() -> None:
    held = holders()
    unheld = {case.number for case in cases() if not case.waits and not case.gone}
    assert unheld - held.keys() == set()
    assert held.keys() - unheld == set(), "held already, or unknown: say so in regressions.toml"
