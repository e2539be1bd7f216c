"""What is counted of a server, and what is not, as its staff see it."""

from __future__ import annotations

import pytest
from sqlalchemy import text

from app.runtime import Runtime
from discord_sandbox import GuildHandle
from tests.support.statistics import counted

pytestmark = pytest.mark.usefixtures("recording")


async def test_nothing_is_said_to_be_counted_that_is_not(bot: Runtime, inn: GuildHandle) -> None:
    maple = inn.member("maple")
    empty = await maple.slash("activity progress")
    assert "No message is counted yet." in empty.text
    await maple.say("the first words")
    await counted(bot, inn, 1)
    reply = await maple.slash("activity progress")
    assert "Messages are counted from" in reply.text
    assert "is not fetched." in reply.text
    for told in (empty, reply):
        assert "All that was asked for" not in told.text
        assert "verything" not in told.text


@pytest.mark.parametrize(
    ("day", "answer"),
    [("2020-01-01", "begin to count"), ("2999-01-01", "has not come yet"), ("soonish!", "no day")],
)
async def test_what_is_older_is_fetched_from_there(
    bot: Runtime, inn: GuildHandle, day: str, answer: str
) -> None:
    maple = inn.member("maple")
    await maple.say("the first words")
    await counted(bot, inn, 1)
    reply = await maple.slash("activity progress")
    form = await maple.click(reply, "Fetch what is older")
    answered = await maple.submit(form, since=day)
    assert answer in answered.text
    if answer == "begin to count":
        again = await maple.slash("activity progress")
        assert "I am still fetching" in again.text or "is fetched." in again.text


async def test_what_came_before_the_bot_is_told_to_be_fetched(bot: Runtime, inn: GuildHandle) -> None:
    maple = inn.member("maple")
    await maple.say("the first words")
    await counted(bot, inn, 1)
    came = text("UPDATE guilds SET first_seen_at = now() + interval '2 days' WHERE id = :guild_id")
    async with bot.container.sessions().begin() as session:
        await session.execute(came, {"guild_id": inn.id})
    reply = await maple.slash("activity progress")
    assert "All that was asked for is fetched." in reply.text
    assert "is not fetched" not in reply.text
