"""Webhooks are made, changed and deleted."""

from __future__ import annotations

import secrets

from discord_sandbox.model.audit import Attribution, AuditAction
from discord_sandbox.model.channel import Channel
from discord_sandbox.model.event import Event
from discord_sandbox.model.payload import JsonObject, Payload
from discord_sandbox.model.webhook import Webhook
from discord_sandbox.model.world import World
from discord_sandbox.operations import audit


def create(
    world: World, channel: Channel, name: str, cause: Attribution, avatar: str | None = None
) -> Webhook:
    """Make an address to write into ``channel``; one that the bot makes belongs to its application."""
    webhook = Webhook(
        id=world.snowflakes.next(),
        token=secrets.token_urlsafe(51),
        guild_id=channel.guild_id or 0,
        channel_id=channel.id,
        name=name,
        creator=cause.user,
        application_id=world.application.id if cause.user is world.bot else None,
        avatar=avatar,
    )
    world.webhooks[webhook.id] = webhook
    _emit(world, webhook.guild_id, channel.id)
    _log(world, webhook, cause, AuditAction.WEBHOOK_CREATE, audit.made(_logged(webhook)))
    return webhook


def update(world: World, webhook: Webhook, cause: Attribution | None = None, **changes: object) -> None:
    old_channel = webhook.channel_id
    different = audit.assign(webhook, changes, _logged)
    for channel_id in {old_channel, webhook.channel_id}:
        _emit(world, webhook.guild_id, channel_id)
    if different:
        _log(world, webhook, cause, AuditAction.WEBHOOK_UPDATE, different)


def delete(world: World, webhook: Webhook, cause: Attribution | None = None) -> None:
    del world.webhooks[webhook.id]
    _emit(world, webhook.guild_id, webhook.channel_id)
    _log(world, webhook, cause, AuditAction.WEBHOOK_DELETE, audit.ended(_logged(webhook)))


def delete_of(world: World, channel: Channel) -> None:
    """Delete every webhook of ``channel``."""
    for webhook in [each for each in world.webhooks.values() if each.channel_id == channel.id]:
        delete(world, webhook)


def _emit(world: World, guild_id: int, channel_id: int) -> None:
    data: JsonObject = {"guild_id": str(guild_id), "channel_id": str(channel_id)}
    world.emit(Event("WEBHOOKS_UPDATE", data, guild_id, world.channels[channel_id]))


def _log(
    world: World, webhook: Webhook, cause: Attribution | None, action: AuditAction, changes: list[JsonObject]
) -> None:
    audit.record(world, world.guilds[webhook.guild_id], cause, action, webhook.id, changes)


def _logged(webhook: Webhook) -> Payload:
    """What the audit log knows of a webhook."""
    return {
        "type": 1,
        "name": webhook.name,
        "channel_id": str(webhook.channel_id),
        "avatar_hash": webhook.avatar,
        "application_id": None if webhook.application_id is None else str(webhook.application_id),
    }
