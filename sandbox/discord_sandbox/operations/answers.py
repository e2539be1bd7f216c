"""The application answers an interaction."""

from __future__ import annotations

from discord_sandbox.model.command import CommandType
from discord_sandbox.model.interaction import AnswerType, Interaction, InteractionType
from discord_sandbox.model.message import Message, MessageFlag, MessageType
from discord_sandbox.model.payload import JsonObject, Payload
from discord_sandbox.model.world import World
from discord_sandbox.operations import messages
from discord_sandbox.operations.draft import Draft

_EPHEMERAL = int(MessageFlag.EPHEMERAL)
_LOADING = int(MessageFlag.LOADING)
USERS_ONLY: Payload = {"parse": ["users"]}
"""Whom webhooks and answers to interactions notify unless they say so: neither roles nor everyone."""


def reply(world: World, interaction: Interaction, draft: Draft) -> None:
    """Answer with a message."""
    interaction.original = _send(world, interaction, draft, _kind_of_reply(interaction))
    _answered(world, interaction, AnswerType.MESSAGE, settled=True)


def defer(world: World, interaction: Interaction, flags: int) -> None:
    """Answer "thinking…", to be replaced later."""
    draft = Draft(flags=_LOADING | flags & _EPHEMERAL)
    interaction.original = _send(world, interaction, draft, _kind_of_reply(interaction))
    _answered(world, interaction, AnswerType.DEFERRED_MESSAGE, settled=False)


def defer_update(world: World, interaction: Interaction) -> None:
    """Promise to change the message whose component was used, or to leave it as it is."""
    interaction.original = interaction.message
    _answered(world, interaction, AnswerType.DEFERRED_UPDATE, settled=False)


def update(
    world: World,
    interaction: Interaction,
    source: Message,
    changes: JsonObject,
    allowed_mentions: JsonObject | None,
) -> None:
    """Change the message whose component was used."""
    interaction.original = source
    messages.edit(world, source, changes, _mentions(allowed_mentions))
    _answered(world, interaction, AnswerType.UPDATE, settled=True)


def complete(world: World, interaction: Interaction, choices: list[JsonObject]) -> None:
    """Suggest values for the option that is being typed."""
    interaction.choices = choices
    _answered(world, interaction, AnswerType.AUTOCOMPLETE, settled=True)


def ask(world: World, interaction: Interaction, modal: JsonObject) -> None:
    """Open a form."""
    interaction.modal = modal
    _answered(world, interaction, AnswerType.MODAL, settled=True)


def follow_up(world: World, interaction: Interaction, draft: Draft) -> Message:
    """Send one more message, or the one that was promised: which then stays as private as the promise was."""
    promised = interaction.original
    if promised and promised.loading and not promised.deleted:
        changes: JsonObject = {
            "content": draft.content,
            "embeds": draft.embeds,
            "components": draft.components,
            "attachments": draft.attachments,
            "poll": draft.poll,
            "flags": promised.flags | draft.flags & ~_EPHEMERAL,
        }
        edit(world, interaction, promised, changes, draft.allowed_mentions)
        return promised
    message = _send(world, interaction, draft, MessageType.DEFAULT)
    interaction.followups.append(message)
    _settled(interaction)
    return message


def edit(
    world: World,
    interaction: Interaction,
    message: Message,
    changes: JsonObject,
    allowed_mentions: JsonObject | None,
) -> None:
    """Change a message that belongs to the interaction."""
    messages.edit(world, message, changes, _mentions(allowed_mentions))
    _settled(interaction)


def _mentions(allowed: JsonObject | None) -> JsonObject:
    return USERS_ONLY if allowed is None else allowed


def delete(world: World, interaction: Interaction, message: Message) -> None:
    messages.delete(world, message)
    _settled(interaction)


def _send(world: World, interaction: Interaction, draft: Draft, kind: MessageType) -> Message:
    draft.allowed_mentions = _mentions(draft.allowed_mentions)
    return messages.create(
        world,
        interaction.channel,
        world.bot,
        draft,
        type=kind,
        webhook_id=world.application.id,
        application_id=world.application.id,
        interaction=interaction.metadata(),
        reader_id=interaction.user.id if draft.flags & _EPHEMERAL else None,
    )


def _kind_of_reply(interaction: Interaction) -> MessageType:
    if interaction.type is not InteractionType.APPLICATION_COMMAND:
        return MessageType.DEFAULT
    slash = interaction.data["type"] == CommandType.CHAT_INPUT
    return MessageType.CHAT_INPUT_COMMAND if slash else MessageType.CONTEXT_MENU_COMMAND


def _answered(world: World, interaction: Interaction, kind: AnswerType, *, settled: bool) -> None:
    interaction.answer = kind
    interaction.answered_at = world.clock.time()
    interaction.settled = settled
    interaction.changed.announce()


def _settled(interaction: Interaction) -> None:
    interaction.settled = True
    interaction.changed.announce()
