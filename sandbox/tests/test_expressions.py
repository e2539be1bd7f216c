"""Emojis and stickers, of a guild and of the application, and reactions with them."""

from __future__ import annotations

import base64

import aiohttp
import pytest

from discord_sandbox import GuildHandle, Permission, Person
from sandbox.tests.conftest import allow_bot
from sandbox.tests.plain import Payload, PlainBot, Rest, Shard


def picture(kind: str = "png", size: int = 4) -> str:
    return f"data:image/{kind};base64,{base64.b64encode(bytes(size)).decode()}"


async def test_an_emoji_comes_changes_and_goes(rest: Rest, here: str, inn: GuildHandle, shard: Shard) -> None:
    await allow_bot(inn, Permission.MANAGE_GUILD_EXPRESSIONS, Permission.CREATE_GUILD_EXPRESSIONS)
    made = await rest.post(f"{here}/emojis", {"name": "mrsha", "image": picture("gif")}, reason="Cute")
    assert (made.status, made.body["animated"]) == (201, True)
    assert (await shard.event("GUILD_EMOJIS_UPDATE"))["emojis"] == [made.body]
    path = f"{here}/emojis/{made.body['id']}"
    assert (await rest.get(path)).body == made.body
    assert (await rest.patch(path, {"name": "mrsha_happy"})).body["name"] == "mrsha_happy"
    assert (await shard.event("GUILD_EMOJIS_UPDATE"))["emojis"][0]["name"] == "mrsha_happy"
    assert (await rest.get(f"{here}/emojis")).body[0]["name"] == "mrsha_happy"
    assert (await rest.delete(path)).status == 204
    assert (await shard.event("GUILD_EMOJIS_UPDATE"))["emojis"] == []
    assert (await rest.get(path)).code == 10014


async def test_what_others_made_needs_the_greater_permission(rest: Rest, here: str, inn: GuildHandle) -> None:
    theirs = await inn.create_emoji("theirs")
    await allow_bot(inn, Permission.CREATE_GUILD_EXPRESSIONS)
    own = (await rest.post(f"{here}/emojis", {"name": "own", "image": picture()})).body
    assert (await rest.patch(f"{here}/emojis/{own['id']}", {"name": "mine"})).status == 200
    assert (await rest.patch(f"{here}/emojis/{theirs.id}", {"name": "mine"})).code == 50013
    assert (await rest.delete(f"{here}/emojis/{theirs.id}")).code == 50013
    await allow_bot(inn)
    assert (await rest.post(f"{here}/emojis", {"name": "own", "image": picture()})).code == 50013


@pytest.mark.parametrize(
    ("body", "where", "code"),
    [
        ({"name": "a", "image": picture()}, "name", "BASE_TYPE_BAD_LENGTH"),
        ({"name": "two words", "image": picture()}, "name", "STRING_TYPE_REGEX"),
        ({"name": "ok", "image": "golem.png"}, "image", "IMAGE_INVALID"),
        ({"name": "ok", "image": picture(size=256 * 1024 + 1)}, "image", "BINARY_TYPE_MAX_SIZE"),
        ({"name": "ok"}, "image", "BASE_TYPE_REQUIRED"),
    ],
)
async def test_an_emoji_that_cannot_be_is_refused(
    rest: Rest, here: str, inn: GuildHandle, body: Payload, where: str, code: str
) -> None:
    await allow_bot(inn, Permission.CREATE_GUILD_EXPRESSIONS)
    assert (await rest.post(f"{here}/emojis", body)).problems() == {where: code}


async def test_fifty_of_each_kind_are_enough(rest: Rest, here: str, inn: GuildHandle) -> None:
    await allow_bot(inn, Permission.CREATE_GUILD_EXPRESSIONS)
    for number in range(50):
        await inn.create_emoji(f"e{number}")
        await inn.create_emoji(f"a{number}", animated=True)
    assert (await rest.post(f"{here}/emojis", {"name": "more", "image": picture()})).code == 30008
    assert (await rest.post(f"{here}/emojis", {"name": "more", "image": picture("gif")})).code == 30018


