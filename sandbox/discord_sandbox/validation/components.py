"""The layout of a message: which components may stand where, and how many."""

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
    one_of,
    problem,
    record,
    string,
    variant,
)
from discord_sandbox.model.component import SELECTS, ComponentType, walk
from discord_sandbox.model.payload import JsonObject, Payload
from discord_sandbox.validation.controls import BUTTON, NUMBERED, SELECT_CHECKS
from discord_sandbox.validation.embed import media_url

# Discord: Components > Reference (40 in a message, five rows in one of the old kind). Text: OpenAPI description,
# TextDisplayComponentForMessageRequest; that it counts for the whole message is on no page.
COMPONENTS_PER_MESSAGE = 40
TEXT_PER_MESSAGE = 4000
ROWS_PER_LEGACY_MESSAGE = 5


# Discord: Components > Reference > Action Row (five buttons or one select).
def _row_width(row: Payload) -> Errors | None:
    """A row holds five buttons, or one select."""
    problems = Problems()
    children = row["components"]
    if len(children) > 1 and any(child["type"] in SELECTS for child in children):
        message = "The specified component exceeds the maximum width"
        problems.add(("components", 1), "COMPONENT_LAYOUT_WIDTH_EXCEEDED", message)
    return problems.errors


ACTION_ROW = every(
    record(
        NUMBERED | {"components": array(variant({ComponentType.BUTTON: BUTTON, **SELECT_CHECKS}), 1, 5)},
        needed=("components",),
    ),
    _row_width,
)

_MEDIA = record({"url": every(string(1, 2048), media_url)}, needed=("url",))
_ALT_TEXT = maybe(string(1, 1024))


def _uploaded(value: object) -> Errors | None:
    wrong = _MEDIA(value)
    if wrong or not isinstance(value, dict) or value["url"].startswith("attachment://"):
        return wrong
    return {
        "url": problem(
            "UNFURLED_MEDIA_ITEM_ATTACHMENT_REQUIRED", "Only attachment:// references are allowed here"
        )
    }


# Discord: Components > Reference > Text Display, Thumbnail, Section, Media Gallery, File, Separator, Container.
TEXT_DISPLAY = record(NUMBERED | {"content": string(1, TEXT_PER_MESSAGE)}, needed=("content",))
_THUMBNAIL = record(
    NUMBERED | {"media": _MEDIA, "description": _ALT_TEXT, "spoiler": maybe(boolean)}, needed=("media",)
)
_SECTION = record(
    NUMBERED
    | {
        "components": array(variant({ComponentType.TEXT_DISPLAY: TEXT_DISPLAY}), 1, 3),
        "accessory": variant({ComponentType.BUTTON: BUTTON, ComponentType.THUMBNAIL: _THUMBNAIL}),
    },
    needed=("components", "accessory"),
)
_GALLERY_ITEM = record(
    {"media": _MEDIA, "description": _ALT_TEXT, "spoiler": maybe(boolean)}, needed=("media",)
)
_INSIDE_CONTAINER: dict[int, Check] = {
    ComponentType.ACTION_ROW: ACTION_ROW,
    ComponentType.SECTION: _SECTION,
    ComponentType.TEXT_DISPLAY: TEXT_DISPLAY,
    ComponentType.MEDIA_GALLERY: record(NUMBERED | {"items": array(_GALLERY_ITEM, 1, 10)}, needed=("items",)),
    ComponentType.FILE: record(NUMBERED | {"file": _uploaded, "spoiler": maybe(boolean)}, needed=("file",)),
    ComponentType.SEPARATOR: record(
        NUMBERED | {"divider": maybe(boolean), "spacing": maybe(one_of(1, 2))},
    ),
}
_CONTAINER = record(
    NUMBERED
    | {
        "components": array(variant(_INSIDE_CONTAINER), 1, COMPONENTS_PER_MESSAGE),
        "accent_color": maybe(integer(0, 0xFFFFFF)),
        "spoiler": maybe(boolean),
    },
    needed=("components",),
)

_LEGACY = array(variant({ComponentType.ACTION_ROW: ACTION_ROW}), 0, ROWS_PER_LEGACY_MESSAGE)
_V2 = array(variant(_INSIDE_CONTAINER | {ComponentType.CONTAINER: _CONTAINER}), 0, COMPONENTS_PER_MESSAGE)


# Discord: Components > Reference > Custom ID, Anatomy of a Component (unique within a message).
def unique_ids(components: list[JsonObject]) -> Errors | None:
    """No two components may share their custom id, or their number."""
    problems = Problems()
    seen: set[object] = set()
    for path, component in walk(components):
        for name in ("custom_id", "id"):
            value = component.get(name)
            if value and value in seen:
                code = f"COMPONENT_{name.upper()}_DUPLICATED"
                problems.add((*path, name), code, f"Component {name} cannot be duplicated")
            seen.add(value)
    return problems.errors


def _v2_totals(components: list[Payload]) -> Errors | None:
    parts = [component for _, component in walk(components)]
    if len(parts) > COMPONENTS_PER_MESSAGE:
        return problem(
            "BASE_TYPE_MAX_LENGTH", f"The number of components is more than {COMPONENTS_PER_MESSAGE}"
        )
    text = sum(len(part["content"]) for part in parts if part["type"] == ComponentType.TEXT_DISPLAY)
    if text > TEXT_PER_MESSAGE:
        return problem(
            "COMPONENT_DISPLAYABLE_TEXT_SIZE_EXCEEDED",
            f"Component displayable text size exceeds maximum size of {TEXT_PER_MESSAGE}",
        )
    return None


LEGACY_COMPONENTS = every(_LEGACY, unique_ids)
V2_COMPONENTS = every(_V2, unique_ids, _v2_totals)
