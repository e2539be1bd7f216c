"""Cooldowns: who shares one, how often something may be done, and when it may be done again."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack

import pytest
from pydantic import SecretStr

from app.core.cooldown import Bucket, bucket_name
from app.core.errors import RateLimited, ServedElsewhere
from app.core.invocation import Claim, Invocation, current_invocation
from app.infra.cache import open_cache
from app.infra.limits import REMEMBERED_SECONDS, Cooldowns
from app.infra.metrics import Metrics
from app.settings.sections.cache import CacheSettings

HERE = {"guild_id": 1, "channel_id": 2, "user_id": 3}


@pytest.fixture
async def cooldowns() -> AsyncIterator[Cooldowns]:
    async with AsyncExitStack() as stack:
        yield Cooldowns(open_cache(CacheSettings(url=SecretStr("mem://")), b"key", Metrics(), stack))


@pytest.mark.parametrize(
    ("per", "shared_with", "not_with"),
    [
        (Bucket.USER, [{"channel_id": 9}], [{"user_id": 9}, {"guild_id": 9}]),
        (Bucket.CHANNEL, [{"user_id": 9}], [{"channel_id": 9}]),
        (Bucket.GUILD, [{"user_id": 9}, {"channel_id": 9}], [{"guild_id": 9}]),
    ],
)
def test_who_shares_a_cooldown(
    per: Bucket, shared_with: list[dict[str, int]], not_with: list[dict[str, int]]
) -> None:
    mine = bucket_name(per, **HERE)
    assert {bucket_name(per, **HERE | other) for other in shared_with} == {mine}
    assert mine not in {bucket_name(per, **HERE | other) for other in not_with}


def test_no_two_kinds_share_one() -> None:
    assert len({bucket_name(per, guild_id=1, channel_id=1, user_id=1) for per in Bucket}) == len(Bucket)


async def test_so_many_uses_are_free_and_the_next_has_to_wait(cooldowns: Cooldowns) -> None:
    for _ in range(3):
        await cooldowns.take("roll", "user:1", 3, 30)
    for _ in range(2):
        with pytest.raises(RateLimited) as refused:
            await cooldowns.take("roll", "user:1", 3, 30)
        assert 28 < refused.value.retry_after <= 30


async def test_commands_and_those_who_share_them_are_counted_apart(cooldowns: Cooldowns) -> None:
    await cooldowns.take("roll", "user:1", 1, 30)
    await cooldowns.take("roll", "user:2", 1, 30)
    await cooldowns.take("ping", "user:1", 1, 30)
    assert await cooldowns.reset("roll", "user:2")
    for name in ("roll", "ping"):
        with pytest.raises(RateLimited):
            await cooldowns.take(name, "user:1", 1, 30)


async def test_the_time_runs_from_the_first_use(cooldowns: Cooldowns) -> None:
    await cooldowns.take("roll", "user:1", 1, 0.1)
    with pytest.raises(RateLimited):
        await cooldowns.take("roll", "user:1", 1, 0.1)
    await asyncio.sleep(0.15)
    await cooldowns.take("roll", "user:1", 1, 0.1)


async def test_whose_cooldown_is_ended_begins_anew(cooldowns: Cooldowns) -> None:
    assert not await cooldowns.reset("roll", "user:1")
    for _ in range(2):
        await cooldowns.take("roll", "user:1", 1, 30)
        assert await cooldowns.reset("roll", "user:1")


async def received(cooldowns: Cooldowns, interaction_id: int) -> None:
    invocation = Invocation(id="a", name="roll", claim=Claim(interaction_id))
    reset = current_invocation.set(invocation)
    try:
        await cooldowns.take("roll", "user:1", 2, 30)
    finally:
        current_invocation.reset(reset)


async def test_an_interaction_that_comes_twice_takes_one_turn(cooldowns: Cooldowns) -> None:
    await received(cooldowns, 71)
    for _ in range(3):
        with pytest.raises(ServedElsewhere, match=r"^interaction 71$"):
            await received(cooldowns, 71)
    await received(cooldowns, 72)
    with pytest.raises(RateLimited):
        await received(cooldowns, 73)


async def test_it_is_known_for_a_minute_which_interaction_has_taken_its_turn(
    cooldowns: Cooldowns, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert REMEMBERED_SECONDS == 60
    monkeypatch.setattr("app.infra.limits.REMEMBERED_SECONDS", 0.1)
    await received(cooldowns, 71)
    await asyncio.sleep(0.15)
    await received(cooldowns, 71)


async def test_what_is_no_interaction_takes_a_turn_each_time(cooldowns: Cooldowns) -> None:
    reset = current_invocation.set(Invocation(id="a", name="report"))
    try:
        for _ in range(2):
            await cooldowns.take("roll", "user:1", 2, 30)
    finally:
        current_invocation.reset(reset)


async def test_a_turn_that_is_given_back_can_be_taken(cooldowns: Cooldowns) -> None:
    await cooldowns.take("roll", "user:1", 2, 30)
    for _ in range(3):
        await cooldowns.give_back(await cooldowns.take("roll", "user:1", 2, 30))
    turn = await cooldowns.take("roll", "user:1", 2, 30)
    for _ in range(3):
        with pytest.raises(RateLimited):
            await cooldowns.take("roll", "user:1", 2, 30)
    await cooldowns.give_back(turn)
    await cooldowns.take("roll", "user:1", 2, 30)
    with pytest.raises(RateLimited):
        await cooldowns.take("roll", "user:1", 2, 30)


async def test_a_turn_of_a_window_that_ended_gives_nothing_to_the_next(cooldowns: Cooldowns) -> None:
    old = await cooldowns.take("roll", "user:1", 1, 0.1)
    await asyncio.sleep(0.15)
    await cooldowns.take("roll", "user:1", 1, 30)
    await cooldowns.give_back(old)
    with pytest.raises(RateLimited):
        await cooldowns.take("roll", "user:1", 1, 30)


async def test_who_gave_all_back_has_no_cooldown_to_end(cooldowns: Cooldowns) -> None:
    await cooldowns.give_back(await cooldowns.take("roll", "user:1", 1, 30))
    assert not await cooldowns.reset("roll", "user:1")
    turn = await cooldowns.take("roll", "user:1", 1, 30)
    assert await cooldowns.reset("roll", "user:1")
    await cooldowns.give_back(turn)
    await cooldowns.take("roll", "user:1", 1, 30)
    with pytest.raises(RateLimited):
        await cooldowns.take("roll", "user:1", 1, 30)
