"""Buttons and selects."""

from __future__ import annotations

from discord_sandbox.model.checks import (
    Check,
    Errors,
    Problems,
    array,
    boolean,
    every,
    integer,
    maybe,
    merge,
    one_of,
    problem,
    record,
    required,
    snowflake,
    string,
)
from discord_sandbox.model.component import ButtonStyle, ComponentType
from discord_sandbox.model.payload import JsonObject, Payload
from discord_sandbox.validation.embed import link
from discord_sandbox.validation.emoji import is_emoji

# Discord: Components > Reference > Custom ID. Numbers: Anatomy of a Component.
CUSTOM_ID = string(1, 100)
NUMBERED: dict[str, Check] = {"type": integer(), "id": maybe(integer(0, 2**31 - 1))}
"""What every component has."""


def no_emoji() -> Errors:
    return problem("BUTTON_COMPONENT_INVALID_EMOJI", "Invalid emoji")


# On no page: a name without an id that is no emoji is refused.
def _drawn(emoji: Payload) -> Errors | None:
    """Without an id, the name has to be the emoji itself."""
    if emoji.get("id") or is_emoji(emoji.get("name") or ""):
        return None
    return {"name": no_emoji()}


EMOJI = maybe(
    every(record({"id": maybe(snowflake), "name": maybe(string(0, 32)), "animated": maybe(boolean)}), _drawn)
)


# Discord: Components > Reference > Button (which style needs what, which cannot stand together).
def _button_target(button: Payload) -> Errors | None:
    """A link needs its address, a premium button its product, every other one its id; and nothing else."""
    targets = {"url", "sku_id", "custom_id"}
    needed = {ButtonStyle.LINK: "url", ButtonStyle.PREMIUM: "sku_id"}.get(button["style"], "custom_id")
    if not button.get(needed):
        return {needed: required()}
    for other in sorted(targets - {needed}):
        if button.get(other):
            return {other: problem("BASE_TYPE_UNSUPPORTED", f"A button with {needed} cannot have {other}")}
    if needed != "sku_id" and not (button.get("label") or button.get("emoji")):
        return problem("BUTTON_COMPONENT_LABEL_REQUIRED", "A button must have a label or an emoji")
    return None


BUTTON = every(
    record(
        NUMBERED
        | {
            "style": one_of(*ButtonStyle),
            "label": maybe(string(0, 80)),
            "emoji": EMOJI,
            "custom_id": maybe(CUSTOM_ID),
            "sku_id": maybe(snowflake),
            "url": maybe(every(string(1, 512), link)),
            "disabled": maybe(boolean),
        },
        needed=("style",),
    ),
    _button_target,
)

# Discord: Components > Reference > String Select, Select Option Structure.
_OPTION = record(
    {
        "label": string(1, 100),
        "value": string(1, 100),
        "description": maybe(string(0, 100)),
        "emoji": EMOJI,
        "default": maybe(boolean),
    },
    needed=("label", "value"),
)
_SELECT: dict[str, Check] = NUMBERED | {
    "custom_id": CUSTOM_ID,
    "placeholder": maybe(string(0, 150)),
    "min_values": maybe(integer(0, 25)),
    "max_values": maybe(integer(1, 25)),
    "disabled": maybe(boolean),
    "required": maybe(boolean),
}


def _select_counts(select: JsonObject) -> Errors | None:
    return merge(counts(select, _given(select, "max_values")), different_values(select))


# Discord: Components > Reference > String Select. That the greatest number is held against the options is on no page.
def counts(select: Payload, most: int) -> Errors | None:
    """Whether so many can be chosen, of the options where there are some."""
    problems = Problems()
    if _given(select, "min_values") > most:
        problems.add(("min_values",), "BASE_TYPE_RANGE", "min_values must not be greater than max_values")
    options = select.get("options")
    if options is not None and most > len(options):
        message = f"int value should be less than or equal to {len(options)}."
        problems.add(("max_values",), "NUMBER_TYPE_MAX", message)
    return problems.errors


# On no page: equal values of two options are refused.
def different_values(select: Payload) -> Errors | None:
    """No value stands for two options."""
    problems = Problems()
    values = [option["value"] for option in select.get("options") or ()]
    for index, value in enumerate(values):
        if value in values[:index]:
            message = "The specified option value is already used"
            problems.add(("options", index, "value"), "SELECT_COMPONENT_OPTION_VALUE_DUPLICATED", message)
    return problems.errors


def _given(select: Payload, name: str) -> int:
    value = select.get(name)
    return 1 if value is None else int(value)


def _default_values(*kinds: str) -> Check:
    item = record({"id": snowflake, "type": one_of(*kinds)}, needed=("id", "type"))
    return maybe(array(item, 0, 25))


STRING_SELECT = every(
    record(_SELECT | {"options": array(_OPTION, 1, 25)}, needed=("custom_id", "options")), _select_counts
)
SELECT_CHECKS: dict[int, Check] = {
    ComponentType.STRING_SELECT: STRING_SELECT,
    **{
        kind: every(record(_SELECT | more, needed=("custom_id",)), _select_counts)
        for kind, more in (
            (ComponentType.USER_SELECT, {"default_values": _default_values("user")}),
            (ComponentType.ROLE_SELECT, {"default_values": _default_values("role")}),
            (ComponentType.MENTIONABLE_SELECT, {"default_values": _default_values("user", "role")}),
            (
                ComponentType.CHANNEL_SELECT,
                {"default_values": _default_values("channel"), "channel_types": maybe(array(integer(0)))},
            ),
        )
    },
}
