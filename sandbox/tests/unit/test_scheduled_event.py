"""Scheduled events, and how often they come again.

https://discord.com/developers/docs/resources/guild-scheduled-event
"""

from __future__ import annotations

from typing import Any

import pytest

from discord_sandbox.model.checks import Check
from discord_sandbox.model.scheduled_event import EventPlace
from discord_sandbox.validation.recurrence import RECURRENCE, completed
from discord_sandbox.validation.scheduled_event import CREATE_EVENT, EDIT_EVENT, attributes
from sandbox.tests.unit.fields import (
    CHOICES,
    ID,
    LONG,
    MOMENT,
    NO_LIST,
    NO_NUMBER,
    NO_OBJECT,
    REQUIRED,
    TWICE,
    UNKNOWN,
    Field,
    check_field,
    check_needed,
    choice,
    codes,
    optional,
    picture,
    strict,
    text,
    told,
    without,
)

START, END = "2026-01-02T03:04:05+00:00", "2026-01-02T04:04:05+00:00"
STAGE, VOICE, ELSEWHERE = 1, 2, 3
YEARLY, MONTHLY, WEEKLY, DAILY = range(4)
TALK: dict[str, Any] = {
    "name": "talk", "privacy_level": 2, "scheduled_start_time": START, "entity_type": VOICE, "channel_id": "7"
}  # fmt: skip
WALK: dict[str, Any] = TALK | {
    "entity_type": ELSEWHERE, "channel_id": None, "scheduled_end_time": END, "entity_metadata": {"location": "wood"}
}  # fmt: skip
AGAIN: dict[str, Any] = {"start": START, "frequency": WEEKLY}


@pytest.mark.parametrize("check", [CREATE_EVENT, EDIT_EVENT])
@pytest.mark.parametrize(
    ("path", "field"),
    [
        ("name", strict(text(1, 100))),
        ("description", optional(text(0, 1000))),
        ("image", optional(picture(10 * 1024 * 1024))),
        (
            "scheduled_start_time",
            strict(Field([START, "2026-01-02T03:04:05Z"], [(5, "", MOMENT.wrong[0][2])])),
        ),
        ("privacy_level", strict(Field([2], [(1, "", CHOICES), (3, "", CHOICES)]))),
        ("entity_metadata", Field([None, {}], [([], "", NO_OBJECT), ({"x": 1}, "x", UNKNOWN)])),
        ("recurrence_rule", Field([None, AGAIN], [({"start": START}, "frequency", REQUIRED)])),
        ("else", Field([], [(1, "", UNKNOWN)])),
    ],
)
def test_what_an_event_holds(check: Check, path: str, field: Field) -> None:
    check_field(check, TALK, path, field)


def test_where_an_event_is() -> None:
    check_field(CREATE_EVENT, TALK, "channel_id", ID)
    check_field(
        CREATE_EVENT,
        TALK,
        "entity_type",
        Field([STAGE, VOICE], [(0, "", CHOICES), (4, "", CHOICES), (None, "", CHOICES)]),
    )
    check_field(EDIT_EVENT, TALK, "entity_type", Field([None, STAGE, VOICE, ELSEWHERE], [(4, "", CHOICES)]))
    check_field(EDIT_EVENT, TALK, "channel_id", optional(ID))
    check_field(EDIT_EVENT, TALK, "status", optional(choice(1, 2, 3, 4)))
    location = Field(["x", "x" * 100], [("x" * 101, "", LONG), ("", "", REQUIRED), (None, "", REQUIRED)])
    check_field(CREATE_EVENT, WALK, "entity_metadata.location", location)
    assert codes(CREATE_EVENT(TALK | {"status": 1})) == {"status": UNKNOWN}


def test_what_an_event_cannot_leave_out() -> None:
    needed = ("name", "privacy_level", "scheduled_start_time", "entity_type")
    check_needed(CREATE_EVENT, TALK | {"description": None}, *needed, "channel_id")
    check_needed(CREATE_EVENT, WALK, "entity_metadata.location")
    for nowhere in (WALK | {"entity_metadata": None}, without(WALK, "entity_metadata")):
        assert codes(CREATE_EVENT(nowhere)) == {"entity_metadata.location": REQUIRED}
    assert EDIT_EVENT({}) is None


