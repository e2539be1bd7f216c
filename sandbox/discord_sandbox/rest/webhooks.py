"""Webhooks are made, shown, changed and deleted."""

from __future__ import annotations

from typing import Any

from discord_sandbox.model.channel import Channel, ChannelType
from discord_sandbox.model.checks import problem
from discord_sandbox.model.errors import ApiError, ErrorCode, invalid_form
from discord_sandbox.model.payload import Payload
from discord_sandbox.model.permissions import Permission
from discord_sandbox.model.webhook import Webhook
from discord_sandbox.model.world import World
from discord_sandbox.operations import webhooks
from discord_sandbox.rest import access
from discord_sandbox.rest.pictures import stored
from discord_sandbox.rest.request import Request, Response, answer, no_content
from discord_sandbox.rest.router import Routes
from discord_sandbox.validation.webhook import CREATE_WEBHOOK, EDIT_WEBHOOK, EDIT_WEBHOOK_WITH_TOKEN

WEBHOOKS_PER_CHANNEL = 15
WEBHOOKS_PER_GUILD = 1000

routes = Routes()

_WITH_ID = "/webhooks/{webhook_id}"
_WITH_TOKEN = _WITH_ID + "/{webhook_token}"
_POSSIBLE = ChannelType.with_messages() - ChannelType.threads() - {ChannelType.DM} | ChannelType.forums()


@routes.post("/channels/{channel_id}/webhooks")
def create_webhook(world: World, request: Request) -> Response:
    guild, channel = access.guild_channel(world, request)
    access.require(world, channel, Permission.MANAGE_WEBHOOKS)
    access.require_kind(channel, _POSSIBLE)
    body = request.checked(CREATE_WEBHOOK)
    if len([each for each in world.webhooks.values() if each.guild_id == guild.id]) >= WEBHOOKS_PER_GUILD:
        raise ApiError(ErrorCode.TOO_MANY_GUILD_WEBHOOKS)
    if len(_of(world, channel)) >= WEBHOOKS_PER_CHANNEL:
        raise ApiError(ErrorCode.TOO_MANY_WEBHOOKS)
    cause = access.cause(world, request)
    return answer(
        _shown(world, webhooks.create(world, channel, body["name"], cause, stored(body.get("avatar"))))
    )


def _of(world: World, channel: Channel) -> list[Webhook]:
    return [each for each in world.webhooks.values() if each.channel_id == channel.id]


def _shown(world: World, webhook: Webhook, *, with_user: bool = True) -> Payload:
    return webhook.payload(world.rest_url, with_token=True, with_user=with_user)


@routes.get("/channels/{channel_id}/webhooks")
def list_channel_webhooks(world: World, request: Request) -> Response:
    _, channel = access.guild_channel(world, request)
    access.require(world, channel, Permission.MANAGE_WEBHOOKS)
    return answer([_shown(world, webhook) for webhook in _of(world, channel)])


@routes.get("/guilds/{guild_id}/webhooks")
def list_guild_webhooks(world: World, request: Request) -> Response:
    guild = access.guild(world, request, Permission.MANAGE_WEBHOOKS)
    return answer([_shown(world, each) for each in world.webhooks.values() if each.guild_id == guild.id])


@routes.get(_WITH_ID)
def get_webhook(world: World, request: Request) -> Response:
    return answer(_shown(world, _managed(world, request, owners=True)))


@routes.patch(_WITH_ID)
def edit_webhook(world: World, request: Request) -> Response:
    webhook = _managed(world, request)
    body = request.checked(EDIT_WEBHOOK)
    changes = _changes(body)
    if body.get("channel_id") is not None:
        changes["channel_id"] = _new_channel(world, webhook, int(body["channel_id"]))
    webhooks.update(world, webhook, access.cause(world, request), **changes)
    return answer(_shown(world, webhook))


def _changes(body: Payload) -> dict[str, Any]:
    changes = {"name": body["name"]} if "name" in body else {}
    return changes | ({"avatar": stored(body["avatar"])} if "avatar" in body else {})


def _new_channel(world: World, webhook: Webhook, channel_id: int) -> int:
    channel = world.channels.get(channel_id)
    if channel is None or channel.guild_id != webhook.guild_id or channel.type not in _POSSIBLE:
        raise invalid_form({"channel_id": problem("CHANNEL_INVALID", "The webhook cannot move there")})
    access.require(world, channel, Permission.MANAGE_WEBHOOKS)
    return channel_id


@routes.delete(_WITH_ID)
def delete_webhook(world: World, request: Request) -> Response:
    webhooks.delete(world, _managed(world, request), access.cause(world, request))
    return no_content()


def _managed(world: World, request: Request, *, owners: bool = False) -> Webhook:
    """The webhook of the path, which the bot must be allowed to manage, or, for ``owners``, have made."""
    webhook = world.webhooks.get(request.id("webhook_id"))
    if webhook is None:
        raise ApiError(ErrorCode.UNKNOWN_WEBHOOK)
    if not (owners and webhook.application_id == world.application.id):
        access.require(world, world.channels[webhook.channel_id], Permission.MANAGE_WEBHOOKS)
    return webhook


def with_token(world: World, request: Request) -> Webhook:
    """The webhook of the path, whose token is in the path as well."""
    webhook = world.webhooks.get(request.id("webhook_id"))
    if webhook is None:
        raise ApiError(ErrorCode.UNKNOWN_WEBHOOK)
    if webhook.token != request.text("webhook_token"):
        raise ApiError(ErrorCode.INVALID_WEBHOOK_TOKEN)
    return webhook


@routes.get(_WITH_TOKEN, public=True)
def get_webhook_with_token(world: World, request: Request) -> Response:
    return answer(_shown(world, with_token(world, request), with_user=False))


@routes.patch(_WITH_TOKEN, public=True)
def edit_webhook_with_token(world: World, request: Request) -> Response:
    webhook = with_token(world, request)
    body = request.checked(EDIT_WEBHOOK_WITH_TOKEN)
    webhooks.update(world, webhook, None, **_changes(body))
    return answer(_shown(world, webhook, with_user=False))


@routes.delete(_WITH_TOKEN, public=True)
def delete_webhook_with_token(world: World, request: Request) -> Response:
    webhooks.delete(world, with_token(world, request))
    return no_content()
