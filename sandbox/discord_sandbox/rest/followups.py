"""What follows the first answer to an interaction; its token takes the place of the bot's."""

from __future__ import annotations

from discord_sandbox.model.errors import ApiError, ErrorCode
from discord_sandbox.model.interaction import Interaction, InteractionType
from discord_sandbox.model.message import Message
from discord_sandbox.model.world import World
from discord_sandbox.operations import answers
from discord_sandbox.rest.drafts import changes_from, draft_from
from discord_sandbox.rest.messages import shown
from discord_sandbox.rest.request import Request, Response, answer, no_content
from discord_sandbox.validation.message import EDIT_ANSWER, FOLLOW_UP


def concerns(world: World, request: Request) -> bool:
    """Whether the webhook of the path is the application itself, as it is for interactions."""
    return request.id("webhook_id") == world.application.id


def _interaction(world: World, request: Request) -> Interaction:
    interaction = world.interactions.answered(request.text("webhook_token"))
    if interaction.type is InteractionType.AUTOCOMPLETE:
        raise ApiError(ErrorCode.UNKNOWN_WEBHOOK)
    return interaction


def _message(interaction: Interaction, request: Request) -> Message:
    """The message of the path: a follow-up by its id, or ``@original``."""
    if "message_id" not in request.values:
        found = interaction.original
    else:
        wanted = request.id("message_id")
        found = next((message for message in interaction.messages() if message.id == wanted), None)
    if found is None or found.deleted:
        raise ApiError(ErrorCode.UNKNOWN_MESSAGE)
    return found


def create_followup(world: World, request: Request) -> Response:
    interaction = _interaction(world, request)
    body = request.checked(FOLLOW_UP)
    draft = draft_from(world, interaction.channel, body, request.files)
    return answer(shown(world, answers.follow_up(world, interaction, draft)))


def get_followup(world: World, request: Request) -> Response:
    return answer(shown(world, _message(_interaction(world, request), request)))


def edit_followup(world: World, request: Request) -> Response:
    interaction = _interaction(world, request)
    message = _message(interaction, request)
    body = request.checked(EDIT_ANSWER)
    changes = changes_from(world, message, body, request.files)
    answers.edit(world, interaction, message, changes, body.get("allowed_mentions"))
    return answer(shown(world, message))


def delete_followup(world: World, request: Request) -> Response:
    interaction = _interaction(world, request)
    answers.delete(world, interaction, _message(interaction, request))
    return no_content()
