"""Faces, pictures and sizes: how things look that come without a picture of their own."""

from __future__ import annotations

import re
from dataclasses import dataclass
from urllib.parse import urlsplit

from discord_sandbox.model.user import User
from discord_sandbox.model.world import World

FACES = 6
_DEFAULT_AVATAR = re.compile(r"https://cdn\.discordapp\.com/embed/avatars/(\d+)\.png")
_OWN_AVATAR = re.compile(r"https://cdn\.discordapp\.com/(?:guilds/\d+/users|avatars)/(\d+)/")
_AVATAR = "/sandbox/page/avatar/{}.svg"


@dataclass(frozen=True, slots=True)
class Face:
    """A letter on a colour, as nobody in the sandbox has a portrait."""

    letter: str
    number: int
    """Which colour: Discord gives its default avatars out in the same way."""


@dataclass(frozen=True, slots=True)
class Picture:
    """Where a picture is; ``src`` is None when it lies outside of the sandbox, which asks for nothing there."""

    src: str | None
    url: str
    host: str


def face(user: User) -> Face:
    return Face(user.display_name[:1].upper() or "?", face_number(user.id))


def face_number(user_id: int) -> int:
    return (user_id >> 22) % FACES


def picture(world: World, url: str | None) -> Picture:
    """What to show for an address that a bot or a member gave."""
    given = url or ""
    host = urlsplit(given).hostname or "nowhere"
    if given.startswith(f"{world.url}/attachments/"):
        # Relative: the page may have been opened under another name of this machine.
        signed = world.signed_urls.sign(given)
        return Picture(signed.removeprefix(world.url), signed, host)
    default, own = _DEFAULT_AVATAR.match(given), _OWN_AVATAR.match(given)
    if default or own:
        number = int(default[1]) % FACES if default else face_number(int(own[1]) if own else 0)
        return Picture(_AVATAR.format(number), given, host)
    return Picture(None, given, host)


def size(count: int) -> str:
    """A file's size, for people."""
    if count < 1024:
        return f"{count} bytes"
    return f"{count / 1024:.1f} KiB" if count < 1024 * 1024 else f"{count / 1024 / 1024:.1f} MiB"
