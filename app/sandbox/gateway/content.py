"""What is withheld from a session without the intent for message content."""

from __future__ import annotations

from app.sandbox.payload import Payload
from app.sandbox.world.event import Event
from app.sandbox.world.user import User

_BLANK: Payload = {"content": "", "embeds": [], "attachments": [], "components": []}


def is_withheld(event: Event, bot: User) -> bool:
    """Whether the event says something that the bot is only shown when it asks for content.

    Its own messages, those in private, and those that mention it are shown in any case.
    """
    message = event.message
    if message is None:
        return event.name == "AUTO_MODERATION_ACTION_EXECUTION"
    return message.author is not bot and message.guild_id is not None and bot not in message.mentions


def without_content(data: Payload, bot: User) -> Payload:
    """The event's data as it is for a bot that may not read it."""
    if "rule_trigger_type" in data:
        return data | {"content": "", "matched_content": ""}
    return _blank(data, str(bot.id))


def _blank(message: Payload, bot_id: str) -> Payload:
    blank = message | _BLANK
    blank.pop("poll", None)
    referenced = blank.get("referenced_message")
    if referenced and referenced["author"]["id"] != bot_id:
        blank["referenced_message"] = _blank(referenced, bot_id)
    if "message_snapshots" in blank:
        blank["message_snapshots"] = [
            snapshot | {"message": snapshot["message"] | _BLANK} for snapshot in blank["message_snapshots"]
        ]
    return blank
