"""``app.core.ports`` on hikari."""

from __future__ import annotations

import hikari

from app.core.errors import Forbidden, NotFound
from app.core.text import t


class DiscordChannels:
    """``Channels`` over Discord's HTTP API."""

    def __init__(self, bot: hikari.GatewayBot) -> None:
        self._rest = bot.rest

    async def post(self, channel_id: int, text: str, *, nonce: str) -> None:
        try:
            # hikari asks Discord to enforce the nonce, so a repeated job does not post twice.
            await self._rest.create_message(channel_id, text, nonce=nonce)
        except hikari.NotFoundError as error:
            raise NotFound(t("That channel is gone.")) from error
        except hikari.ForbiddenError as error:
            raise Forbidden(t("I may not write in that channel.")) from error


async def owner_ids(bot: hikari.GatewayBot) -> frozenset[int]:
    """The application's owner, or the members of the team that owns it."""
    application = await bot.rest.fetch_application()
    if application.team is not None:
        return frozenset(int(member) for member in application.team.members)
    return frozenset({int(application.owner.id)})
