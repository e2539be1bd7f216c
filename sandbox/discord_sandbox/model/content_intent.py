"""What a bot is not shown unless it may read what members write."""

from __future__ import annotations

from discord_sandbox.model.application import Application
from discord_sandbox.model.message import Message
from discord_sandbox.model.payload import Payload


def content_is_public(application: Application, message: Message) -> bool:
    """Whether the bot reads it without asking: its own, in private, or when mentioned."""
    bot = application.bot
    return (
        message.author is bot
        or message.guild_id is None
        or message.application_id == application.id
        or bot in message.mentions
    )


def without_content(data: Payload) -> Payload:
    """A message as it is for a bot that may not read it."""
    blank = data | {"content": "", "embeds": [], "attachments": [], "components": []}
    blank.pop("poll", None)
    if blank.get("referenced_message"):
        blank["referenced_message"] = without_content(blank["referenced_message"])
    if "message_snapshots" in blank:
        blank["message_snapshots"] = [
            {"message": without_content(snapshot["message"])} for snapshot in blank["message_snapshots"]
        ]
    return blank
