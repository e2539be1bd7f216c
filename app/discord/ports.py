"""``app.core.ports`` on hikari."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager

import hikari

from app.core.errors import Forbidden, InvalidInput, NotFound
from app.core.ports import File
from app.core.text import SOURCE_LOCALE, Text, t
from app.discord.layout import Card, render

UNKNOWN_CHANNEL, MISSING_ACCESS, MISSING_PERMISSIONS = 10003, 50001, 50013


class DiscordChannels:
    """``Channels`` over Discord's HTTP API."""

    def __init__(self, bot: hikari.GatewayBot) -> None:
        self._rest = bot.rest

    async def post(self, channel_id: int, text: str, *, nonce: str) -> None:
        with _refusals():
            # hikari asks Discord to enforce the nonce, so a repeated job does not post twice.
            await self._rest.create_message(channel_id, text, nonce=nonce)

    async def show(
        self, channel_id: int, body: Sequence[Text | str], *, nonce: str, files: Sequence[File] = ()
    ) -> None:
        messages = render(Card(body=body, files=files), SOURCE_LOCALE)
        with _refusals():
            for number, components in enumerate(messages):
                await self._rest.create_message(channel_id, components=components, nonce=f"{nonce}.{number}")


@contextmanager
def _refusals() -> Iterator[None]:
    """Discord's refusals in the words of the port. A proxy's refusal has no code, and passes by itself."""
    try:
        yield
    except hikari.NotFoundError as error:
        if error.code == UNKNOWN_CHANNEL:
            raise NotFound(t("That channel is gone.")) from error
        raise
    except hikari.ForbiddenError as error:
        if error.code in {MISSING_ACCESS, MISSING_PERMISSIONS}:
            raise Forbidden(t("I may not write in that channel.")) from error
        raise
    except hikari.BadRequestError as error:
        raise InvalidInput(t("Discord does not take that message.")) from error


async def owner_ids(bot: hikari.GatewayBot) -> frozenset[int]:
    """The application's owner, or the members of the team that owns it."""
    application = await bot.rest.fetch_application()
    if application.team is not None:
        return frozenset(int(member) for member in application.team.members)
    return frozenset({int(application.owner.id)})
