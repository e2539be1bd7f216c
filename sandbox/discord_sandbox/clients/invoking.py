"""Asking the application something on somebody's behalf, and waiting for its first answer."""

from __future__ import annotations

from discord_sandbox.clients.errors import ResponseTimeout
from discord_sandbox.clients.offers import Offer
from discord_sandbox.clients.reply import Reply
from discord_sandbox.clients.resolved import Resolved
from discord_sandbox.model.channel import Channel
from discord_sandbox.model.command import CommandType
from discord_sandbox.model.interaction import Interaction, InteractionType
from discord_sandbox.model.message import Message
from discord_sandbox.model.payload import JsonObject, Payload
from discord_sandbox.model.user import User
from discord_sandbox.model.world import World
from discord_sandbox.operations import interactions


async def ask(
    world: World,
    user: User,
    channel: Channel,
    kind: InteractionType,
    data: JsonObject,
    *,
    message: Message | None = None,
    trigger: Interaction | None = None,
) -> Reply:
    """Begin an interaction, on ``message`` or from the form that ``trigger`` opened, if any."""
    interaction = world.interactions.begin(kind, user, channel, data, message=message, trigger=trigger)
    interactions.emit(world, interaction)
    alarm = world.clock.alarm(interaction.answer_until, interaction.changed.announce)
    await interaction.changed.until(
        lambda: interaction.answer is not None or interaction.too_late(world.clock.time())
    )
    world.clock.cancel(alarm)
    if interaction.answer is None:
        refused = "".join(f"; refused: {refusal}" for refusal in interaction.refusals)
        what = data.get("name") or data.get("custom_id")
        raise ResponseTimeout(f"the application did not respond to {what}{refused}")
    return Reply(interaction)


def command_data(offer: Offer, options: list[JsonObject], resolved: Resolved) -> JsonObject:
    """What an interaction says of the command that was invoked."""
    command = offer.command
    data: Payload = {"id": str(command.id), "name": command.name, "type": int(command.type)}
    if command.type is CommandType.CHAT_INPUT:
        data["options"] = options
    if command.guild_id is not None:
        data["guild_id"] = str(command.guild_id)
    return data | if_any(resolved)


def component_data(component: JsonObject) -> JsonObject:
    """What an interaction says of the component that was used."""
    return {
        "custom_id": component.get("custom_id"),
        "component_type": component["type"],
        "id": component["id"],
    }


def if_any(resolved: Resolved) -> JsonObject:
    """What was referred to, where something was."""
    found = resolved.payload()
    return {"resolved": found} if found else {}
