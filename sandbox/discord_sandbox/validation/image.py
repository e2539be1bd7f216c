"""Images that come inside of JSON."""

from __future__ import annotations

import base64
import binascii
import re
from typing import NamedTuple

from discord_sandbox.model.checks import Check, Errors, problem

# Discord: Resources > Emoji (256 KiB).
EMOJI_BYTES = 256 * 1024
# Discord: Reference > Image Data (PNG, JPEG, GIF); WebP and AVIF: Resources > Emoji > Emoji Formats.
_DATA = re.compile(r"data:(image/(?:png|jpeg|gif|webp|avif));base64,(.*)", re.DOTALL)


class Image(NamedTuple):
    """What an image's address holds."""

    kind: str
    content: bytes

    @property
    def animated(self) -> bool:
        return self.kind == "image/gif"


def read(value: str) -> Image | None:
    """The image that ``value`` is; None when it is none."""
    found = _DATA.fullmatch(value)
    if not found:
        return None
    try:
        return Image(found[1], base64.b64decode(found[2], validate=True))
    except binascii.Error:
        return None


def image(most: int) -> Check:
    """A PNG, JPEG, GIF, WebP or AVIF of at most so many bytes, as a data URI."""

    def check(value: object) -> Errors | None:
        found = read(value) if isinstance(value, str) else None
        if found is None:
            return problem("IMAGE_INVALID", "Invalid image data")
        if len(found.content) > most:
            size = f"{most / 1024:.1f} kb"
            return problem("BINARY_TYPE_MAX_SIZE", f"File cannot be larger than {size}.")
        return None

    return check
