"""Files: spoilers, descriptions, voice messages, edits; and forwards, embeds and flags of messages."""

from __future__ import annotations

import pytest

from discord_sandbox import ActionUnavailable, File, GuildHandle, Permission, Person, Sandbox
from discord_sandbox.operations.uploads import LARGEST_FILE
from sandbox.tests.conftest import allow_bot
from sandbox.tests.plain import Payload, PlainBot, Rest, Shard

SPOILER = 1 << 3
VOICE = 1 << 13


async def uploaded(rest: Rest, general: str, *described: Payload, **more: object) -> Payload:
    body = {"attachments": [{"id": number} | each for number, each in enumerate(described)], **more}
    files = [(f"{number}.png", b"\x89PNG") for number in range(len(described))]
    answer = await rest.upload("POST", f"{general}/messages", body, *files)
    assert answer.status == 200, answer.body
    message: Payload = answer.body
    return message


async def test_a_spoiler_is_a_flag_or_a_name(rest: Rest, general: str) -> None:
    message = await uploaded(rest, general, {"is_spoiler": True}, {"filename": "SPOILER_b.png"}, {})
    assert [each["flags"] for each in message["attachments"]] == [SPOILER, SPOILER, 0]


async def test_files_are_kept_changed_and_added_by_an_edit(rest: Rest, general: str) -> None:
    message = await uploaded(rest, general, {"description": "First"}, {})
    first, second = message["attachments"]
    path = f"{general}/messages/{message['id']}"
    kept = await rest.patch(path, {"content": "Words"})
    assert kept.body["attachments"] == message["attachments"]
    changes = {"attachments": [{"id": first["id"], "description": "Better", "is_spoiler": True}, {"id": 0}]}
    edited = (await rest.upload("PATCH", path, changes, ("c.png", b"\x89PNG"))).body["attachments"]
    assert [each["filename"] for each in edited] == ["0.png", "c.png"]
    assert (edited[0]["id"], edited[0]["description"], edited[0]["flags"]) == (first["id"], "Better", SPOILER)
    gone = await rest.patch(path, {"attachments": [{"id": second["id"]}]})
    assert gone.problems() == {"attachments.0.id": "ATTACHMENT_NOT_FOUND"}


async def test_files_have_limits(rest: Rest, general: str, inn: GuildHandle) -> None:
    large = await rest.upload("POST", f"{general}/messages", {}, ("large.bin", bytes(LARGEST_FILE + 1)))
    assert (large.status, large.code) == (413, 40005)
    many = await rest.upload("POST", f"{general}/messages", {}, *[(f"{n}.txt", b"x") for n in range(11)])
    assert many.problems() == {"attachments": "BASE_TYPE_MAX_LENGTH"}
    long = {"attachments": [{"id": 0, "description": "x" * 1025}]}
    described = await rest.upload("POST", f"{general}/messages", long, ("a.txt", b"x"))
    assert described.problems() == {"attachments.0.description": "BASE_TYPE_MAX_LENGTH"}
    await inn.edit_role("@everyone", permissions=int(Permission.VIEW_CHANNEL | Permission.SEND_MESSAGES))
    await allow_bot(inn)
    assert (await rest.upload("POST", f"{general}/messages", {}, ("a.txt", b"x"))).code == 50013


async def test_a_voice_message_is_one_sound_and_nothing_else(
    rest: Rest, general: str, inn: GuildHandle
) -> None:
    voice = {"id": 0, "duration_secs": 1.5, "waveform": "AAA="}

    async def send(filename: str, described: Payload, **more: object) -> int:
        body = {"flags": VOICE, "attachments": [described], **more}
        answer = await rest.upload("POST", f"{general}/messages", body, (filename, b"x"))
        return answer.code if answer.status != 200 else 0

    assert await send("a.ogg", voice) == 50013
    await allow_bot(inn, Permission.SEND_VOICE_MESSAGES)
    assert await send("a.ogg", voice) == 0
    assert await send("a.ogg", voice, content="x") == 50159
    assert await send("a.png", voice) == 50160
    assert await send("a.ogg", {"id": 0}) == 50161
    message = (await rest.get(f"{general}/messages")).body[0]
    assert message["attachments"][0]["duration_secs"] == 1.5
    assert (await rest.patch(f"{general}/messages/{message['id']}", {"content": "x"})).code == 50162


async def test_files_of_ephemeral_messages_are_ephemeral(bot: PlainBot, erin: Person) -> None:
    bot.answer = lambda _: {"type": 5, "data": {"flags": 64}}
    reply = await erin.slash("ask")
    form = bot.webhook(bot.interactions[-1])
    sent = await bot.rest.upload("POST", form, {"flags": 64}, ("a.txt", b"x"))
    assert sent.body["attachments"][0]["ephemeral"] is True
    assert reply.ephemeral


