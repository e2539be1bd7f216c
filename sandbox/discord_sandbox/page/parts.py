"""Parts of messages, made ready for the templates."""

from __future__ import annotations

import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass

from discord_sandbox.model.attachment import IS_SPOILER, Attachment
from discord_sandbox.model.component import ComponentType
from discord_sandbox.model.message import Message, MessageFlag
from discord_sandbox.model.payload import JsonObject, Payload, seconds_of
from discord_sandbox.model.poll import Poll
from discord_sandbox.page.viewer import Viewer

JUMBO = 30
_JOINERS = {"\u200d", "\ufe0f", "\u20e3"}


@dataclass(frozen=True, slots=True)
class Answer:
    """One answer of a poll."""

    id: int
    text: str
    emoji: str | None
    votes: int
    own: bool


@dataclass(frozen=True, slots=True)
class Tally:
    """A poll as it stands."""

    question: str
    several: bool
    answers: list[Answer]
    votes: int
    closed: bool
    ends: float | None


def tally(asked: Poll, viewer: Viewer) -> Tally:
    poll = asked.payload(viewer.user.id)
    results = poll.get("results") or {}
    counts = {each["id"]: each for each in results.get("answer_counts") or ()}
    answers = [_answer(each, counts.get(each["answer_id"], {})) for each in poll["answers"]]
    ends = seconds_of(poll["expiry"]) if poll.get("expiry") else None
    over = ends is not None and ends <= viewer.world.clock.time()
    return Tally(
        question=poll["question"]["text"],
        several=bool(poll.get("allow_multiselect")),
        answers=answers,
        votes=sum(answer.votes for answer in answers),
        closed=bool(results.get("is_finalized")) or over,
        ends=ends,
    )


def _answer(answer: Payload, count: Payload) -> Answer:
    media = answer["poll_media"]
    emoji = media.get("emoji") or {}
    return Answer(
        id=answer["answer_id"],
        text=media.get("text") or "",
        emoji=emoji.get("name"),
        votes=count.get("count", 0),
        own=bool(count.get("me_voted")),
    )


def sorted_attachments(message: Message) -> tuple[list[Attachment], list[Attachment]]:
    """What is looked at or listened to, and other files; without those that a component shows."""
    shown = [] if message.components_v2 else message.attachments
    visual = [each for each in shown if _visual(each)]
    return visual, [each for each in shown if each not in visual]


def _visual(attachment: Attachment) -> bool:
    return attachment.content_type.split("/")[0] in {"image", "video", "audio"}


def suppresses_embeds(flags: int) -> bool:
    return bool(flags & MessageFlag.SUPPRESS_EMBEDS)


def is_spoiler(flags: int) -> bool:
    """Whether the flags of an attachment hide it."""
    return bool(flags & IS_SPOILER)


def only_emoji(text: str) -> bool:
    """Whether a message is nothing but a few emoji, which are then shown larger."""
    signs = [sign for sign in text if not sign.isspace() and sign not in _JOINERS]
    return 0 < len(signs) <= JUMBO and all(unicodedata.category(sign) in {"So", "Sk"} for sign in signs)


def chosen_labels(select: Payload, viewer: Viewer) -> list[str]:
    """What a select shows as chosen before anybody has."""
    if select["type"] == ComponentType.STRING_SELECT:
        return [option["label"] for option in select["options"] if option.get("default")]
    return [_label(each, viewer) for each in select.get("default_values") or ()]


def _label(value: Payload, viewer: Viewer) -> str:
    snowflake, world, guild = int(value["id"]), viewer.world, viewer.guild
    match value["type"]:
        case "user" if snowflake in world.users:
            return "@" + viewer.name_of(world.users[snowflake])
        case "role" if guild and snowflake in guild.roles:
            return "@" + guild.roles[snowflake].name.removeprefix("@")
        case "channel" if snowflake in world.channels:
            return f"#{world.channels[snowflake].name}"
        case _:
            return str(snowflake)


def find_component(components: Sequence[Payload], custom_id: str) -> JsonObject | None:
    """The component with this custom id, wherever it stands."""
    for component in components:
        if component.get("custom_id") == custom_id:
            return component
        inside = [
            *(component.get("components") or ()),
            component.get("accessory"),
            component.get("component"),
        ]
        found = find_component([each for each in inside if each], custom_id)
        if found:
            return found
    return None
