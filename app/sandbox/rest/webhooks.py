"""What follows the first answer to an interaction; its token takes the place of the bot's."""

from __future__ import annotations

from app.sandbox.changes import answers
from app.sandbox.errors import ApiError, Refusal
from app.sandbox.interactions.interaction import Interaction, InteractionType
from app.sandbox.rest.drafts import changes_from, draft_from
from app.sandbox.rest.messages import shown
from app.sandbox.rest.request import Request, Response, answer, no_content
from app.sandbox.rest.router import Routes
from app.sandbox.rules.message import EDIT_MESSAGE, EXECUTE_WEBHOOK
from app.sandbox.world.message import Message
from app.sandbox.world.world import World

routes = Routes(public=True)

_WEBHOOK = "/webhooks/{webhook_id}/{webhook_token}"


def _interaction(world: World, request: Request) -> Interaction:
    if request.id("webhook_id") != world.application.id:
        raise ApiError(Refusal.UNKNOWN_WEBHOOK)
    interaction = world.interactions.answered(request.text("webhook_token"))
    if interaction.type is InteractionType.AUTOCOMPLETE:
        raise ApiError(Refusal.UNKNOWN_WEBHOOK)
    return interaction


def _message(interaction: Interaction, request: Request) -> Message:
    """The message of the path: a follow-up by its id, or ``@original``."""
    if "message_id" not in request.values:
        found = interaction.original
    else:
        wanted = request.id("message_id")
        found = next((message for message in interaction.messages() if message.id == wanted), None)
    if found is None or found.deleted:
        raise ApiError(Refusal.UNKNOWN_MESSAGE)
    return found


@routes.post(_WEBHOOK)
def create_followup(world: World, request: Request) -> Response:
    interaction = _interaction(world, request)
    body = request.checked(EXECUTE_WEBHOOK)
    draft = draft_from(world, interaction.channel, body, request.files)
    return answer(shown(world, answers.follow_up(world, interaction, draft)))


@routes.get(_WEBHOOK + "/messages/@original")
@routes.get(_WEBHOOK + "/messages/{message_id}")
def get_followup(world: World, request: Request) -> Response:
    return answer(shown(world, _message(_interaction(world, request), request)))


@routes.patch(_WEBHOOK + "/messages/@original")
@routes.patch(_WEBHOOK + "/messages/{message_id}")
def edit_followup(world: World, request: Request) -> Response:
    interaction = _interaction(world, request)
    message = _message(interaction, request)
    body = request.checked(EDIT_MESSAGE)
    changes = changes_from(world, message, body, request.files)
    answers.edit(world, interaction, message, changes, body.get("allowed_mentions"))
    return answer(shown(world, message))


@routes.delete(_WEBHOOK + "/messages/@original")
@routes.delete(_WEBHOOK + "/messages/{message_id}")
def delete_followup(world: World, request: Request) -> Response:
    interaction = _interaction(world, request)
    answers.delete(world, interaction, _message(interaction, request))
    return no_content()
