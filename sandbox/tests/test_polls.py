"""Polls: started, voted in, ended by hand and by time."""

from __future__ import annotations

from typing import Any

import pytest

from discord_sandbox import ActionUnavailable, GuildHandle, Permission, Person, Sandbox
from sandbox.tests.conftest import allow_bot
from sandbox.tests.plain import Payload, PlainBot, Rest, Shard


def poll(*answers: str, **more: Any) -> Payload:
    media = [{"poll_media": {"text": answer}} for answer in answers or ("Erin", "Ryoka")]
    return {"poll": {"question": {"text": "Who?"}, "answers": media, **more}}


def answered_with(emoji: Payload) -> Payload:
    return poll(answers=[{"poll_media": {"text": "Erin", "emoji": emoji}}])


async def test_people_vote_and_change_their_minds(
    rest: Rest, general: str, erin: Person, shard: Shard
) -> None:
    sent = (await rest.post(f"{general}/messages", poll())).body
    assert (await shard.event("MESSAGE_CREATE"))["poll"]["results"]["is_finalized"] is False
    message = await erin.sees("")
    await erin.vote(message, "Erin")
    added = await shard.event("MESSAGE_POLL_VOTE_ADD")
    assert (added["user_id"], added["answer_id"], added["message_id"]) == (str(erin.id), 1, sent["id"])
    await erin.vote(message, "Ryoka")
    assert (await shard.event("MESSAGE_POLL_VOTE_REMOVE"))["answer_id"] == 1
    assert (await shard.event("MESSAGE_POLL_VOTE_ADD"))["answer_id"] == 2
    path = f"{general}/polls/{sent['id']}/answers"
    assert [user["username"] for user in (await rest.get(f"{path}/2")).body["users"]] == ["erin"]
    assert (await rest.get(f"{path}/1")).body["users"] == []
    counts = (await rest.get(f"{general}/messages/{sent['id']}")).body["poll"]["results"]["answer_counts"]
    assert counts == [{"id": 2, "count": 1, "me_voted": False}]
    with pytest.raises(ActionUnavailable, match="one answer"):
        await erin.vote(message, "Erin", "Ryoka")
    with pytest.raises(ActionUnavailable, match="no answer"):
        await erin.vote(message, "Teriarch")
    await erin.vote(message)
    assert (await rest.get(f"{path}/2")).body["users"] == []


async def test_a_poll_ends_and_its_result_is_noted(
    rest: Rest, general: str, erin: Person, shard: Shard
) -> None:
    sent = (await rest.post(f"{general}/messages", poll(allow_multiselect=True))).body
    message = await erin.sees("")
    await erin.vote(message, "Erin", "Ryoka")
    ended = (await rest.post(f"{general}/polls/{sent['id']}/expire")).body
    assert ended["poll"]["results"]["is_finalized"] is True
    assert (await shard.event("MESSAGE_UPDATE"))["poll"]["results"]["is_finalized"] is True
    note = await shard.event("MESSAGE_CREATE")
    assert (note["type"], note["message_reference"]["message_id"]) == (46, sent["id"])
    told = {each["name"]: each["value"] for each in note["embeds"][0]["fields"]}
    assert (told["poll_question_text"], told["total_votes"], told["victor_answer_votes"]) == (
        "Who?",
        "2",
        "1",
    )
    assert (await rest.post(f"{general}/polls/{sent['id']}/expire")).code == 520001
    with pytest.raises(ActionUnavailable, match="over"):
        await erin.vote(message, "Erin")


async def test_a_poll_ends_when_its_time_is_over(
    rest: Rest, general: str, erin: Person, discord: Sandbox, shard: Shard
) -> None:
    await rest.post(f"{general}/messages", poll(duration=1))
    await erin.vote(await erin.sees(""), "Erin")
    discord.clock.advance(3601)
    note = await shard.event("MESSAGE_UPDATE")
    assert note["poll"]["results"]["is_finalized"] is True
    await shard.event("MESSAGE_CREATE")
    result = (await rest.get(f"{general}/messages")).body[0]
    assert {"name": "victor_answer_text", "value": "Erin", "inline": False} in result["embeds"][0]["fields"]


async def test_only_own_polls_are_ended_and_none_is_edited(rest: Rest, general: str, erin: Person) -> None:
    asked = await erin.ask("Tea?", ["Yes", "No"])
    assert (await rest.post(f"{general}/polls/{asked.id}/expire")).code == 50005
    said = await erin.say("No poll")
    assert (await rest.post(f"{general}/polls/{said.id}/expire")).code == 520006
    own = (await rest.post(f"{general}/messages", poll())).body
    assert (await rest.patch(f"{general}/messages/{own['id']}", {"content": "x"})).code == 520003


@pytest.mark.parametrize(
    ("body", "where"),
    [
        (poll(*map(str, range(11))), "poll.answers"),
        (poll("x" * 56), "poll.answers.0.poll_media.text"),
        (poll(duration=769), "poll.duration"),
        ({"poll": {"question": {"text": "x" * 301}, "answers": []}}, "poll.question.text"),
        (poll(question={"text": " "}), "poll.question.text"),
        (poll(" "), "poll.answers.0.poll_media.text"),
        (poll(answers=[{"poll_media": {"emoji": {"name": "👋"}}}]), "poll.answers.0.poll_media.text"),
        (answered_with({"name": "abc"}), "poll.answers.0.poll_media.emoji.name"),
        (answered_with({"id": "1"}), "poll.answers.0.poll_media.emoji.id"),
    ],
)
async def test_a_poll_that_cannot_be_is_refused(rest: Rest, general: str, body: Payload, where: str) -> None:
    assert where in (await rest.post(f"{general}/messages", body)).problems()


async def test_polls_need_a_permission(rest: Rest, general: str, inn: GuildHandle, erin: Person) -> None:
    await inn.edit_role("@everyone", permissions=inn.guild.everyone.permissions & ~Permission.SEND_POLLS)
    await allow_bot(inn)
    assert (await rest.post(f"{general}/messages", poll())).code == 50013
    with pytest.raises(ActionUnavailable, match="SEND_POLLS"):
        await erin.ask("Tea?", ["Yes", "No"])


async def test_a_promised_answer_becomes_a_poll(bot: PlainBot, erin: Person) -> None:
    bot.answer = lambda _: {"type": 5}
    reply = await erin.slash("ask")
    webhook = bot.webhook(bot.interactions[-1], "/messages/@original")
    edited = await bot.rest("PATCH", webhook, poll(), headers={})
    assert edited.body["poll"]["answers"][1]["poll_media"]["text"] == "Ryoka"
    await erin.vote(reply, "Ryoka")
    assert reply.message is not None
    assert reply.message.poll is not None
    assert reply.message.poll.count(2) == 1
