"""What comes after the first answer."""

from __future__ import annotations

from typing import Any

import pytest

from discord_sandbox import Person, Reply, ResponseTimeout
from sandbox.tests.plain import Answer, Payload, PlainBot

EPHEMERAL = 1 << 6


class Asked:
    """A reply together with the calls that its token allows."""

    def __init__(self, bot: PlainBot, reply: Reply) -> None:
        self.bot = bot
        self.reply = reply
        self.interaction = bot.interactions[-1]

    async def __call__(self, method: str, tail: str = "", body: Any = None) -> Answer:
        return await self.bot.rest(method, self.bot.webhook(self.interaction, tail), body, headers={})

    async def follow(self, **body: Any) -> Answer:
        return await self("POST", "", body)

    async def edit(self, tail: str = "/messages/@original", **body: Any) -> Answer:
        return await self("PATCH", tail, body)


async def ask(bot: PlainBot, erin: Person, answer: Payload) -> Asked:
    bot.answer = lambda _: answer
    return Asked(bot, await erin.slash("ask"))


async def test_the_original_can_be_read_edited_and_deleted(bot: PlainBot, erin: Person) -> None:
    asked = await ask(bot, erin, {"type": 4, "data": {"content": "One"}})
    assert (await asked("GET", "/messages/@original")).body["content"] == "One"
    edited = await asked.edit(content="Two", embeds=[{"title": "T", "fields": [{"name": "n", "value": "v"}]}])
    assert edited.body["content"] == "Two"
    assert edited.body["edited_timestamp"] is not None
    assert edited.body["embeds"][0]["fields"][0]["inline"] is False
    assert asked.reply.text == "Two\nT\nn\nv"
    assert (await asked("DELETE", "/messages/@original")).status == 204
    assert asked.reply.deleted
    for answer in (await asked("GET", "/messages/@original"), await asked.edit(content="x")):
        assert (answer.status, answer.code) == (404, 10008)


@pytest.mark.parametrize("private", [True, False])
async def test_a_followup_takes_the_place_of_the_promise(bot: PlainBot, erin: Person, private: bool) -> None:
    asked = await ask(bot, erin, {"type": 5, "data": {"flags": EPHEMERAL if private else 0}})
    assert asked.reply.deferred
    assert asked.reply.text == ""
    assert (await asked("GET", "/messages/@original")).body["flags"] & 1 << 7
    answer = await asked.follow(content="Here.", flags=0 if private else EPHEMERAL)
    assert answer.body["id"] == str(asked.reply.id)
    assert (await asked.reply.settled()).ephemeral is private
    assert asked.reply.followups == []
    await asked.follow(content="More.", flags=EPHEMERAL)
    assert [(more.content, more.ephemeral) for more in asked.reply.followups] == [("More.", True)]


async def test_a_followup_after_the_promise_was_deleted_is_new(bot: PlainBot, erin: Person) -> None:
    asked = await ask(bot, erin, {"type": 5})
    await asked("DELETE", "/messages/@original")
    await asked.follow(content="Between us.", flags=EPHEMERAL)
    assert asked.reply.message is None
    assert asked.reply.followups[0].ephemeral


async def test_a_promise_that_is_not_kept_is_noticed(bot: PlainBot, erin: Person) -> None:
    asked = await ask(bot, erin, {"type": 5})
    with pytest.raises(ResponseTimeout, match="promised"):
        await asked.reply.settled(timeout=0.01)


async def test_followups_are_found_by_their_id(bot: PlainBot, erin: Person) -> None:
    asked = await ask(bot, erin, {"type": 4, "data": {"content": "One"}})
    path = f"/messages/{(await asked.follow(content='Two')).body['id']}"
    assert (await asked.edit(path, content="Three")).body["content"] == "Three"
    assert (await asked("GET", path)).body["content"] == "Three"
    assert (await asked("DELETE", path)).status == 204
    assert (await asked("GET", path)).code == 10008
    assert (await asked("GET", "/messages/5")).code == 10008


async def test_before_the_first_answer_there_is_no_webhook(bot: PlainBot, erin: Person) -> None:
    bot.answer = lambda _: None
    with pytest.raises(ResponseTimeout):
        await _hurried(bot, erin)
    asked = Asked(bot, await ask_plainly(bot, erin))
    asked.interaction = bot.interactions[0]
    for answer in (await asked.follow(content="x"), await asked("GET", "/messages/@original")):
        assert (answer.status, answer.code) == (404, 10015)


async def _hurried(bot: PlainBot, erin: Person) -> None:
    bot.discord.clock.alarm(bot.discord.clock.time() + 0.01, lambda: bot.discord.clock.advance(3))
    await erin.slash("ask")


async def ask_plainly(bot: PlainBot, erin: Person) -> Reply:
    bot.answer = lambda _: {"type": 4, "data": {"content": "Yes."}}
    return await erin.slash("ask")


async def test_the_token_is_good_for_fifteen_minutes(bot: PlainBot, erin: Person) -> None:
    asked = await ask(bot, erin, {"type": 4, "data": {"content": "One"}})
    bot.discord.clock.advance(899)
    assert (await asked.follow(content="Two")).status == 200
    bot.discord.clock.advance(2)
    for answer in (await asked.follow(content="Three"), await asked.edit(content="Three")):
        assert (answer.status, answer.code) == (401, 50027)


async def test_another_token_or_application_is_unknown(bot: PlainBot, erin: Person) -> None:
    await ask(bot, erin, {"type": 4, "data": {"content": "One"}})
    for path in ("/webhooks/5/x", f"/webhooks/{bot.discord.world.application.id}/x"):
        answer = await bot.rest.post(path, {"content": "x"})
        assert (answer.status, answer.code) == (404, 10015)


async def test_after_a_form_there_is_no_original(bot: PlainBot, erin: Person) -> None:
    row = {"type": 1, "components": [{"type": 4, "custom_id": "a", "label": "A", "style": 1}]}
    modal = {"custom_id": "f", "title": "F", "components": [row]}
    asked = await ask(bot, erin, {"type": 9, "data": modal})
    assert (await asked.edit(content="x")).code == 10008
    assert (await asked.follow(content="Meanwhile")).status == 200


@pytest.mark.parametrize(
    ("body", "problems"),
    [
        ({"flags": EPHEMERAL, "content": "x"}, {"flags": "MESSAGE_FLAGS_INVALID"}),
        ({"tts": True}, {"tts": "UNKNOWN_FIELD"}),
        ({"components": [{"type": 10, "content": "x"}]}, {"components.0.type": "UNION_TYPE_CHOICES"}),
        ({"attachments": [{"id": "5"}]}, {"attachments.0.id": "ATTACHMENT_NOT_FOUND"}),
    ],
)
async def test_an_edit_has_rules_of_its_own(
    bot: PlainBot, erin: Person, body: Payload, problems: dict[str, str]
) -> None:
    asked = await ask(bot, erin, {"type": 4, "data": {"content": "One"}})
    assert (await asked.edit(**body)).problems() == problems


async def test_an_ephemeral_message_stays_out_of_reach_of_others(
    bot: PlainBot, erin: Person, sage: Person, general: str
) -> None:
    asked = await ask(bot, erin, {"type": 4, "data": {"content": "Psst", "flags": EPHEMERAL}})
    for method in ("GET", "DELETE"):
        answer = await bot.rest(method, f"{general}/messages/{asked.reply.id}")
        assert (answer.status, answer.code) == (404, 10008)
    assert "Psst" not in [message.content for message in sage.reads()]
    assert (await asked.edit(content="Louder", flags=EPHEMERAL)).body["flags"] == EPHEMERAL
