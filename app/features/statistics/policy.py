"""Whose figures may be told to whom: those of the channels that they can read."""

from __future__ import annotations

from collections.abc import Iterable

from app.core.actor import Actor
from app.core.ports.channels import Visibility
from app.features.statistics.repository import Place, StatisticsRepository


async def readable(
    visibility: Visibility, repository: StatisticsRepository, actor: Actor, places: Iterable[Place]
) -> frozenset[int] | None:
    """The channels that the actor can read, without threads; None for all.

    A channel that the bot cannot see any more is read by those who could read it when the bot last saw it: figures
    end there, so nobody learns more than they could then. Of one that it never saw nobody is known to read it.
    """
    seen = await visibility.seen_by(actor)
    hidden = {place.id for place in places if place.hidden}
    if seen is None or not hidden:
        return seen
    known = await repository.overwrites(actor.guild_id, hidden)
    return seen | await visibility.could_read(actor, known)
