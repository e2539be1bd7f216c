"""Polls that come with a message."""

from __future__ import annotations

from discord_sandbox.model.errors import ApiError, ErrorCode
from discord_sandbox.model.world import World
from discord_sandbox.operations import polls
from discord_sandbox.rest import access
from discord_sandbox.rest.messages import shown
from discord_sandbox.rest.paging import after_id
from discord_sandbox.rest.request import Request, Response, answer
from discord_sandbox.rest.router import Routes

routes = Routes()

_PATH = "/channels/{channel_id}/polls/{message_id}"


@routes.get(_PATH + "/answers/{answer_id}")
def list_voters(world: World, request: Request) -> Response:
    _, message = access.message_of(world, request)
    if message.poll is None:
        raise ApiError(ErrorCode.UNKNOWN_MESSAGE)
    voters = list(message.poll.votes.get(request.id("answer_id"), {}).values())
    page = after_id(request, voters, lambda user: user.id, default=25, most=100)
    return answer({"users": [user.payload() for user in page]})


@routes.post(_PATH + "/expire")
def end_poll(world: World, request: Request) -> Response:
    """Only the bot's own polls."""
    _, message = access.message_of(world, request)
    if message.poll is None:
        raise ApiError(ErrorCode.NO_POLL)
    if message.author is not world.bot:
        raise ApiError(ErrorCode.NOT_YOURS)
    if message.poll.finalized:
        raise ApiError(ErrorCode.POLL_OVER)
    polls.end(world, message)
    return answer(shown(world, message))
