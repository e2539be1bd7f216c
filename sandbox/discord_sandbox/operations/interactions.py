"""INTERACTION_CREATE: how the application hears of what somebody did."""

from __future__ import annotations

from discord_sandbox.model.channel import Channel
from discord_sandbox.model.event import Event
from discord_sandbox.model.interaction import Interaction, integration_owners
from discord_sandbox.model.message_payload import message_payload
from discord_sandbox.model.payload import JsonObject, Payload
from discord_sandbox.model.user import User
from discord_sandbox.model.world import World

IN_GUILD, IN_BOT_DM = 0, 1
ATTACHMENT_SIZE_LIMIT = 10 * 1024 * 1024


def emit(world: World, interaction: Interaction) -> None:
    """Report the interaction to the application."""
    # Interactions come even where the bot itself cannot see the channel, so the event names none.
    world.emit(Event("INTERACTION_CREATE", payload(world, interaction), interaction.guild_id))


def payload(world: World, interaction: Interaction) -> Payload:
    channel = interaction.channel
    data: Payload = {
        "id": str(interaction.id),
        "application_id": str(world.application.id),
        "type": int(interaction.type),
        "data": interaction.data,
        "token": interaction.token,
        "version": 1,
        "channel_id": str(channel.id),
        "channel": channel_payload(world, channel, interaction.user),
        "app_permissions": str(world.permissions(world.bot.id, channel)),
        "locale": interaction.user.locale,
        "entitlements": [],
        "authorizing_integration_owners": integration_owners(channel),
        "context": IN_BOT_DM if channel.guild_id is None else IN_GUILD,
        "attachment_size_limit": ATTACHMENT_SIZE_LIMIT,
        **_whoever(world, interaction),
    }
    if interaction.message:
        data["message"] = message_payload(world, interaction.message)
    return data


def _whoever(world: World, interaction: Interaction) -> JsonObject:
    guild = world.guild_of(interaction.channel)
    if guild is None:
        return {"user": interaction.user.payload()}
    return {
        "guild_id": str(guild.id),
        "guild": {"id": str(guild.id), "locale": guild.preferred_locale, "features": []},
        "guild_locale": guild.preferred_locale,
        "member": member_payload(world, interaction.channel, interaction.user),
    }


def member_payload(world: World, channel: Channel, user: User) -> Payload:
    """A member with what it may do in ``channel``; somebody who has left counts as one without roles."""
    member = world.member(user.id, channel.guild_id)
    if member is None:
        raise LookupError(f"{user.username} is not a member of guild {channel.guild_id}")
    return member.payload() | {"permissions": str(world.permissions(user.id, channel))}


def channel_payload(world: World, channel: Channel, user: User) -> JsonObject:
    """A channel with what ``user`` may do there."""
    partial = channel.partial_payload()
    partial["permissions"] = str(world.permissions(user.id, channel))
    if channel.type.value == 1:
        return partial | {"recipients": [channel.recipient.payload()] if channel.recipient else []}
    return partial | {
        "guild_id": str(channel.guild_id),
        "position": channel.position,
        "topic": channel.topic,
        "nsfw": channel.nsfw,
        "rate_limit_per_user": channel.rate_limit_per_user,
        "last_message_id": None if channel.last_message_id is None else str(channel.last_message_id),
        "flags": channel.flags,
    }
