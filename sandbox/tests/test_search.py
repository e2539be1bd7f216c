"""Searching the messages of a guild."""

from __future__ import annotations

import pytest

from discord_sandbox import File, GuildHandle, Permission, Person, Sandbox
from sandbox.tests.conftest import allow_bot
from sandbox.tests.plain import Rest


@pytest.fixture
async def said(inn: GuildHandle, erin: Person, sage: Person) -> dict[str, str]:
    """The ids of some messages, by what is in them."""
    thread = await inn.start_thread("Chapter one", parent="general", owner="erin")
    first = await erin.say("The Wandering Inn is open, see https://wanderinginn.com/2024/")
    messages = {
        "link": first,
        "reply": await sage.say(f"Welcome {erin.mention}!", reply_to=first),
        "picture": await erin.say("", channel="art", files=[File("golem.png", b"x")]),
        "thread": await erin.at(thread).say("An inn in a thread"),
        "poll": await sage.ask("Open?", ["Yes"]),
    }
    return {name: str(message.id) for name, message in messages.items()}


async def found(rest: Rest, here: str, **query: str) -> list[str]:
    answer = await rest.get(f"{here}/messages/search", **query)
    assert answer.status == 200, answer.body
    assert all(hit["hit"] for [hit] in answer.body["messages"])
    return [hit["id"] for [hit] in answer.body["messages"]]


async def test_messages_are_found_by_their_words(rest: Rest, here: str, said: dict[str, str]) -> None:
    assert await found(rest, here, content="inn") == [said["thread"], said["link"]]
    assert await found(rest, here, content="wandering inn") == [said["link"]]
    assert await found(rest, here, content="the open") == []
    assert await found(rest, here, content="the open", slop="5") == [said["link"]]
    assert await found(rest, here, content="inn", sort_order="asc") == [said["link"], said["thread"]]
    assert set(await found(rest, here, content="inn", sort_by="relevance")) == {said["link"], said["thread"]}


async def test_messages_are_found_by_what_they_have(
    rest: Rest, here: str, said: dict[str, str], erin: Person, sage: Person
) -> None:
    assert await found(rest, here, has="link") == [said["link"]]
    assert await found(rest, here, has="image") == [said["picture"]]
    assert await found(rest, here, has="poll") == [said["poll"]]
    assert said["poll"] not in await found(rest, here, has="-poll")
    assert await found(rest, here, link_hostname="wanderinginn.com") == [said["link"]]
    assert await found(rest, here, attachment_extension="png") == [said["picture"]]
    assert await found(rest, here, attachment_filename="golem") == [said["picture"]]
    assert await found(rest, here, mentions=str(erin.id)) == [said["reply"]]
    assert await found(rest, here, replied_to_user_id=str(erin.id)) == [said["reply"]]
    assert await found(rest, here, replied_to_message_id=said["link"]) == [said["reply"]]
    assert said["poll"] in await found(rest, here, author_id=str(sage.id))
    assert await found(rest, here, author_type="bot") == []
    assert await found(rest, here, mention_everyone="true") == []


async def test_messages_are_found_by_where_and_when(
    rest: Rest, here: str, said: dict[str, str], inn: GuildHandle
) -> None:
    art = str(inn.channel("art").id)
    assert await found(rest, here, channel_id=art, has="image") == [said["picture"]]
    assert await found(rest, here, min_id=said["thread"]) == [said["poll"]]
    assert said["poll"] not in await found(rest, here, max_id=said["poll"])
    await rest.put(f"/channels/{inn.channel('general').id}/messages/pins/{said['link']}")
    assert await found(rest, here, pinned="true") == [said["link"]]
    answer = await rest.get(f"{here}/messages/search", content="inn", limit="1", offset="1")
    assert (answer.body["total_results"], len(answer.body["messages"])) == (2, 1)
    threads = (await rest.get(f"{here}/messages/search", content="thread")).body["threads"]
    assert [thread["name"] for thread in threads] == ["Chapter one"]


async def test_only_what_the_bot_may_read_is_found(
    rest: Rest, here: str, said: dict[str, str], inn: GuildHandle, discord: Sandbox
) -> None:
    await inn.edit_channel("art", nsfw=True)
    assert await found(rest, here, has="image") == []
    assert await found(rest, here, has="image", include_nsfw="true") == [said["picture"]]
    await inn.overwrite("general", "@everyone", deny=[Permission.READ_MESSAGE_HISTORY])
    await inn.overwrite("general", "shard", deny=[Permission.READ_MESSAGE_HISTORY])
    assert await found(rest, here, content="inn") == []
    await inn.edit_role("@everyone", permissions=int(Permission.VIEW_CHANNEL))
    await allow_bot(inn)
    assert (await rest.get(f"{here}/messages/search")).code == 50013
    discord.world.application.privileged_intents = 0


async def test_contents_need_the_intent(rest: Rest, here: str, discord: Sandbox) -> None:
    discord.world.application.privileged_intents = 0
    assert (await rest.get(f"{here}/messages/search", content="x")).code == 50001


async def test_while_the_index_is_made_there_are_no_answers(
    rest: Rest, here: str, inn: GuildHandle, said: dict[str, str], discord: Sandbox
) -> None:
    await inn.reindex(5)
    answer = await rest.get(f"{here}/messages/search", content="inn")
    assert (answer.status, answer.code) == (202, 110000)
    assert 0 < answer.body["retry_after"] <= 6
    discord.clock.advance(5)
    assert len(await found(rest, here, content="inn")) == 2


@pytest.mark.parametrize(
    "query",
    [
        {"limit": "26"},
        {"offset": "9976"},
        {"content": "x" * 1025},
        {"has": "love"},
        {"author_id": "erin"},
        {"sort_by": "size"},
    ],
)
async def test_a_search_that_cannot_be_is_refused(rest: Rest, here: str, query: dict[str, str]) -> None:
    assert (await rest.get(f"{here}/messages/search", **query)).code == 50035
