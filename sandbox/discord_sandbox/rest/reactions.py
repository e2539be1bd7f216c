"""Reactions to messages."""

from __future__ import annotations

from discord_sandbox.model.channel import Channel
from discord_sandbox.model.checks import DIGITS
from discord_sandbox.model.errors import ApiError, ErrorCode
from discord_sandbox.model.message import Message
from discord_sandbox.model.permissions import Permission
from discord_sandbox.model.world import World
from discord_sandbox.operations import reactions
from discord_sandbox.rest import access
from discord_sandbox.rest.paging import after_id
from discord_sandbox.rest.request import Request, Response, answer, no_content
from discord_sandbox.rest.router import Routes
from discord_sandbox.validation.emoji import is_emoji

REACTIONS_PER_MESSAGE = 20

routes = Routes()

_REACTIONS = "/channels/{channel_id}/messages/{message_id}/reactions"


def _emoji(world: World, request: Request) -> str:
    """The key of the emoji in the path: a character, or ``name:id``; a lone word is none."""
    text = request.text("emoji_name")
    _, _, snowflake = text.partition(":")
    if DIGITS.fullmatch(snowflake):
        found = world.emoji(int(snowflake))
        return found.key if found else text
    if not is_emoji(text):
        raise ApiError(ErrorCode.INVALID_EMOJI)
    return text


def _check_usable(world: World, channel: Channel, key: str) -> None:
    """The bot knows the emojis of its guilds and its own; those of elsewhere it must be allowed to use."""
    snowflake = key.partition(":")[2]
    if not snowflake:
        return
    emoji = world.emoji(int(snowflake))
    if emoji is None:
        raise ApiError(ErrorCode.INVALID_EMOJI)
    guild = world.guild_of(channel)
    if emoji.id in world.application.emojis or (guild and emoji.id in guild.emojis):
        return
    if not any(emoji.id in each.emojis for each in world.joined_guilds):
        raise ApiError(ErrorCode.INVALID_EMOJI)
    access.require(world, channel, Permission.USE_EXTERNAL_EMOJIS)


@routes.put(_REACTIONS + "/{emoji_name}/@me")
def add_reaction(world: World, request: Request) -> Response:
    channel, message = access.message_of(world, request)
    access.require_active(channel)
    emoji = _emoji(world, request)
    if emoji not in message.reactions:
        _check_usable(world, channel, emoji)
        access.require(world, channel, Permission.ADD_REACTIONS)
        if len(message.reactions) >= REACTIONS_PER_MESSAGE:
            raise ApiError(ErrorCode.TOO_MANY_REACTIONS)
    reactions.add(world, message, emoji, world.bot)
    return no_content()


@routes.delete(_REACTIONS + "/{emoji_name}/@me")
def remove_own_reaction(world: World, request: Request) -> Response:
    _, message = access.message_of(world, request)
    reactions.remove(world, message, _emoji(world, request), world.bot.id)
    return no_content()


@routes.delete(_REACTIONS + "/{emoji_name}/{user_id}")
def remove_reaction(world: World, request: Request) -> Response:
    reactions.remove(world, _moderated(world, request), _emoji(world, request), request.id("user_id"))
    return no_content()


@routes.delete(_REACTIONS + "/{emoji_name}")
def remove_emoji(world: World, request: Request) -> Response:
    reactions.remove_emoji(world, _moderated(world, request), _emoji(world, request))
    return no_content()


@routes.delete(_REACTIONS)
def remove_all_reactions(world: World, request: Request) -> Response:
    reactions.remove_all(world, _moderated(world, request))
    return no_content()


@routes.get(_REACTIONS + "/{emoji_name}")
def list_reactions(world: World, request: Request) -> Response:
    _, message = access.message_of(world, request)
    reaction = message.reactions.get(_emoji(world, request))
    users = list(reaction.users.values()) if reaction else []
    page = after_id(request, users, lambda user: user.id, default=25, most=100)
    return answer([user.payload() for user in page])


def _moderated(world: World, request: Request) -> Message:
    channel, message = access.message_of(world, request)
    access.require(world, channel, Permission.MANAGE_MESSAGES)
    return message
