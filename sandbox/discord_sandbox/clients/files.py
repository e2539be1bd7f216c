"""Files that somebody uploads."""

from __future__ import annotations

from dataclasses import dataclass

from discord_sandbox.clients.errors import ActionUnavailable
from discord_sandbox.model.attachment import Attachment
from discord_sandbox.model.channel import Channel
from discord_sandbox.model.world import World
from discord_sandbox.operations.uploads import LARGEST_FILE, Upload, store


@dataclass(frozen=True, slots=True)
class File:
    """A file, with what is said about it."""

    name: str
    content: bytes
    description: str | None = None
    spoiler: bool = False


def stored(
    world: World, channel: Channel, file: File | tuple[str, bytes], *, ephemeral: bool = False
) -> Attachment:
    """Upload the file to ``channel``."""
    given = file if isinstance(file, File) else File(*file)
    if len(given.content) > LARGEST_FILE:
        raise ActionUnavailable(f"{given.name} is larger than {LARGEST_FILE >> 20} MiB")
    described = {"description": given.description, "is_spoiler": given.spoiler}
    return store(world, channel, Upload(given.name, given.content), described, ephemeral=ephemeral)
