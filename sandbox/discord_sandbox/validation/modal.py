"""Modals: the forms that an application may ask somebody to fill in."""

from __future__ import annotations

from discord_sandbox.model.checks import (
    Check,
    Errors,
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
    string,
    variant,
)
from discord_sandbox.model.component import ComponentType
from discord_sandbox.model.payload import JsonObject, Payload
from discord_sandbox.validation.components import TEXT_DISPLAY, unique_ids
from discord_sandbox.validation.controls import CUSTOM_ID, NUMBERED, SELECT_CHECKS, counts, different_values
from discord_sandbox.validation.file_types import FILE_TYPES

# Discord: Interactions > Receiving and Responding > Modal (1 to 5); OpenAPI would let 40 through.
COMPONENTS_PER_MODAL = 5


# Discord: Components > Reference > Text Input (4000 characters). That the first value is held against the lengths is on no page.
def _lengths(field: Payload) -> Errors | None:
    least, most = field.get("min_length") or 0, field.get("max_length") or 4000
    if least > most:
        return {"min_length": problem("BASE_TYPE_RANGE", "min_length must not be greater than max_length")}
    value = field.get("value")
    if value and not least <= len(value) <= most:
        return {"value": problem("BASE_TYPE_BAD_LENGTH", f"Must be between {least} and {most} in length.")}
    return None


_TEXT_INPUT = every(
    record(
        NUMBERED
        | {
            "custom_id": CUSTOM_ID,
            "style": one_of(1, 2),
            "label": maybe(string(1, 45)),
            "value": maybe(string(0, 4000)),
            "placeholder": maybe(string(0, 100)),
            "required": maybe(boolean),
            "min_length": maybe(integer(0, 4000)),
            "max_length": maybe(integer(1, 4000)),
        },
        needed=("custom_id", "style"),
    ),
    _lengths,
)


def _labelled(field: JsonObject) -> Errors | None:
    return None if field.get("label") else {"label": required()}


# The old form: a text input with a label of its own, alone in a row.
_ROW = record(
    NUMBERED
    | {"components": array(variant({ComponentType.TEXT_INPUT: every(_TEXT_INPUT, _labelled)}), 1, 1)},
    needed=("components",),
)

# Discord: Components > Reference > Radio Group, Checkbox Group, Checkbox, File Upload.
_CHOICE = record(
    {
        "label": string(1, 100),
        "value": string(1, 100),
        "description": maybe(string(0, 100)),
        "default": maybe(boolean),
    },
    needed=("label", "value"),
)
_GROUP: dict[str, Check] = NUMBERED | {"custom_id": CUSTOM_ID, "required": maybe(boolean)}
_COUNTED: dict[str, Check] = _GROUP | {
    "min_values": maybe(integer(0, 10)),
    "max_values": maybe(integer(1, 10)),
}


# Discord: Components > Reference > String Select (disabled: not in a modal).
def _enabled(select: JsonObject) -> Errors | None:
    if select.get("disabled"):
        return {"disabled": problem("BASE_TYPE_UNSUPPORTED", "A select in a modal cannot be disabled")}
    return None


def _ticks(group: Payload) -> Errors | None:
    """All boxes can be ticked, unless the group says how many."""
    most = group.get("max_values") or len(group["options"])
    return merge(counts(group, most), different_values(group))


def _one_default(group: Payload) -> Errors | None:
    if sum(bool(option.get("default")) for option in group["options"]) > 1:
        return {"options": problem("BASE_TYPE_RANGE", "Only one option can be the default")}
    return None


_FIELDS: dict[int, Check] = {
    ComponentType.TEXT_INPUT: _TEXT_INPUT,
    **{kind: every(check, _enabled) for kind, check in SELECT_CHECKS.items()},
    ComponentType.FILE_UPLOAD: record(_COUNTED | {"file_types": FILE_TYPES}, needed=("custom_id",)),
    ComponentType.RADIO_GROUP: every(
        record(_GROUP | {"options": array(_CHOICE, 2, 10)}, needed=("custom_id", "options")),
        different_values,
        _one_default,
    ),
    ComponentType.CHECKBOX_GROUP: every(
        record(_COUNTED | {"options": array(_CHOICE, 1, 10)}, needed=("custom_id", "options")),
        _ticks,
    ),
    ComponentType.CHECKBOX: record(
        NUMBERED | {"custom_id": CUSTOM_ID, "default": maybe(boolean)}, needed=("custom_id",)
    ),
}
# Discord: Components > Reference > Label.
_LABEL = record(
    NUMBERED | {"label": string(1, 45), "description": maybe(string(1, 100)), "component": variant(_FIELDS)},
    needed=("label", "component"),
)

_COMPONENTS = array(
    variant(
        {
            ComponentType.ACTION_ROW: _ROW,
            ComponentType.TEXT_DISPLAY: TEXT_DISPLAY,
            ComponentType.LABEL: _LABEL,
        }
    ),
    1,
    COMPONENTS_PER_MODAL,
)

MODAL = record(
    {"custom_id": CUSTOM_ID, "title": string(1, 45), "components": every(_COMPONENTS, unique_ids)},
    needed=("custom_id", "title", "components"),
)
