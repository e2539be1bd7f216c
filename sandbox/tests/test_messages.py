"""Messages, reactions and pins over REST, and what the gateway tells of them."""

from __future__ import annotations

from collections.abc import Callable
from urllib.parse import quote

import pytest
from yarl import URL

from discord_sandbox import GuildHandle, Permission, Person, SeenMessage
from discord_sandbox.model.message import MessageFlag
from discord_sandbox.validation.emoji import is_emoji
from sandbox.tests.plain import Payload, PlainBot, Rest, Shard

WAVE = "%F0%9F%91%8B"
SUPPRESS_EMBEDS = int(MessageFlag.SUPPRESS_EMBEDS)


@pytest.fixture
async def shard(plain: PlainBot) -> Shard:
    """A connection that has been told of the guilds."""
    intents = 1 | 1 << 9 | 1 << 10 | 1 << 12 | 1 << 15
    shard, _ = await plain.identify(intents=intents)
    for _ in range(2):
        await shard.event("GUILD_CREATE")
    return shard


async def sent(rest: Rest, channel: str, **body: object) -> Payload:
    answer = await rest.post(f"{channel}/messages", {"content": "Hello", **body})
    assert answer.status == 200, answer.body
    message: Payload = answer.body
    return message


async def test_a_message_is_written_read_changed_and_deleted(rest: Rest, general: str, shard: Shard) -> None:
    message = await sent(rest, general)
    assert (await shard.event("MESSAGE_CREATE"))["id"] == message["id"]
    path = f"{general}/messages/{message['id']}"
    assert (await rest.get(path)).body == message
    changed = (await rest.patch(path, {"content": "Changed"})).body
    assert changed["content"] == "Changed"
    assert changed["edited_timestamp"]
    assert (await shard.event("MESSAGE_UPDATE"))["content"] == "Changed"
    assert (await rest.delete(path)).status == 204
    assert (await shard.event("MESSAGE_DELETE"))["id"] == message["id"]
    assert (await rest.get(path)).code == 10008


async def test_history_is_read_from_every_side(rest: Rest, general: str) -> None:
    written = [(await sent(rest, general, content=str(number)))["content"] for number in range(6)]
    everything = (await rest.get(f"{general}/messages")).body
    ids = {message["content"]: message["id"] for message in everything}
    assert [message["content"] for message in everything[:6]] == written[::-1]

    async def contents(**query: str) -> list[str]:
        answer = await rest.get(f"{general}/messages", limit="2", **query)
        return [message["content"] for message in answer.body]

    assert await contents() == ["5", "4"]
    assert await contents(before=ids["4"]) == ["3", "2"]
    assert await contents(after=ids["1"]) == ["3", "2"]
    assert await contents(around=ids["3"]) == ["3", "2"]
    assert (await rest.get(f"{general}/messages", limit="101")).code == 50035


async def test_many_messages_are_deleted_at_once(rest: Rest, general: str, shard: Shard) -> None:
    ids = [(await sent(rest, general))["id"] for _ in range(3)]
    path = f"{general}/messages/bulk-delete"
    assert (await rest.post(path, {"messages": ids[:1]})).code == 50016
    assert (await rest.post(path, {"messages": ["1", "2"]})).code == 50034
    assert (await rest.post(path, {"messages": ids})).status == 204
    assert set((await shard.event("MESSAGE_DELETE_BULK"))["ids"]) == set(ids)
    assert (await rest.get(f"{general}/messages/{ids[0]}")).code == 10008


async def test_another_persons_message_can_be_deleted_but_not_changed(
    rest: Rest, general: str, erin: Person
) -> None:
    said = await erin.say("My own words")
    path = f"{general}/messages/{said.id}"
    assert (await rest.patch(path, {"content": "other words"})).code == 50005
    for other in (1 << 12, 1 << 20):
        assert (await rest.patch(path, {"flags": SUPPRESS_EMBEDS | other})).code == 50005
    assert (await rest.patch(path, {"flags": SUPPRESS_EMBEDS})).body["flags"] == SUPPRESS_EMBEDS
    assert (await rest.delete(path)).status == 204
    assert said.deleted


async def test_a_reply_names_what_it_replies_to(rest: Rest, general: str, erin: Person) -> None:
    said = await erin.say("A question")
    message = await sent(rest, general, message_reference={"message_id": str(said.id)})
    assert message["type"] == 19
    assert message["referenced_message"]["content"] == "A question"
    missing = {"content": "?", "message_reference": {"message_id": "1"}}
    assert (await rest.post(f"{general}/messages", missing)).problems() == {
        "message_reference": "REPLIES_UNKNOWN_MESSAGE"
    }


async def test_an_enforced_nonce_makes_one_message_of_two(rest: Rest, general: str) -> None:
    first, second = [await sent(rest, general, nonce="1", enforce_nonce=True) for _ in range(2)]
    assert first["id"] == second["id"]
    assert (await sent(rest, general, nonce="2", enforce_nonce=True))["id"] != first["id"]


