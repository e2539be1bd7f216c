"""Messages as they stand in the middle of the page."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass

from markupsafe import Markup

from discord_sandbox.model.channel import Channel
from discord_sandbox.model.message import Message
from discord_sandbox.model.user import User
from discord_sandbox.page.avatars import Face, face
from discord_sandbox.page.client_state import ClientState
from discord_sandbox.page.viewer import Viewer

SHOWN = 50
"""Messages that are there at once; the older ones are asked for."""
TOGETHER_SECONDS = 7 * 60.0
"""For which further messages of the same author stand below the first without a head."""

_SPOILER = re.compile(r"\|\|.+?\|\|", re.DOTALL)
_REPLY, _COMMAND_REPLY, _MENU_REPLY, _THREAD_STARTER = 19, 20, 23, 21
_SPOKEN = frozenset({0, _REPLY, _COMMAND_REPLY, _MENU_REPLY, _THREAD_STARTER})
_TOLD = {
    1: "added somebody to the group.",
    2: "removed somebody from the group.",
    4: "changed the name of this place.",
    6: "pinned a message to this channel.",
    7: "joined the server.",
    8: "boosted the server.",
    18: "started a thread.",
    24: "was stopped by AutoMod.",
    46: "sees how the poll ended.",
}


@dataclass(frozen=True, slots=True)
class Quoted:
    """The line above a message that answers another."""

    id: int | None
    name: str
    text: str


@dataclass(frozen=True, slots=True)
class Shown:
    """A message with what is around it."""

    message: Message
    name: str
    face: Face
    colour: str | None
    compact: bool
    told: str | None
    """What happened, for a message that nobody wrote."""
    quoted: Quoted | None
    asker: str | None
    command: str | None
    """Who used which command to get this reply."""
    own: bool
    asked: bool
    """Whether it comes of what the reader did: their own words, or an answer to them."""
    meant: bool
    """Whether the reader is mentioned."""
    thread: Channel | None

    @property
    def spoken(self) -> str:
        """What a screen reader is told when the message comes."""
        if self.told:
            return f"{self.name} {self.told}"
        words = "is thinking" if self.message.loading else self.message.content or "sent something"
        return f"{'Only you can see this: ' if self.message.ephemeral else ''}{self.name}: {words[:200]}"


def history(viewer: Viewer, client_state: ClientState, before: int | None = None) -> tuple[list[Shown], bool]:
    """The latest messages that the person sees, and whether there are older ones."""
    everything = visible(viewer, client_state)
    if before is not None:
        everything = [message for message in everything if message.id < before]
    chosen = everything[-SHOWN:]
    shown = []
    previous: Message | None = None
    for message in chosen:
        shown.append(show(viewer, client_state, message, previous))
        previous = message
    return shown, len(everything) > len(chosen)


def visible(viewer: Viewer, client_state: ClientState) -> list[Message]:
    """What everybody here sees, and what only this person does, oldest first."""
    channel = viewer.channel
    if channel is None or not viewer.sees(channel):
        return []
    private = list(client_state.private(channel.id, viewer.user.id))
    everybody = list(channel.messages.values())
    return sorted([*everybody, *private], key=lambda message: message.id) if private else everybody


def before(viewer: Viewer, client_state: ClientState, message: Message) -> Message | None:
    """The message above."""
    last: Message | None = None
    for each in visible(viewer, client_state):
        if each.id >= message.id:
            break
        last = each
    return last


def after(viewer: Viewer, client_state: ClientState, message_id: int) -> Message | None:
    """The message below, whose head depends on what is above it."""
    return next((each for each in visible(viewer, client_state) if each.id > message_id), None)


def show(viewer: Viewer, client_state: ClientState, message: Message, previous: Message | None) -> Shown:
    asker = _asker(viewer, message)
    return Shown(
        message=message,
        name=viewer.name_of(message.author),
        face=face(message.author),
        colour=viewer.colour_of(message.author),
        compact=_together(message, previous),
        told=None if message.type in _SPOKEN else _TOLD.get(message.type, "did something."),
        quoted=_quoted(viewer, message) if message.reference and message.type == _REPLY else None,
        asker=viewer.name_of(asker) if asker and message.type in {_COMMAND_REPLY, _MENU_REPLY} else None,
        command=client_state.command(message),
        own=message.author is viewer.user,
        asked=viewer.user in {message.author, asker} or message.ephemeral,
        meant=_meant(viewer, message),
        thread=_thread_of(viewer, message),
    )


def _together(message: Message, previous: Message | None) -> bool:
    return (
        previous is not None
        and message.type == 0
        and previous.author is message.author
        and previous.type in _SPOKEN
        and previous.ephemeral is message.ephemeral
        and message.created_at - previous.created_at < TOGETHER_SECONDS
    )


def _quoted(viewer: Viewer, message: Message) -> Quoted:
    original = message.referenced
    if original is None or original.deleted:
        return Quoted(None, "", "The original message is gone.")
    return Quoted(original.id, viewer.name_of(original.author), excerpt(viewer, original.content, 120))


def excerpt(viewer: Viewer, text: str, length: int) -> str:
    """The beginning of a text without its marks, and without what lies behind a spoiler."""
    from discord_sandbox.page.known_names import KnownNames
    from discord_sandbox.page.markdown import html

    shown = html(_SPOILER.sub("▮▮▮", text), KnownNames(viewer))
    # Blocks stand side by side in an excerpt, so that what ends one must not touch what begins the next.
    return shown.replace("<", Markup(" <")).striptags()[:length] or "Something without text"


def _asker(viewer: Viewer, message: Message) -> User | None:
    user_id = ((message.interaction or {}).get("user") or {}).get("id")
    return viewer.world.users.get(int(user_id)) if user_id else None


def _meant(viewer: Viewer, message: Message) -> bool:
    roles: Iterable[int] = viewer.member.roles if viewer.member else ()
    return (
        message.mention_everyone
        or viewer.user in message.mentions
        or any(role_id in message.mention_roles for role_id in roles)
    )


def _thread_of(viewer: Viewer, message: Message) -> Channel | None:
    """The thread that began with the message: it has the message's id."""
    guild = viewer.guild
    thread = guild.threads.get(message.id) if guild else None
    return thread if thread and viewer.sees(thread) else None