async def test_people_upload_with_a_description_behind_a_spoiler(
    rest: Rest, general: str, erin: Person
) -> None:
    said = await erin.say("", files=[File("golem.png", b"x", "A golem", spoiler=True), ("b.txt", b"x")])
    golem, plain = (await rest.get(f"{general}/messages/{said.id}")).body["attachments"]
    assert (golem["description"], golem["flags"], plain["flags"]) == ("A golem", SPOILER, 0)


async def test_a_forward_is_a_copy_without_its_author(
    rest: Rest, general: str, inn: GuildHandle, erin: Person, shard: Shard
) -> None:
    said = await erin.say("Read this", channel="art")
    art = str(inn.channel("art").id)
    reference = {"type": 1, "channel_id": art, "message_id": str(said.id)}
    forward = (await rest.post(f"{general}/messages", {"message_reference": reference})).body
    [snapshot] = forward["message_snapshots"]
    assert (snapshot["message"]["content"], forward["content"]) == ("Read this", "")
    assert "author" not in snapshot["message"]
    assert forward["message_reference"]["type"] == 1
    await erin.edit(said, "Read that")
    again = (await rest.get(f"{general}/messages/{forward['id']}")).body
    assert again["message_snapshots"] == forward["message_snapshots"]
    passed_on = await erin.forward(await erin.sees(""))
    assert passed_on.message is not None
    assert passed_on.message.snapshots[0]["content"] == "Read this"


async def test_only_what_can_be_read_is_forwarded(
    rest: Rest, general: str, inn: GuildHandle, erin: Person, discord: Sandbox
) -> None:
    said = await erin.say("Read this", channel="art")
    art = str(inn.channel("art").id)

    async def forward(**more: object) -> Payload:
        reference = {"type": 1, "channel_id": art, "message_id": str(said.id), **more}
        answer = await rest.post(f"{general}/messages", {"message_reference": reference})
        found: Payload = answer.body
        return found

    assert (await forward(message_id="1"))["code"] == 10008
    poll = await erin.in_channel("art").ask("Tea?", ["Yes"])
    assert (await forward(message_id=str(poll.id)))["code"] == 50035
    discord.world.application.privileged_intents = 0
    assert (await forward())["code"] == 160014
    await inn.overwrite("art", "@everyone", deny=[Permission.READ_MESSAGE_HISTORY])
    await inn.overwrite("art", "shard", deny=[Permission.READ_MESSAGE_HISTORY])
    assert (await forward())["code"] == 50001


async def test_replies_are_to_what_somebody_said(
    rest: Rest, general: str, inn: GuildHandle, erin: Person
) -> None:
    said = await erin.say("Pin me")
    await rest.put(f"{general}/messages/pins/{said.id}")
    note = (await rest.get(f"{general}/messages")).body[0]
    reply = {"content": "x", "message_reference": {"message_id": note["id"]}}
    assert (await rest.post(f"{general}/messages", reply)).problems() == {
        "message_reference": "REPLIES_CANNOT_REPLY_TO_SYSTEM_MESSAGE"
    }
    await inn.overwrite("general", "@everyone", deny=[Permission.READ_MESSAGE_HISTORY])
    await inn.overwrite("general", "shard", deny=[Permission.READ_MESSAGE_HISTORY])
    assert (await rest.post(f"{general}/messages", reply)).code == 160002


async def test_embeds_need_a_permission_and_can_be_hidden(
    rest: Rest, general: str, inn: GuildHandle, erin: Person, shard: Shard
) -> None:
    said = await erin.say("https://example.com")
    await inn.unfurl(said, {"type": "link", "url": "https://example.com", "title": "Example"})
    unfurled = await shard.event("MESSAGE_UPDATE")
    assert (unfurled["embeds"][0]["title"], unfurled["edited_timestamp"]) == ("Example", None)
    path = f"{general}/messages/{said.id}"
    hidden = (await rest.patch(path, {"flags": 4})).body
    assert (hidden["embeds"], hidden["edited_timestamp"]) == ([], None)
    assert (await rest.patch(path, {"flags": 0})).body["embeds"]
    assert (await rest.patch(path, {"flags": 0, "content": "x"})).code == 50005
    await inn.overwrite("general", "@everyone", deny=[Permission.EMBED_LINKS])
    await inn.overwrite("general", "shard", deny=[Permission.EMBED_LINKS])
    assert (await rest.post(f"{general}/messages", {"embeds": [{"title": "x"}]})).code == 50013


@pytest.mark.parametrize("allowed", [True, False])
async def test_everyone_is_mentioned_by_those_who_may(
    rest: Rest, general: str, inn: GuildHandle, allowed: bool
) -> None:
    await allow_bot(inn, *([Permission.MENTION_EVERYONE] if allowed else []))
    readers, moderators = inn.role("Readers"), inn.role("Moderators")
    text = f"@everyone {readers.mention} {moderators.mention}"
    sent = (await rest.post(f"{general}/messages", {"content": text})).body
    assert sent["mention_everyone"] is allowed
    loud = [str(readers.id), str(moderators.id)] if allowed else [str(readers.id)]
    assert sent["mention_roles"] == loud


