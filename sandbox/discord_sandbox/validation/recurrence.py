"""How often an event comes again: a small part of what calendars can express."""

from __future__ import annotations

from enum import IntEnum

from discord_sandbox.model.checks import (
    Errors,
    array,
    every,
    integer,
    maybe,
    moment,
    one_of,
    problem,
    record,
    unique,
)
from discord_sandbox.model.payload import JsonObject, Payload


class Frequency(IntEnum):
    """Discord's numbers for how often."""

    YEARLY = 0
    MONTHLY = 1
    WEEKLY = 2
    DAILY = 3


# Discord: Resources > Guild Scheduled Event > Guild Scheduled Event Recurrence Rule Object, System limitations.
_WEEKDAY = integer(0, 6)
_DAILY_SETS = [{0, 1, 2, 3, 4}, {1, 2, 3, 4, 5}, {6, 0, 1, 2, 3}, {4, 5}, {5, 6}, {6, 0}]
_PARTS = ("by_weekday", "by_n_weekday", "by_month", "by_month_day")
_ALLOWED = {
    Frequency.YEARLY: ({"by_month", "by_month_day"},),
    Frequency.MONTHLY: ({"by_n_weekday"},),
    Frequency.WEEKLY: (set(), {"by_weekday"}),
    Frequency.DAILY: (set(), {"by_weekday"}),
}
"""Which parts go together with each frequency."""


def _possible(rule: Payload) -> Errors | None:
    frequency = Frequency(rule["frequency"])
    given = {part for part in _PARTS if rule.get(part)}
    if given not in _ALLOWED[frequency]:
        return problem("RECURRENCE_RULE_INVALID", "These parts do not go with this frequency")
    if frequency is Frequency.DAILY and given and set(rule["by_weekday"]) not in _DAILY_SETS:
        return {"by_weekday": problem("RECURRENCE_RULE_INVALID", "These days cannot be chosen together")}
    if frequency is not Frequency.DAILY and any(len(rule[part]) != 1 for part in given):
        return problem("RECURRENCE_RULE_INVALID", "Only one day can be chosen")
    if (rule.get("interval") or 1) not in ((1, 2) if frequency is Frequency.WEEKLY else (1,)):
        return {"interval": problem("RECURRENCE_RULE_INVALID", "Only every week can become every other")}
    return None


RECURRENCE = every(
    record(
        {
            "start": moment,
            "frequency": one_of(*Frequency),
            "interval": maybe(integer(1)),
            "by_weekday": maybe(every(array(_WEEKDAY, 0, 7), unique)),
            "by_n_weekday": maybe(
                array(record({"n": integer(1, 5), "day": _WEEKDAY}, needed=("n", "day")), 0, 7)
            ),
            "by_month": maybe(every(array(integer(1, 12), 0, 12), unique)),
            "by_month_day": maybe(every(array(integer(1, 31), 0, 31), unique)),
        },
        needed=("start", "frequency"),
    ),
    _possible,
)


def completed(rule: JsonObject | None) -> Payload | None:
    """The rule with Discord's defaults for what was left out."""
    if rule is None:
        return None
    return {
        "start": rule["start"],
        "end": None,
        "frequency": rule["frequency"],
        "interval": rule.get("interval") or 1,
        **{part: rule.get(part) for part in _PARTS},
        "by_year_day": None,
        "count": None,
    }
