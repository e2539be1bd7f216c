"""Whose figures may be told to whom: of hidden channels to those who could read them when the bot last saw them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import pytest

from app.container import Container
from app.core.actor import Actor
from app.core.ports.channels import Overwrite
from app.features.statistics.policy import readable
from app.features.statistics.repository import StatisticsRepository
from tests.integration.conftest import Record
from tests.support.payloads import channel, guild

VIEW = 1 << 10
OPEN, DEN, STAFF, UNKNOWN = 1, 2, 3, 4
"""What everybody sees, what is hidden from the bot, also from most members, and from the beginning."""


class Reader:
    """Sees #open just now, and could read what was not denied to everyone."""

    def __init__(self, actor: Actor, seen: frozenset[int] | None) -> None:
        self._actor = actor
        self._seen = seen

    async def seen_by(self, actor: Actor) -> frozenset[int] | None:
        assert actor is self._actor
        return self._seen

    async def open_to_all(self, guild_id: int, channel_id: int) -> bool:
        return True

    async def could_read(self, actor: Actor, channels: Mapping[int, Sequence[Overwrite]]) -> frozenset[int]:
        assert actor is self._actor
        return frozenset(each for each, known in channels.items() if not any(one.deny for one in known))


def place(guild_id: int, number: int) -> int:
    return guild_id * 100 + number


@pytest.fixture
async def hidden(record: Record, guild_id: int) -> None:
    """A guild that has hidden all but one channel from the bot."""

    def seen(number: int, *, deny: int = 0) -> dict[str, object]:
        overwrites = [{"id": str(guild_id), "type": 0, "allow": "0", "deny": str(deny)}]
        return channel(place(guild_id, number), f"channel {number}", permission_overwrites=overwrites)

    def unseen(number: int) -> dict[str, object]:
        gone = seen(number, deny=VIEW)
        return {**gone, "guild_id": str(guild_id), "flags": 1 << 17, "name": "___hidden___"}

    channels = [seen(OPEN, deny=0), seen(DEN), seen(STAFF, deny=VIEW)]
    await record(("GUILD_CREATE", guild(guild_id, channels=channels)))
    await record(*(("CHANNEL_UPDATE", unseen(number)) for number in (DEN, STAFF, UNKNOWN)))


async def told(container: Container, actor: Actor, seen: frozenset[int] | None) -> frozenset[int] | None:
    async with container.sessions()() as session:
        repository = StatisticsRepository(session)
        places = await repository.places(actor.guild_id)
        return await readable(Reader(actor, seen), repository, actor, places)


@pytest.mark.usefixtures("hidden")
async def test_a_hidden_channel_is_read_by_those_who_could(container: Container, member: Actor) -> None:
    seen = frozenset({place(member.guild_id, OPEN)})
    assert await told(container, member, seen) == seen | {place(member.guild_id, DEN)}
    assert await told(container, member, frozenset()) == frozenset({place(member.guild_id, DEN)})


@pytest.mark.usefixtures("hidden")
async def test_who_sees_everything_sees_what_is_hidden_too(container: Container, admin: Actor) -> None:
    assert await told(container, admin, None) is None


async def test_where_nothing_is_hidden_only_what_is_seen_counts(
    container: Container, record: Record, member: Actor
) -> None:
    places = [channel(place(member.guild_id, number), "a") for number in (OPEN, DEN)]
    await record(("GUILD_CREATE", guild(member.guild_id, channels=places)))
    seen = frozenset({place(member.guild_id, OPEN)})
    assert await told(container, member, seen) == seen


@pytest.mark.usefixtures("hidden")
async def test_another_guild_tells_nothing_of_this_one(container: Container, stranger: Actor) -> None:
    assert await told(container, stranger, frozenset({7})) == frozenset({7})
