"""The application itself."""

from __future__ import annotations

import hikari


async def owner_ids(bot: hikari.GatewayBot) -> frozenset[int]:
    """The application's owner, or the members of the team that owns it."""
    application = await bot.rest.fetch_application()
    if application.team is not None:
        return frozenset(int(member) for member in application.team.members)
    return frozenset({int(application.owner.id)})
