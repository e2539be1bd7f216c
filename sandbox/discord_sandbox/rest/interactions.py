"""The first answer to an interaction."""

from __future__ import annotations

from discord_sandbox.model.checks import Check, integer, one_of, record
from discord_sandbox.model.errors import ApiError, invalid_form
from discord_sandbox.model.interaction import AnswerType, Interaction, InteractionType
from discord_sandbox.model.payload import JsonObject, Payload
from discord_sandbox.model.world import World
from discord_sandbox.operations import answers
from discord_sandbox.operations.media import Finisher
from discord_sandbox.rest.drafts import changes_from, draft_from
from discord_sandbox.rest.messages import shown
from discord_sandbox.rest.request import Request, Response, answer, no_content
from discord_sandbox.rest.router import Routes
from discord_sandbox.validation.answer import DATA, suggestions

routes = Routes(public=True)

_MESSAGES = (AnswerType.MESSAGE, AnswerType.DEFERRED_MESSAGE)
_UPDATES = (AnswerType.DEFERRED_UPDATE, AnswerType.UPDATE)
_ENVELOPE = record({"type": integer(), "data": lambda _: None}, needed=("type",))


@routes.post("/interactions/{interaction_id}/{interaction_token}/callback")
def answer_interaction(world: World, request: Request) -> Response:
    interaction = world.interactions.to_answer(
        request.id("interaction_id"), request.text("interaction_token")
    )
    try:
        _accept(world, interaction, request)
    except ApiError as error:
        interaction.refusals.append(str(error))
        raise
    return answer(_report(world, interaction)) if request.flag("with_response") else no_content()


def _accept(world: World, interaction: Interaction, request: Request) -> None:
    body = request.checked(_ENVELOPE)
    wrong = one_of(*_allowed(interaction))(body["type"])
    if wrong:
        raise invalid_form({"type": wrong})
    kind = AnswerType(body["type"])
    data = _checked_data(_check(interaction, kind), body.get("data"))
    try:
        _give(world, interaction, kind, data, request)
    except ApiError as error:
        raise error.inside("data") from None


def _allowed(interaction: Interaction) -> tuple[AnswerType, ...]:
    """How an interaction of this kind can be answered."""
    match interaction.type:
        case InteractionType.AUTOCOMPLETE:
            return (AnswerType.AUTOCOMPLETE,)
        case InteractionType.MESSAGE_COMPONENT:
            return (*_MESSAGES, *_UPDATES, AnswerType.MODAL)
        case InteractionType.MODAL_SUBMIT:
            return (*_MESSAGES, *_UPDATES) if interaction.message else _MESSAGES
        case _:
            return (*_MESSAGES, AnswerType.MODAL)


def _check(interaction: Interaction, kind: AnswerType) -> Check:
    if kind is AnswerType.AUTOCOMPLETE:
        return suggestions(interaction.focused_option)
    return DATA[kind]


def _checked_data(check: Check, data: JsonObject | None) -> JsonObject:
    wrong = check(data)
    if wrong:
        raise invalid_form({"data": wrong})
    return data or {}


def _give(world: World, interaction: Interaction, kind: AnswerType, data: Payload, request: Request) -> None:
    match kind:
        case AnswerType.MESSAGE:
            draft = draft_from(world, interaction.channel, data, request.files)
            answers.reply(world, interaction, draft)
        case AnswerType.DEFERRED_MESSAGE:
            answers.defer(world, interaction, data.get("flags") or 0)
        case AnswerType.UPDATE if interaction.message:
            changes = changes_from(world, interaction.message, data, request.files)
            answers.update(world, interaction, interaction.message, changes, data.get("allowed_mentions"))
        case AnswerType.AUTOCOMPLETE:
            answers.complete(world, interaction, data.get("choices") or [])
        case AnswerType.MODAL:
            components = Finisher(world, []).components(data["components"])
            answers.ask(world, interaction, data | {"components": components})
        case _:
            answers.defer_update(world, interaction)


def _report(world: World, interaction: Interaction) -> JsonObject:
    """What the answer became, for those who ask with ``with_response``."""
    about: Payload = {"id": str(interaction.id), "type": int(interaction.type)}
    report: Payload = {"interaction": about}
    message = interaction.original
    if message and interaction.answer:
        about |= {
            "response_message_id": str(message.id),
            "response_message_loading": message.loading,
            "response_message_ephemeral": message.ephemeral,
        }
        if interaction.answer in {AnswerType.MESSAGE, AnswerType.UPDATE}:
            report["resource"] = {"type": int(interaction.answer), "message": shown(world, message)}
    return report
