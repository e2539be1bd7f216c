"""Pictures that a request brings along."""

from __future__ import annotations

import hashlib

from discord_sandbox.validation.image import read


def stored(picture: str | None) -> str | None:
    """The hash by which Discord would know the picture; the sandbox does not serve it."""
    found = read(picture) if picture else None
    if found is None:
        return None
    return ("a_" if found.animated else "") + hashlib.md5(found.content, usedforsecurity=False).hexdigest()
