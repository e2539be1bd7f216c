"""``app.core.ports.history`` over Discord's HTTP API."""

from __future__ import annotations

from datetime import datetime

import hikari

from app.core.ports.history import PastMessage, PastThread
from app.discord.ports.refusals import explained

PAGE = 100
"""Messages that Discord gives at once."""


class DiscordHistory:
    """``History`` over Discord's HTTP API."""

    def __init__(self, bot: hikari.GatewayBot) -> None:
        self._rest = bot.rest

    async def after(self, channel_id: int, message_id: int) -> list[PastMessage]:
        with explained():
            page = self._rest.fetch_messages(channel_id, after=message_id).limit(PAGE)
            return sorted([past_message(message) async for message in page], key=lambda message: message.id)

    async def archived(self, channel_id: int, since: datetime) -> list[PastThread]:
        found = []
        with explained():
            # Those archived last come first.
            async for thread in self._rest.fetch_public_archived_threads(channel_id):
                if thread.metadata.archive_timestamp < since:
                    break
                found.append(
                    PastThread(
                        id=int(thread.id),
                        kind=int(thread.type),
                        name=thread.name or "",
                        newest_id=int(thread.last_message_id or thread.id),
                    )
                )
        return found


def past_message(message: hikari.Message) -> PastMessage:
    """A message of Discord's, as figures."""
    return PastMessage(
        id=int(message.id),
        kind=int(message.type),
        author_id=int(message.author.id),
        is_bot=message.author.is_bot or message.webhook_id is not None,
        is_reply=message.type is hikari.MessageType.REPLY,
        length=len(message.content or ""),
        attachments=len(message.attachments),
        embeds=len(message.embeds),
        mentions=len(message.user_mentions_ids or ()),
        edited_at=message.edited_timestamp,
    )
