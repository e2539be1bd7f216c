"""The bodies with which roles are made and changed."""

from __future__ import annotations

from typing import Any

from discord_sandbox.model.checks import (
    Check,
    array,
    boolean,
    integer,
    maybe,
    permission_set,
    record,
    snowflake,
    string,
)
from discord_sandbox.model.payload import Payload
from discord_sandbox.validation.image import EMOJI_BYTES, image

_COLOUR = maybe(integer(0, 0xFFFFFF))
# Discord: Resources > Guild > Create Guild Role. Lengths: OpenAPI description, CreateRoleRequest.
_ROLE: dict[str, Check] = {
    "name": maybe(string(1, 100)),
    "permissions": maybe(permission_set),
    "color": _COLOUR,
    "colors": maybe(
        record({"primary_color": _COLOUR, "secondary_color": _COLOUR, "tertiary_color": _COLOUR})
    ),
    "hoist": maybe(boolean),
    "mentionable": maybe(boolean),
    "icon": maybe(image(EMOJI_BYTES)),
    "unicode_emoji": maybe(string(0, 100)),
}
ROLE = record(_ROLE)
# Discord: Resources > Guild > Modify Guild Role Positions.
MOVE_ROLES = array(record({"id": snowflake, "position": maybe(integer())}, needed=("id",)))


def attributes(body: Payload) -> dict[str, Any]:
    """What a body that has been checked sets; null leaves most things as they are."""
    plain = ("name", "hoist", "mentionable", "color")
    found = {name: body[name] for name in plain if body.get(name) is not None}
    if body.get("permissions") is not None:
        found["permissions"] = int(body["permissions"])
    colours = body.get("colors") or {}
    if colours:
        found["color"] = colours.get("primary_color") or 0
        found |= {name: colours.get(name) for name in ("secondary_color", "tertiary_color")}
    if "unicode_emoji" in body:
        found["unicode_emoji"] = body["unicode_emoji"]
    return found