DRAW = {"name": "draw", "description": "Shows a picture."}


async def test_an_option_takes_some_kinds_of_files(bot: PlainBot, erin: Person) -> None:
    option = {"type": 11, "name": "picture", "description": "It.", "required": True}
    await bot.register(DRAW | {"options": [option | {"file_types": ["image", ".pdf"]}]})
    for name in ("a.png", "A.PDF"):
        await erin.slash("draw", picture=(name, b"x"))
        [sent] = bot.interactions[-1]["data"]["resolved"]["attachments"].values()
        assert (sent["filename"], sent["ephemeral"]) == (name, True)
    with pytest.raises(ActionUnavailable, match="a.txt is not one of the files"):
        await erin.slash("draw", picture=("a.txt", b"x"))
    with pytest.raises(ActionUnavailable, match="larger than 10 MiB"):
        await erin.slash("draw", picture=File("a.png", bytes(LARGEST_FILE + 1)))
    wrong = [DRAW | {"options": [option | {"file_types": ["png"]}]}]
    answer = await bot.rest.put(f"{bot.application}/commands", wrong)
    assert answer.problems() == {"0.options.0.file_types.0": "BASE_TYPE_CHOICES"}


async def test_a_form_takes_so_many_files_of_some_kinds(bot: PlainBot, erin: Person) -> None:
    await bot.register(DRAW)
    upload = {"type": 19, "custom_id": "files", "max_values": 2, "file_types": [".png"]}
    label = {"type": 18, "label": "Pictures", "component": upload}
    modal = {"custom_id": "form", "title": "Form", "components": [label]}
    thanks, bot.answer = bot.answer, lambda _: {"type": 9, "data": modal}
    form = await erin.slash("draw")
    bot.answer = thanks
    with pytest.raises(ActionUnavailable, match="takes 1 to 2 files, not 3"):
        await erin.submit(form, Pictures=[("a.png", b"x")] * 3)
    with pytest.raises(ActionUnavailable, match="a.txt is not one of the files"):
        await erin.submit(form, Pictures=[("a.txt", b"x")])
    await erin.submit(form, Pictures=[("a.png", b"x"), File("b.png", b"x")])
    assert len(bot.interactions[-1]["data"]["resolved"]["attachments"]) == 2


async def test_links_to_files_end(rest: Rest, discord: Sandbox, general: str, shard: Shard) -> None:
    async def served(url: str) -> int:
        async with rest.http.get(url) as response:
            return response.status

    message = await uploaded(rest, general, {})
    [file] = message["attachments"]
    [told] = (await shard.event("MESSAGE_CREATE"))["attachments"]
    assert told["url"] == file["url"] == file["proxy_url"]
    plain, _, query = file["url"].partition("?")
    assert [await served(url) for url in (file["url"], plain, f"{plain}?{query.replace('is=', 'is=0')}")] == [
        200,
        404,
        404,
    ]
    shown = {"content": file["url"], "embeds": [{"image": {"url": file["url"]}}]}
    copy = (await rest.post(f"{general}/messages", shown)).body
    discord.clock.advance(26 * 3600)
    assert await served(file["url"]) == 404
    again = (await rest.get(f"{general}/messages/{copy['id']}")).body
    assert again["content"] == file["url"]
    assert await served(again["embeds"][0]["image"]["url"]) == 200
    assert (
        await served((await rest.get(f"{general}/messages/{message['id']}")).body["attachments"][0]["url"])
        == 200
    )


@pytest.mark.parametrize(
    ("sent", "kept"),
    [
        ("my map.png", "my_map.png"),
        ("a (1) & b!.png", "a_1__b.png"),
        ("_.hidden.png", "hidden.png"),
        ("SPOILER_a b.png", "SPOILER_a_b.png"),
        ("Übersicht.png", "Übersicht.png"),
        ("../a.png", "a.png"),
        ("?!", "file"),
    ],
)
async def test_files_are_kept_under_a_plain_name(rest: Rest, general: str, sent: str, kept: str) -> None:
    embed = {"image": {"url": f"attachment://{kept}"}}
    for described in ({}, {"filename": sent}):
        body = {"embeds": [embed], "attachments": [{"id": 0, **described}]}
        name = "x.png" if described else sent
        answer = await rest.upload("POST", f"{general}/messages", body, (name, b"\x89PNG"))
        [attachment] = answer.body["attachments"]
        assert attachment["filename"] == kept
        assert answer.body["embeds"][0]["image"]["url"] == attachment["url"]
