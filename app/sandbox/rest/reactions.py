"""Reactions to messages."""

from __future__ import annotations

from app.sandbox.changes import reactions
from app.sandbox.errors import ApiError, Refusal
from app.sandbox.permissions import Permission
from app.sandbox.rest import access
from app.sandbox.rest.request import Request, Response, answer, no_content
from app.sandbox.rest.router import Routes
from app.sandbox.world.message import Message
from app.sandbox.world.world import World

REACTIONS_PER_MESSAGE = 20

routes = Routes()

_REACTIONS = "/channels/{channel_id}/messages/{message_id}/reactions"


def _emoji(request: Request) -> str:
    """A character, or ``name:id``; a lone word is no emoji."""
    emoji = request.text("emoji_name")
    if not emoji or (emoji.isascii() and not emoji.partition(":")[2].isdigit() and not emoji[0].isdigit()):
        raise ApiError(Refusal.UNKNOWN_EMOJI)
    return emoji


@routes.put(_REACTIONS + "/{emoji_name}/@me")
def add_reaction(world: World, request: Request) -> Response:
    channel, message = access.message_of(world, request)
    emoji = _emoji(request)
    if emoji not in message.reactions:
        access.require(world, channel, Permission.ADD_REACTIONS)
        if len(message.reactions) >= REACTIONS_PER_MESSAGE:
            raise ApiError(Refusal.TOO_MANY_REACTIONS)
    reactions.add(world, message, emoji, world.bot)
    return no_content()


@routes.delete(_REACTIONS + "/{emoji_name}/@me")
def remove_own_reaction(world: World, request: Request) -> Response:
    _, message = access.message_of(world, request)
    reactions.remove(world, message, _emoji(request), world.bot.id)
    return no_content()


@routes.delete(_REACTIONS + "/{emoji_name}/{user_id}")
def remove_reaction(world: World, request: Request) -> Response:
    reactions.remove(world, _moderated(world, request), _emoji(request), request.id("user_id"))
    return no_content()


@routes.delete(_REACTIONS + "/{emoji_name}")
def remove_emoji(world: World, request: Request) -> Response:
    reactions.remove_emoji(world, _moderated(world, request), _emoji(request))
    return no_content()


@routes.delete(_REACTIONS)
def remove_all_reactions(world: World, request: Request) -> Response:
    reactions.remove_all(world, _moderated(world, request))
    return no_content()


@routes.get(_REACTIONS + "/{emoji_name}")
def list_reactions(world: World, request: Request) -> Response:
    _, message = access.message_of(world, request)
    limit = request.number("limit", 25, 1, 100)
    after = request.bound("after") or 0
    reaction = message.reactions.get(_emoji(request))
    users = sorted(reaction.users.values(), key=lambda user: user.id) if reaction else []
    return answer([user.payload() for user in users if user.id > after][:limit])


def _moderated(world: World, request: Request) -> Message:
    channel, message = access.message_of(world, request)
    access.require(world, channel, Permission.MANAGE_MESSAGES)
    return message
