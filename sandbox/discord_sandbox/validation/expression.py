"""The bodies with which emojis and stickers are made and changed."""

from __future__ import annotations

import re

from discord_sandbox.model.checks import Check, ids, maybe, record, string
from discord_sandbox.validation.image import EMOJI_BYTES, image

# Discord: Resources > Sticker > Create Guild Sticker (512 KiB, name, tags, description).
STICKER_BYTES = 512 * 1024
# OpenAPI description, /guilds/{guild_id}/emojis (2 to 32). That only letters, digits and _ may stand in a name is on no page.
_NAME = string(2, 32, pattern=re.compile(r"\w+"))
# Discord: Resources > Emoji > Create Guild Emoji, Create Application Emoji (256 KiB).
_IMAGE = image(EMOJI_BYTES)

CREATE_EMOJI = record({"name": _NAME, "image": _IMAGE, "roles": maybe(ids())}, needed=("name", "image"))
EDIT_EMOJI = record({"name": _NAME, "roles": maybe(ids())})
CREATE_OWN_EMOJI = record({"name": _NAME, "image": _IMAGE}, needed=("name", "image"))
EDIT_OWN_EMOJI = record({"name": _NAME}, needed=("name",))

_STICKER: dict[str, Check] = {
    "name": string(2, 30),
    "tags": string(1, 200),
    "description": maybe(string(0, 100)),
}
CREATE_STICKER = record(_STICKER, needed=("name", "tags"))
EDIT_STICKER = record(_STICKER)
