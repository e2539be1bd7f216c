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
class MenuItem:
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


def with_message(viewer: Viewer, message: Message) -> list[MenuItem]:
    """What a client offers to do with a message."""
    own = message.author is viewer.user
    manages = viewer.may(Permission.MANAGE_MESSAGES)
    channel = viewer.channel
    if message.ephemeral:
        return [MenuItem("copy", "Copy the id", str(message.id))]
    if message.type not in WRITTEN:
        return [MenuItem("copy", "Copy the id", str(message.id))]
    items = [MenuItem("react", "Add a reaction"), MenuItem("reply", "Reply")]
    if own and not message.type:
        items.append(MenuItem("edit", "Edit"))
    if (
        channel
        and not channel.thread
        and message.thread_id is None
        and viewer.may(Permission.CREATE_PUBLIC_THREADS)
    ):
        items.append(MenuItem("start_thread", "Start a thread"))
    if viewer.may(Permission.PIN_MESSAGES):
        items.append(MenuItem("unpin", "Unpin") if message.pinned_at else MenuItem("pin", "Pin"))
    if message.content:
        items.append(MenuItem("copy", "Copy the text", message.content))
    items.append(MenuItem("copy", "Copy the id", str(message.id)))
    if own or manages:
        items.append(MenuItem("delete", "Delete", danger=True))
    return items
