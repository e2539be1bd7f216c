"""People vote in polls, and polls end."""

from __future__ import annotations

from functools import partial

from discord_sandbox.model.event import Event
from discord_sandbox.model.message import Message, MessageType
from discord_sandbox.model.payload import JsonObject
from discord_sandbox.model.poll import Poll
from discord_sandbox.model.user import User
from discord_sandbox.model.world import World
from discord_sandbox.operations.draft import Draft
from discord_sandbox.operations.writing import message_event, place, reference_to, write


def watch(world: World, message: Message) -> None:
    """End the message's poll when its time is over."""
    if message.poll:
        world.clock.alarm(message.poll.expires_at, partial(end, world, message))


def vote(world: World, message: Message, user: User, answer_ids: list[int]) -> None:
    """Make these the answers of ``user``; those given before that are not among them are taken back."""
    poll = message.poll
    if poll is None:
        return
    before = poll.votes_of(user.id)
    for answer_id in before:
        if answer_id not in answer_ids:
            del poll.votes[answer_id][user.id]
            _emit(world, "MESSAGE_POLL_VOTE_REMOVE", message, user, answer_id)
    for answer_id in answer_ids:
        if answer_id not in before:
            poll.votes.setdefault(answer_id, {})[user.id] = user
            _emit(world, "MESSAGE_POLL_VOTE_ADD", message, user, answer_id)


def _emit(world: World, name: str, message: Message, user: User, answer_id: int) -> None:
    channel = world.channels[message.channel_id]
    data = place(channel) | {
        "message_id": str(message.id),
        "user_id": str(user.id),
        "answer_id": answer_id,
    }
    world.emit(Event(name, data, channel.guild_id, channel))


def end(world: World, message: Message) -> None:
    """Count the votes for good, and note the result in the channel; nothing happens if that was done before."""
    poll, channel = message.poll, world.channels.get(message.channel_id)
    if poll is None or channel is None or poll.finalized or message.deleted:
        return
    poll.expires_at = min(poll.expires_at, world.clock.time())
    poll.finalized = True
    world.emit(message_event("MESSAGE_UPDATE", world, channel, message))
    write(
        world,
        channel,
        message.author,
        Draft(embeds=[_result(poll)]),
        type=MessageType.POLL_RESULT,
        reference=reference_to(message),
    )


def _result(poll: Poll) -> JsonObject:
    """Discord's embed of a poll's result, whose fields carry the numbers."""
    most = max((poll.count(answer_id) for answer_id in poll.answers), default=0)
    winners = [answer_id for answer_id in poll.answers if most and poll.count(answer_id) == most]
    fields = {
        "poll_question_text": poll.question.get("text", ""),
        "victor_answer_votes": str(most),
        "total_votes": str(sum(map(len, poll.votes.values()))),
    }
    if len(winners) == 1:
        shown = poll.answers[winners[0]]
        fields |= {"victor_answer_id": str(winners[0]), "victor_answer_text": shown.get("text", "")}
        emoji = shown.get("emoji")
        if emoji:
            fields |= {"victor_answer_emoji_name": emoji.get("name") or ""}
    return {
        "type": "poll_result",
        "fields": [{"name": name, "value": value, "inline": False} for name, value in fields.items()],
    }
