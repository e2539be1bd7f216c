"""The bodies with which roles are made and changed."""

from __future__ import annotations

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
from discord_sandbox.model.payload import JsonObject, Payload
from discord_sandbox.model.role import RoleLook
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


def look(body: Payload) -> RoleLook:
    """What a body that has been checked sets besides name, permissions and icon; null leaves most as it is."""
    found: RoleLook = {}
    if body.get("hoist") is not None:
        found["hoist"] = body["hoist"]
    if body.get("mentionable") is not None:
        found["mentionable"] = body["mentionable"]
    if body.get("color") is not None:
        found["color"] = body["color"]
    colours = body.get("colors") or {}
    if colours:
        found["color"] = colours.get("primary_color") or 0
        found["secondary_color"] = colours.get("secondary_color")
        found["tertiary_color"] = colours.get("tertiary_color")
    if "unicode_emoji" in body:
        found["unicode_emoji"] = body["unicode_emoji"]
    return found


def attributes(body: Payload) -> JsonObject:
    """The same with name and permissions, where the body sets them."""
    found: JsonObject = {**look(body)}
    if body.get("name") is not None:
        found["name"] = body["name"]
    if body.get("permissions") is not None:
        found["permissions"] = int(body["permissions"])
    return found
