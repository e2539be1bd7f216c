"""An application's first answer: what each kind of it may hold."""

from __future__ import annotations

from typing import Any

import pytest

from discord_sandbox.model.interaction import AnswerType
from discord_sandbox.validation.answer import DATA, suggestions
from sandbox.tests.unit.fields import (
    CHOICES,
    Field,
    changed,
    check_field,
    codes,
    many,
    optional,
    strict,
    text,
    told,
    whole,
)

FLAG_SUPPRESS, FLAG_EPHEMERAL = 1 << 2, 1 << 6


@pytest.mark.parametrize("kind", [AnswerType.DEFERRED_MESSAGE, AnswerType.DEFERRED_UPDATE])
def test_of_a_deferred_message_only_who_sees_it_is_decided(kind: AnswerType) -> None:
    for fine in (None, {}, {"flags": 0}, {"flags": None}, {"flags": FLAG_EPHEMERAL}):
        assert DATA[kind](fine) is None
    both = {"flags": FLAG_SUPPRESS | FLAG_EPHEMERAL}
    assert told(DATA[kind](both)) == {
        "flags": [("MESSAGE_FLAGS_INVALID", "Flags 4 cannot be set on a deferred message")]
    }
    assert told(DATA[kind]([])) == told(DATA[AnswerType.MESSAGE]([])) != {}
    wrong = {"content": 5, "flags": FLAG_EPHEMERAL}
    assert told(DATA[kind](wrong)) == told(DATA[AnswerType.MESSAGE](wrong)) != {}


def test_an_update_may_say_that_it_is_not_spoken() -> None:
    assert DATA[AnswerType.UPDATE]({"content": "a", "tts": True}) is None
    assert told(DATA[AnswerType.UPDATE]([])) != {}
    assert list(told(DATA[AnswerType.UPDATE]({"content": "x" * 2001, "tts": True}))) == ["content"]


def test_what_is_suggested_is_a_list_of_choices_of_the_options_type() -> None:
    text, whole = 3, 4
    named = {"choices": [{"name": "one", "value": "1"}]}
    assert suggestions(text)(named) is None
    assert list(told(suggestions(whole)(named))) == ["choices.0.value"]


@pytest.mark.parametrize("kind", [kind for kind in AnswerType if kind in DATA])
def test_which_kinds_of_answers_come_without_anything(kind: AnswerType) -> None:
    expected = {"": "MODEL_TYPE_CONVERT"} if kind is AnswerType.MODAL else {}
    assert codes(DATA[kind](None)) == expected
    assert codes(DATA[kind](5)) == {"": "MODEL_TYPE_CONVERT"}


def test_a_pong_holds_nothing() -> None:
    assert DATA[AnswerType.PONG]({}) is None
    assert codes(DATA[AnswerType.PONG]({"content": "a"})) == {"content": "UNKNOWN_FIELD"}


def test_a_first_answer_may_be_seen_by_one_alone_and_an_edit_cannot_become_so() -> None:
    assert DATA[AnswerType.MESSAGE]({"content": "a", "flags": FLAG_EPHEMERAL}) is None
    assert codes(DATA[AnswerType.MESSAGE]({"flags": 1 << 3})) == {"flags": "MESSAGE_FLAGS_INVALID"}


STRING, INTEGER, NUMBER = 3, 4, 10
WORDS = {STRING: "a", INTEGER: 5, NUMBER: 0.5}


@pytest.mark.parametrize("option", [STRING, INTEGER, NUMBER])
@pytest.mark.parametrize(
    ("path", "field"),
    [
        ("choices.0.name", strict(text(1, 100))),
        ("choices.0.name_localizations", Field([None, {"de": "x"}], [({"xx": "x"}, "xx", CHOICES)])),
    ],
)
def test_suggestions_have_names(option: int, path: str, field: Field) -> None:
    body = {"choices": [{"name": "a", "value": WORDS[option]}]}
    check_field(suggestions(option), body, path, field)
    check_field(suggestions(option), body, "choices", optional(many(body["choices"][0], 0, 25)))


@pytest.mark.parametrize(
    ("option", "field"),
    [
        (STRING, strict(text(0, 100))),
        (INTEGER, strict(whole(-(2**53 - 1), 2**53 - 1))),
        (NUMBER, Field([0.5, 2**53 - 1, 1 - 2**53], [("1", "", "NUMBER_TYPE_COERCE"), (2.0**53, "", "NUMBER_TYPE_MAX"),
                                                    (-(2.0**53), "", "NUMBER_TYPE_MIN")])),
    ],
)  # fmt: skip
def test_suggestions_are_of_the_options_type(option: int, field: Field) -> None:
    body: dict[str, Any] = {
        "choices": [{"name": "a", "value": WORDS[option]}, {"name": "b", "value": WORDS[option]}]
    }
    check_field(suggestions(option), body, "choices.1.value", field)
    assert codes(suggestions(option)(changed(body, "choices.0", {}))) == {
        "choices.0.name": "BASE_TYPE_REQUIRED",
        "choices.0.value": "BASE_TYPE_REQUIRED",
    }