async def test_the_application_has_emojis_of_its_own(plain: PlainBot, erin: Person, general: str) -> None:
    rest, path = plain.rest, f"{plain.application}/emojis"
    made = await rest.post(path, {"name": "golem", "image": picture()})
    assert made.status == 201
    one = f"{path}/{made.body['id']}"
    assert (await rest.patch(one, {"name": "big_golem"})).body["name"] == "big_golem"
    assert (await rest.get(path)).body["items"] == [(await rest.get(one)).body]
    said = await erin.say("Which?")
    reaction = f"{general}/messages/{said.id}/reactions/big_golem:{made.body['id']}"
    assert (await rest.put(f"{reaction}/@me")).status == 204
    assert (await rest.delete(one)).status == 204
    assert (await rest.get(one)).code == 10014
    assert (await rest.get("/applications/1/emojis")).code == 10002


async def test_reactions_are_with_emojis_that_exist(
    rest: Rest, inn: GuildHandle, general: str, erin: Person, shard: Shard
) -> None:
    emoji = await inn.create_emoji("mrsha", animated=True)
    said = await erin.say("React!")
    path = f"{general}/messages/{said.id}/reactions"
    await erin.react(said, "mrsha")
    assert (await shard.event("MESSAGE_REACTION_ADD"))["emoji"] == {
        "id": str(emoji.id),
        "name": "mrsha",
        "animated": True,
    }
    assert (await rest.put(f"{path}/other_name:{emoji.id}/@me")).status == 204
    assert said.reactions == {emoji.key: 2}
    assert (await rest.put(f"{path}/mrsha:1/@me")).code == 10014
    assert (await rest.put(f"{path}/mrsha/@me")).code == 10014
    assert (await rest.delete(f"{path}/{emoji.key}")).status == 204
    assert (await shard.event("MESSAGE_REACTION_REMOVE_EMOJI"))["emoji"]["id"] == str(emoji.id)


async def test_emojis_of_elsewhere_need_a_permission(
    rest: Rest, inn: GuildHandle, general: str, erin: Person
) -> None:
    theirs = await rest.discord.guild("other").create_emoji("book")
    said = await erin.say("React!")
    path = f"{general}/messages/{said.id}/reactions/{theirs.key}/@me"
    assert (await rest.put(path)).status == 204
    assert (await rest.delete(path)).status == 204
    external = [Permission.USE_EXTERNAL_EMOJIS]
    await inn.overwrite("general", "@everyone", deny=external)
    await inn.overwrite("general", "shard", deny=external)
    assert (await rest.put(path)).code == 50013


async def test_a_sticker_comes_changes_and_goes(
    rest: Rest, here: str, inn: GuildHandle, general: str, shard: Shard
) -> None:
    await allow_bot(inn, Permission.CREATE_GUILD_EXPRESSIONS)

    def form(**fields: str) -> aiohttp.FormData:
        data = aiohttp.FormData()
        for name, value in fields.items():
            data.add_field(name, value)
        data.add_field("file", b"\x89PNG", filename="golem.png", content_type="image/png")
        return data

    made = await rest("POST", f"{here}/stickers", data=form(name="Golem", tags="golem", description="Big"))
    assert (made.status, made.body["format_type"], made.body["description"]) == (201, 1, "Big")
    assert (await shard.event("GUILD_STICKERS_UPDATE"))["stickers"] == [made.body]
    path = f"{here}/stickers/{made.body['id']}"
    assert (await rest.patch(path, {"tags": "stone"})).body["tags"] == "stone"
    assert (await rest.get(f"/stickers/{made.body['id']}")).body == (await rest.get(path)).body
    sent = await rest.post(f"{general}/messages", {"sticker_ids": [made.body["id"]]})
    assert sent.body["sticker_items"][0]["name"] == "Golem"
    assert (await rest.post(f"{general}/messages", {"sticker_ids": ["1"]})).code == 50081
    assert (await rest.delete(path)).status == 204
    assert (await rest.get(path)).code == 10060
    wrong = await rest("POST", f"{here}/stickers", data=form(name="G", tags="golem"))
    assert wrong.problems() == {"name": "BASE_TYPE_BAD_LENGTH"}
    for number in range(5):
        await inn.create_sticker(f"s{number}", "x")
    assert (await rest("POST", f"{here}/stickers", data=form(name="More", tags="x"))).code == 30039