async def test_files_come_with_a_message_and_can_be_fetched(rest: Rest, general: str) -> None:
    body = {"attachments": [{"id": 0, "description": "A golem"}]}
    answer = await rest.upload("POST", f"{general}/messages", body, ("golem.png", b"\x89PNG"))
    [attachment] = answer.body["attachments"]
    assert (attachment["filename"], attachment["description"], attachment["size"]) == (
        "golem.png",
        "A golem",
        4,
    )
    async with rest.http.get(attachment["url"]) as file:
        assert (file.status, await file.read(), file.content_type) == (200, b"\x89PNG", "image/png")
        assert "sandbox" in file.headers["Content-Security-Policy"]
    async with rest.http.get(attachment["url"].replace(attachment["id"], "1")) as file:
        assert file.status == 404
    changes = {"content": "Gone", "attachments": []}
    kept = await rest.patch(f"{general}/messages/{answer.body['id']}", changes)
    assert kept.body["attachments"] == []


async def test_reactions_come_and_go(rest: Rest, general: str, erin: Person, shard: Shard) -> None:
    said = await erin.say("React!")
    path = f"{general}/messages/{said.id}/reactions"
    assert (await rest.put(f"{path}/{WAVE}/@me")).status == 204
    assert (await shard.event("MESSAGE_REACTION_ADD"))["emoji"]["name"] == "👋"
    await erin.react(said, "👋")
    assert said.reactions == {"👋": 2}
    who = (await rest.get(f"{path}/{WAVE}")).body
    assert {user["username"] for user in who} == {"shard", "erin"}
    assert (await rest.delete(f"{path}/{WAVE}/@me")).status == 204
    assert (await rest.delete(f"{path}/{WAVE}/{erin.id}")).status == 204
    assert said.reactions == {}
    assert (await shard.event("MESSAGE_REACTION_REMOVE"))["user_id"]
    for emoji in ("👋", "🎉"):
        await erin.react(said, emoji)
    assert (await rest.delete(f"{path}/{WAVE}")).status == 204
    assert said.reactions == {"🎉": 1}
    assert (await shard.event("MESSAGE_REACTION_REMOVE_EMOJI"))["emoji"]["name"] == "👋"
    assert (await rest.delete(path)).status == 204
    assert said.reactions == {}
    assert await shard.event("MESSAGE_REACTION_REMOVE_ALL")


async def test_twenty_kinds_of_reactions_are_enough(rest: Rest, general: str, erin: Person) -> None:
    said = await erin.say("React!")
    for number in range(20):
        await erin.react(said, chr(0x1F600 + number))
    answer = await rest.put(f"{general}/messages/{said.id}/reactions/{WAVE}/@me")
    assert answer.code == 30010


@pytest.mark.parametrize("route", ["messages/pins", "pins"])
async def test_pins_are_set_listed_and_taken_away(
    rest: Rest, general: str, erin: Person, shard: Shard, route: str
) -> None:
    said: list[SeenMessage] = [await erin.say(f"Pin {number}") for number in range(2)]
    for message in said:
        assert (await rest.put(f"{general}/{route}/{message.id}")).status == 204
        assert (await shard.event("CHANNEL_PINS_UPDATE"))["last_pin_timestamp"]
    listed = (await rest.get(f"{general}/{route}")).body
    found = [item["message"] for item in listed["items"]] if route == "messages/pins" else listed
    assert [message["content"] for message in found] == ["Pin 1", "Pin 0"]
    assert (await rest.delete(f"{general}/{route}/{said[0].id}")).status == 204
    listed = (await rest.get(f"{general}/messages/pins", limit="1")).body
    assert [item["message"]["content"] for item in listed["items"]] == ["Pin 1"]
    assert listed["has_more"] is False


async def test_what_the_bot_may_not_do_is_refused(rest: Rest, inn: GuildHandle, erin: Person) -> None:
    hidden = await inn.create_channel("hidden")
    await inn.overwrite("hidden", "shard", deny=[Permission.VIEW_CHANNEL])
    path = f"/channels/{hidden.id}"
    assert (await rest.get(path)).code == 50001
    assert (await rest.get("/channels/1")).code == 10003
    await inn.create_channel("quiet")
    await inn.overwrite("quiet", "shard", deny=[Permission.SEND_MESSAGES])
    quiet = f"/channels/{inn.channel('quiet').id}"
    assert (await rest.post(f"{quiet}/messages", {"content": "x"})).code == 50013
    assert (await rest.post(f"{quiet}/typing")).code == 50013