@pytest.mark.parametrize("kind", [STAGE, VOICE])
def test_an_event_in_a_channel_needs_it_and_no_end(kind: int) -> None:
    talk = TALK | {"entity_type": kind}
    assert CREATE_EVENT(talk) is None
    assert CREATE_EVENT(talk | {"scheduled_end_time": END}) is None
    for missing in (None, 0):
        said = [("BASE_TYPE_REQUIRED", "This field is required")]
        assert told(CREATE_EVENT(talk | {"channel_id": missing})) == {"channel_id": said}


def test_an_event_elsewhere_has_no_channel_and_ends() -> None:
    assert CREATE_EVENT(WALK) is None
    said = [("BASE_TYPE_UNSUPPORTED", "An event elsewhere has no channel")]
    assert told(CREATE_EVENT(WALK | {"channel_id": "7"})) == {"channel_id": said}
    assert told(CREATE_EVENT(WALK | {"channel_id": 0})) == {"channel_id": said}
    assert codes(CREATE_EVENT(WALK | {"scheduled_end_time": None})) == {"scheduled_end_time": REQUIRED}


@pytest.mark.parametrize("event", [TALK, WALK])
def test_an_event_ends_after_its_start(event: dict[str, Any]) -> None:
    assert CREATE_EVENT(event | {"scheduled_end_time": "2026-01-02T03:04:05.001Z"}) is None
    said = [("GUILD_SCHEDULED_EVENT_SCHEDULE_INVALID", "Cannot schedule event that ends before it starts")]
    for end in (START, "2026-01-02T03:04:04Z", "2026-01-02T04:00:00+01:00"):
        assert told(CREATE_EVENT(event | {"scheduled_end_time": end})) == {"scheduled_end_time": said}


def test_how_an_event_is_kept() -> None:
    assert attributes(
        TALK | {"scheduled_start_time": "1970-01-01T00:01:00Z", "description": "d", "recurrence_rule": AGAIN}
    ) == {
        "name": "talk",
        "place": EventPlace.VOICE,
        "starts_at": 60.0,
        "ends_at": None,
        "description": "d",
        "channel_id": 7,
        "location": None,
        "recurrence_rule": completed(AGAIN),
    }
    walk = attributes(WALK | {"scheduled_end_time": "1970-01-01T00:02:00Z"})
    assert (walk["place"], walk["ends_at"], walk["location"]) == (EventPlace.EXTERNAL, 120.0, "wood")
    assert (walk["channel_id"], walk["description"], walk["recurrence_rule"]) == (None, None, None)


@pytest.mark.parametrize(
    ("path", "field"),
    [
        ("start", strict(MOMENT)),
        ("frequency", strict(Field([WEEKLY, DAILY], [(4, "", CHOICES), (-1, "", CHOICES), ("2", "", CHOICES)]))),
        ("interval", Field([None, 1], [(0, "", "NUMBER_TYPE_MIN"), ("1", "", NO_NUMBER)])),
        ("by_weekday", Field([None, [], [0], [6]], [([7], "0", "NUMBER_TYPE_MAX"), ([-1], "0", "NUMBER_TYPE_MIN"),
                                                     ([1, 1], "", TWICE), (1, "", NO_LIST), ([0] * 8, "", LONG)])),
        ("by_n_weekday", Field([None, []], [([{"n": 0, "day": 1}], "0.n", "NUMBER_TYPE_MIN"),
                                            ([{"n": 6, "day": 1}], "0.n", "NUMBER_TYPE_MAX"),
                                            ([{"n": 5}], "0.day", REQUIRED), ([{"day": 5}], "0.n", REQUIRED),
                                            ([{"n": 1, "day": 7}], "0.day", "NUMBER_TYPE_MAX"),
                                            ([{"n": 1, "day": 1}] * 8, "", LONG)])),
        ("by_month", Field([None, []], [([0], "0", "NUMBER_TYPE_MIN"), ([13], "0", "NUMBER_TYPE_MAX"), ([2, 2], "", TWICE)])),
        ("by_month_day", Field([None, []], [([0], "0", "NUMBER_TYPE_MIN"), ([32], "0", "NUMBER_TYPE_MAX"), ([2, 2], "", TWICE)])),
        ("count", Field([], [(1, "", UNKNOWN)])),
    ],
)  # fmt: skip
def test_what_a_recurrence_holds(path: str, field: Field) -> None:
    check_field(RECURRENCE, AGAIN, path, field)
    check_needed(RECURRENCE, AGAIN | {"interval": 1}, "start", "frequency")


