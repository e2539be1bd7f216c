"""Files that come with a message."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from urllib.parse import quote, unquote

from discord_sandbox.model.attachment import Attachment
from discord_sandbox.model.channel import Channel
from discord_sandbox.model.checks import at, problem
from discord_sandbox.model.errors import ApiError, ErrorCode, invalid_form
from discord_sandbox.model.payload import Payload
from discord_sandbox.model.world import World
from discord_sandbox.validation.message import ATTACHMENTS_PER_MESSAGE

LARGEST_FILE = 10 * 1024 * 1024
_NOT_IN_NAMES = re.compile(r"[^\w.-]")
_NAMELESS = "file"


@dataclass(frozen=True, slots=True)
class Upload:
    """A file that came with a request."""

    filename: str
    content: bytes


def store(
    world: World, channel: Channel, upload: Upload, described: Payload, *, ephemeral: bool = False
) -> Attachment:
    """Keep a file so that it is served; ``described`` is what its sender says about it."""
    if len(upload.content) > LARGEST_FILE:
        raise ApiError(ErrorCode.REQUEST_TOO_LARGE)
    snowflake = world.snowflakes.next()
    filename = _plain(described.get("filename") or unquote(upload.filename))
    attachment = Attachment(
        id=snowflake,
        filename=filename,
        content=upload.content,
        url=f"{world.url}/attachments/{channel.id}/{snowflake}/{quote(filename, safe='')}",
        description=described.get("description"),
        title=described.get("title"),
        spoiler=bool(described.get("is_spoiler")) or filename.startswith("SPOILER_"),
        duration=described.get("duration_secs"),
        waveform=described.get("waveform"),
        ephemeral=ephemeral,
    )
    world.attachments[snowflake] = attachment
    return attachment


def _plain(filename: str) -> str:
    """The name under which Discord keeps a file."""
    return _NOT_IN_NAMES.sub("", filename.replace(" ", "_")).lstrip("_.") or _NAMELESS


def attach(
    world: World, channel: Channel, body: Payload, files: dict[str, Upload], present: list[Attachment]
) -> list[Attachment]:
    """The attachments that a message has after a request: those of ``present`` that it keeps, and the new ones.

    Without a list in the body everything is kept. An entry of the list names a file of the request by its
    number, or an attachment that is already there by its id, whose description and spoiler it may change.
    """
    listed: list[Payload] | None = body.get("attachments")
    waiting = {name.removeprefix("files[").removesuffix("]"): upload for name, upload in files.items()}
    kept = {str(attachment.id): attachment for attachment in present}
    attachments = list(present) if listed is None else []
    for index, described in enumerate(listed or ()):
        name = str(described["id"])
        if name in waiting:
            attachments.append(store(world, channel, waiting.pop(name), described))
        elif name in kept:
            attachments.append(_edited(world, kept[name], described))
        else:
            wrong = problem(
                "ATTACHMENT_NOT_FOUND", f"There is no file {name}, and no attachment with that id"
            )
            raise invalid_form(at(("attachments", index, "id"), wrong))
    attachments += [store(world, channel, upload, {}) for upload in waiting.values()]
    if len(attachments) > ATTACHMENTS_PER_MESSAGE:
        wrong = problem("BASE_TYPE_MAX_LENGTH", f"Must be {ATTACHMENTS_PER_MESSAGE} or fewer in length.")
        raise invalid_form({"attachments": wrong})
    return attachments


def _edited(world: World, attachment: Attachment, described: Payload) -> Attachment:
    """The attachment with another description or spoiler, if the request has one; the present one stays as it is."""
    changes = {
        ours: described[theirs]
        for theirs, ours in (("description", "description"), ("is_spoiler", "spoiler"))
        if theirs in described and described[theirs] is not None
    }
    if not changes:
        return attachment
    edited = replace(attachment, **changes)
    world.attachments[edited.id] = edited
    return edited
