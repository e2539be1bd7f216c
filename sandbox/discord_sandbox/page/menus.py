"""What can be done with a message or a member, and which commands are there or are not."""

from __future__ import annotations

from dataclasses import dataclass

from discord_sandbox.clients import offers
from discord_sandbox.model.command import CommandType
from discord_sandbox.model.message import WRITTEN, Message
from discord_sandbox.model.permissions import Permission
from discord_sandbox.page.viewer import Viewer


@dataclass(frozen=True, slots=True)
class Offered:
    """A command, and why a client would hide it from this person, if so."""

    name: str
    description: str
    hidden: str | None


@dataclass(frozen=True, slots=True)
class Doing:
    """An entry of a menu: what the script is told, and what is shown."""

    action: str
    label: str
    value: str = ""
    danger: bool = False


def commands(viewer: Viewer, kind: CommandType) -> list[Offered]:
    """Every command of a kind that is registered here; slash commands down to their subcommands."""
    channel = viewer.channel
    if channel is None:
        return []
    found = []
    for command in viewer.world.commands.offered_in(channel.guild_id):
        if command.type is not kind:
            continue
        hidden = offers.why_not(viewer.world, viewer.user, channel, command)
        own = command.body["description"]
        found += [Offered(path, description(command.options, path, own), hidden) for path in command.paths()]
    return sorted(found, key=lambda each: (each.hidden is not None, each.name))


def description(options: list[dict[str, object]], path: str, own: str) -> str:
    """What a subcommand says about itself."""
    text, below = own, options
    for name in path.split()[1:]:
        nested = next((option for option in below if option["name"] == name), None)
        if nested is None:
            break
        text = str(nested["description"])
        deeper = nested.get("options")
        below = deeper if isinstance(deeper, list) else []
    return text


def with_message(viewer: Viewer, message: Message) -> list[Doing]:
    """What a client offers to do with a message."""
    own = message.author is viewer.user
    manages = viewer.may(Permission.MANAGE_MESSAGES)
    channel = viewer.channel
    if message.ephemeral:
        return [Doing("copy", "Copy the id", str(message.id))]
    if message.type not in WRITTEN:
        return [Doing("copy", "Copy the id", str(message.id))]
    doings = [Doing("react", "Add a reaction"), Doing("reply", "Reply")]
    if own and not message.type:
        doings.append(Doing("edit", "Edit"))
    if (
        channel
        and not channel.thread
        and message.thread_id is None
        and viewer.may(Permission.CREATE_PUBLIC_THREADS)
    ):
        doings.append(Doing("start_thread", "Start a thread"))
    if viewer.may(Permission.PIN_MESSAGES):
        doings.append(Doing("unpin", "Unpin") if message.pinned_at else Doing("pin", "Pin"))
    if message.content:
        doings.append(Doing("copy", "Copy the text", message.content))
    doings.append(Doing("copy", "Copy the id", str(message.id)))
    if own or manages:
        doings.append(Doing("delete", "Delete", danger=True))
    return doings