N_DAY = {"n": 4, "day": 2}


@pytest.mark.parametrize(
    "rule",
    [
        {"frequency": YEARLY, "by_month": [12], "by_month_day": [31]},
        {"frequency": MONTHLY, "by_n_weekday": [N_DAY]},
        {"frequency": MONTHLY, "by_n_weekday": [N_DAY], "by_weekday": [], "interval": 1},
        {"frequency": WEEKLY},
        {"frequency": WEEKLY, "by_weekday": [6], "interval": 2},
        {"frequency": WEEKLY, "interval": 1},
        {"frequency": DAILY},
        *({"frequency": DAILY, "by_weekday": days} for days in (
            [0, 1, 2, 3, 4], [1, 2, 3, 4, 5], [6, 0, 1, 2, 3], [4, 5], [5, 6], [6, 0], [4, 3, 2, 1, 0])),
    ],
)  # fmt: skip
def test_how_an_event_comes_again(rule: dict[str, Any]) -> None:
    assert RECURRENCE({"start": START} | rule) is None


@pytest.mark.parametrize(
    ("rule", "place", "words"),
    [
        *(({"frequency": kind} | parts, "", "These parts do not go with this frequency") for kind, parts in (
            (YEARLY, {}), (YEARLY, {"by_month": [1]}), (YEARLY, {"by_month_day": [1]}),
            (YEARLY, {"by_month": [1], "by_month_day": [1], "by_weekday": [1]}), (MONTHLY, {}), (MONTHLY, {"by_weekday": [1]}),
            (MONTHLY, {"by_n_weekday": [N_DAY], "by_month": [1]}), (WEEKLY, {"by_n_weekday": [N_DAY]}),
            (WEEKLY, {"by_weekday": [1], "by_month": [1]}), (DAILY, {"by_month": [1], "by_month_day": [1]}),
            (DAILY, {"by_n_weekday": [N_DAY]}))),
        *(({"frequency": kind} | parts, "", "Only one day can be chosen") for kind, parts in (
            (YEARLY, {"by_month": [1, 2], "by_month_day": [1]}), (YEARLY, {"by_month": [1], "by_month_day": [1, 2]}),
            (MONTHLY, {"by_n_weekday": [N_DAY, {"n": 1, "day": 1}]}), (WEEKLY, {"by_weekday": [1, 2]}))),
        *(({"frequency": DAILY, "by_weekday": days}, "by_weekday", "These days cannot be chosen together") for days in (
            [0], [0, 1], [0, 1, 2, 3], [0, 1, 2, 3, 4, 5, 6], [0, 2, 3, 4, 5])),
        *(({"frequency": kind, "interval": 2} | parts, "interval", "Only every week can become every other") for kind, parts in (
            (YEARLY, {"by_month": [1], "by_month_day": [1]}), (MONTHLY, {"by_n_weekday": [N_DAY]}), (DAILY, {}),
            (DAILY, {"by_weekday": [5, 6]}))),
        ({"frequency": WEEKLY, "interval": 3}, "interval", "Only every week can become every other"),
    ],
)  # fmt: skip
def test_how_an_event_cannot_come_again(rule: dict[str, Any], place: str, words: str) -> None:
    assert told(RECURRENCE({"start": START} | rule)) == {place: [("RECURRENCE_RULE_INVALID", words)]}


def test_a_recurrence_is_kept_with_discords_defaults() -> None:
    empty = dict.fromkeys(
        ("end", "by_weekday", "by_n_weekday", "by_month", "by_month_day", "by_year_day", "count")
    )
    assert completed(None) is None
    assert completed(AGAIN) == empty | AGAIN | {"interval": 1}
    said: dict[str, Any] = {
        "by_weekday": [1],
        "by_n_weekday": [N_DAY],
        "by_month": [2],
        "by_month_day": [3],
        "interval": 2,
    }
    assert completed(AGAIN | said) == empty | AGAIN | said
    assert completed(AGAIN | {"interval": None}) == empty | AGAIN | {"interval": 1}