async def test_direct_messages_reach_those_who_take_them(rest: Rest, erin: Person) -> None:
    opened = await rest.post("/users/@me/channels", {"recipient_id": str(erin.id)})
    channel = f"/channels/{opened.body['id']}"
    assert (await sent(rest, channel))["content"] == "Hello"
    erin.user.accepts_messages = False
    assert (await rest.post(f"{channel}/messages", {"content": "x"})).code == 50007
    assert (await rest.post("/users/@me/channels", {"recipient_id": "1"})).code == 10013


@pytest.mark.parametrize(
    "emoji",
    [
        *(
            "👋",
            "❤",
            "❤️",
            "©️",
            "ℹ️",
            "5️⃣",
            "#️⃣",
            "*⃣",
            "🇨🇭",
            "🇦",
            "🏴\U000e0067\U000e0062\U000e0073\U000e0063\U000e0074\U000e007f",
        ),
        *(
            "🏳️‍🌈",
            "🏴‍☠️",
            "👍🏽",
            "✌🏿",
            "👨‍👩‍👧‍👦",
            "👩🏽‍🤝‍👨🏿",
            "🧑🏻‍❤️‍💋‍🧑🏿",
            "🏃🏾‍♀️‍➡️",
            "🐦‍⬛",
            "🕵️‍♂️",
            "🫩",
            "⏏️",
            "㊙️",
            "🀄",
        ),
    ],
)
async def test_every_emoji_is_a_reaction(rest: Rest, general: str, erin: Person, emoji: str) -> None:
    assert is_emoji(emoji)
    said = await erin.say("React!")
    path = f"{general}/messages/{said.id}/reactions/{quote(emoji)}/@me"
    assert (await rest.put(path)).status == 204
    assert said.reactions == {emoji: 1}


@pytest.mark.parametrize(
    "name",
    [
        *("日本", "é", "5", "#", "abc", "👍👍", "🇨🇭🇨🇭", "👍x", "❤\n", "\u200d", "👍\u200d", "\ufe0f", "🏽x"),
        *("é:abc", "x:", "x:" + "9" * 4500, "x:٣", "x:1", "x:-1", ":"),
    ],
)
async def test_what_is_no_emoji_is_no_reaction(rest: Rest, general: str, erin: Person, name: str) -> None:
    said = await erin.say("React!")
    answer = await rest.put(f"{general}/messages/{said.id}/reactions/{quote(name)}/@me")
    assert (answer.status, answer.code) == (400, 10014)
    assert said.reactions == {}


async def test_half_a_character_is_no_reaction(rest: Rest, general: str, erin: Person) -> None:
    said = await erin.say("React!")
    url = URL(f"{rest.discord.rest_url}{general}/messages/{said.id}/reactions/%FF/@me", encoded=True)
    async with rest.http.put(url, headers=rest.headers) as response:
        assert (response.status, (await response.json())["code"]) == (400, 10014)


def emoji_button(emoji: Payload) -> Payload:
    return {"type": 2, "style": 1, "custom_id": "x", "label": "x", "emoji": emoji}


def emoji_select(emoji: Payload) -> Payload:
    return {"type": 3, "custom_id": "x", "options": [{"label": "x", "value": "x", "emoji": emoji}]}


@pytest.mark.parametrize(("component", "where"), [(emoji_button, "emoji"), (emoji_select, "options.0.emoji")])
@pytest.mark.parametrize(
    ("emoji", "field"), [({}, "name"), ({"name": "abc"}, "name"), ({"id": "1", "name": "abc"}, "id")]
)
async def test_what_is_no_emoji_is_not_shown_in_a_component(
    rest: Rest, general: str, component: Callable[[Payload], Payload], where: str, emoji: Payload, field: str
) -> None:
    body = {"components": [{"type": 1, "components": [component(emoji)]}]}
    answer = await rest.post(f"{general}/messages", body)
    assert answer.problems() == {
        f"components.0.components.0.{where}.{field}": "BUTTON_COMPONENT_INVALID_EMOJI"
    }


@pytest.mark.parametrize("component", [emoji_button, emoji_select])
async def test_emojis_are_shown_in_components(
    rest: Rest, general: str, inn: GuildHandle, component: Callable[[Payload], Payload]
) -> None:
    made = await inn.create_emoji("erin")
    for emoji in ({"name": "❤"}, {"id": str(made.id), "name": "erin"}, {"id": str(made.id), "name": "ryoka"}):
        body = {"components": [{"type": 1, "components": [component(emoji)]}]}
        assert (await rest.post(f"{general}/messages", body)).status == 200


async def test_a_field_of_an_embed_may_be_empty_but_not_missing(rest: Rest, general: str) -> None:
    shown = await sent(rest, general, embeds=[{"fields": [{"name": "", "value": ""}]}])
    assert shown["embeds"][0]["fields"] == [{"name": "", "value": "", "inline": False}]
    answer = await rest.post(f"{general}/messages", {"embeds": [{"fields": [{"name": "x"}]}]})
    assert answer.problems() == {"embeds.0.fields.0.value": "BASE_TYPE_REQUIRED"}
