"""The first answer to an interaction."""

from __future__ import annotations

import asyncio
from collections.abc import Coroutine
from typing import Any

import pytest

from discord_sandbox import Person, Reply, ResponseTimeout
from sandbox.tests.plain import Payload, PlainBot

EPHEMERAL, COMPONENTS_V2 = 1 << 6, 1 << 15
MODAL = {
    "custom_id": "form",
    "title": "Form",
    "components": [
        {"type": 1, "components": [{"type": 4, "custom_id": "words", "label": "Words", "style": 1}]}
    ],
}


def message(**data: Any) -> Payload:
    return {"type": 4, "data": data}


async def pending(bot: PlainBot, asking: Coroutine[Any, Any, Reply]) -> tuple[Payload, asyncio.Task[Reply]]:
    """An interaction that has reached the bot and is not answered."""
    bot.answer = lambda _: None
    before = len(bot.interactions)
    task = asyncio.create_task(asking)
    while len(bot.interactions) == before:
        await asyncio.sleep(0)
    return bot.interactions[-1], task


@pytest.fixture
async def asked(bot: PlainBot, erin: Person) -> tuple[Payload, asyncio.Task[Reply]]:
    return await pending(bot, erin.slash("ask"))


async def test_a_message_answers(bot: PlainBot, asked: tuple[Payload, asyncio.Task[Reply]]) -> None:
    interaction, reply = asked
    answer = await bot.callback(interaction, message(content="Yes.", flags=EPHEMERAL))
    assert (answer.status, answer.body) == (204, None)
    shown = await reply
    assert (shown.content, shown.ephemeral, shown.deferred) == ("Yes.", True, False)
    assert 0 < shown.latency < 3


async def test_the_answer_is_reported_on_demand(
    bot: PlainBot, asked: tuple[Payload, asyncio.Task[Reply]]
) -> None:
    interaction, reply = asked
    answer = await bot.callback(interaction, message(content="Yes."), with_response="true")
    shown = await reply
    assert answer.status == 200
    assert answer.body["resource"]["type"] == 4
    assert answer.body["resource"]["message"]["id"] == str(shown.id)
    assert answer.body["interaction"] == {
        "id": interaction["id"],
        "type": 2,
        "response_message_id": str(shown.id),
        "response_message_loading": False,
        "response_message_ephemeral": False,
    }
    assert "X-RateLimit-Bucket" not in answer.headers


async def test_an_answer_after_three_seconds_is_too_late(
    bot: PlainBot, asked: tuple[Payload, asyncio.Task[Reply]]
) -> None:
    interaction, reply = asked
    bot.discord.clock.advance(3)
    answer = await bot.callback(interaction, message(content="Late."))
    assert (answer.status, answer.code) == (404, 10062)
    with pytest.raises(ResponseTimeout, match="did not respond to ask"):
        await reply


async def test_a_second_answer_is_refused(bot: PlainBot, asked: tuple[Payload, asyncio.Task[Reply]]) -> None:
    interaction, reply = asked
    await bot.callback(interaction, message(content="One."))
    answer = await bot.callback(interaction, message(content="Two."))
    assert (answer.status, answer.code) == (400, 40060)
    assert (await reply).content == "One."


async def test_a_wrong_token_or_id_is_unknown(
    bot: PlainBot, asked: tuple[Payload, asyncio.Task[Reply]]
) -> None:
    interaction, reply = asked
    for wrong in ({"id": "5"}, {"token": "x"}):
        answer = await bot.callback(interaction | wrong, message(content="Hm."))
        assert (answer.status, answer.code) == (404, 10062)
    await bot.callback(interaction, message(content="Yes."))
    await reply


@pytest.mark.parametrize(
    ("body", "problems"),
    [
        ({}, {"type": "BASE_TYPE_REQUIRED"}),
        ({"type": 99}, {"type": "BASE_TYPE_CHOICES"}),
        ({"type": 1}, {"type": "BASE_TYPE_CHOICES"}),
        ({"type": 6}, {"type": "BASE_TYPE_CHOICES"}),
        ({"type": 7, "data": {"content": "x"}}, {"type": "BASE_TYPE_CHOICES"}),
        ({"type": 8, "data": {"choices": []}}, {"type": "BASE_TYPE_CHOICES"}),
        ({"type": 4, "data": {"content": "x"}, "extra": 1}, {"extra": "UNKNOWN_FIELD"}),
        (message(content="x", nonce="1"), {"data.nonce": "UNKNOWN_FIELD"}),
        (message(content="x" * 2001), {"data.content": "BASE_TYPE_MAX_LENGTH"}),
        (message(content="x", flags=1 << 7), {"data.flags": "MESSAGE_FLAGS_INVALID"}),
        ({"type": 5, "data": {"flags": COMPONENTS_V2}}, {"data.flags": "MESSAGE_FLAGS_INVALID"}),
        (
            {"type": 9, "data": {"title": "x" * 46}},
            {
                "data.title": "BASE_TYPE_BAD_LENGTH",
                "data.custom_id": "BASE_TYPE_REQUIRED",
                "data.components": "BASE_TYPE_REQUIRED",
            },
        ),
        (
            message(embeds=[{"image": {"url": "attachment://a.png"}}], attachments=[{"id": 0}]),
            {"data.attachments.0.id": "ATTACHMENT_NOT_FOUND"},
        ),
    ],
)
async def test_what_does_not_fit_is_refused_and_answers_nothing(
    bot: PlainBot,
    asked: tuple[Payload, asyncio.Task[Reply]],
    body: Payload,
    problems: dict[str, str],
) -> None:
    interaction, reply = asked
    answer = await bot.callback(interaction, body)
    assert (answer.status, answer.code, answer.body["message"]) == (400, 50035, "Invalid Form Body")
    assert answer.problems() == problems
    bot.discord.clock.advance(3)
    with pytest.raises(ResponseTimeout, match="Invalid Form Body"):
        await reply


@pytest.mark.parametrize("data", [None, {}, {"content": "   "}, {"embeds": [{}]}])
async def test_an_empty_message_is_refused(
    bot: PlainBot, asked: tuple[Payload, asyncio.Task[Reply]], data: Payload | None
) -> None:
    interaction, reply = asked
    answer = await bot.callback(interaction, {"type": 4, "data": data})
    assert (answer.status, answer.code) == (400, 50006)
    await bot.callback(interaction, message(content="x"))
    await reply


async def test_a_button_may_be_answered_by_changing_its_message(bot: PlainBot, erin: Person) -> None:
    row = {"type": 1, "components": [{"type": 2, "style": 1, "label": "Next", "custom_id": "next"}]}
    bot.answer = lambda _: message(content="Page 1", components=[row])
    page = await erin.slash("ask")
    bot.answer = lambda _: {"type": 7, "data": {"content": "Page 2"}}
    turned = await erin.click(page, "Next")
    assert (turned.content, page.content, turned.id) == ("Page 2", "Page 2", page.id)
    assert bot.interactions[-1]["message"]["id"] == str(page.id)
    interaction, waiting = await pending(bot, erin.click(page, "Next"))
    answer = await bot.callback(interaction, {"type": 7, "data": {"content": "x" * 2001}})
    assert answer.problems() == {"data.content": "BASE_TYPE_MAX_LENGTH"}
    answer = await bot.callback(interaction, {"type": 7, "data": {"content": "", "components": []}})
    assert answer.code == 50006
    answer = await bot.callback(interaction, {"type": 6}, with_response="true")
    assert "resource" not in answer.body
    assert (await waiting).deferred


async def test_a_form_is_opened_and_cannot_open_another(bot: PlainBot, erin: Person) -> None:
    bot.answer = lambda _: {"type": 9, "data": MODAL}
    form = await erin.slash("ask")
    assert form.modal is not None
    assert form.modal.title == "Form"
    interaction, waiting = await pending(bot, erin.submit(form, words="hello"))
    assert interaction["data"]["components"] == [
        {"type": 1, "id": 1, "components": [{"type": 4, "id": 2, "custom_id": "words", "value": "hello"}]}
    ]
    for body in ({"type": 9, "data": MODAL}, {"type": 6}, {"type": 7, "data": {"content": "x"}}):
        assert (await bot.callback(interaction, body)).problems() == {"type": "BASE_TYPE_CHOICES"}
    await bot.callback(interaction, message(content="Thanks."))
    assert (await waiting).content == "Thanks."


async def test_a_form_from_a_button_may_change_the_buttons_message(bot: PlainBot, erin: Person) -> None:
    row = {"type": 1, "components": [{"type": 2, "style": 1, "label": "Edit", "custom_id": "edit"}]}
    bot.answer = lambda _: message(content="Old", components=[row])
    page = await erin.slash("ask")
    bot.answer = lambda _: {"type": 9, "data": MODAL}
    form = await erin.click(page, "Edit")
    bot.answer = lambda _: {"type": 7, "data": {"content": "New"}}
    await erin.submit(form, words="x")
    assert page.content == "New"
    bot.answer = lambda _: message(content="Done")
    done = await erin.submit(form, words="y")
    assert done.message is not None
    metadata = done.message.interaction
    assert metadata is not None
    assert metadata["triggering_interaction_metadata"]["interacted_message_id"] == str(page.id)


async def test_autocompletion_takes_choices_only(bot: PlainBot, erin: Person) -> None:
    option = {"type": 3, "name": "title", "description": "Which.", "autocomplete": True}
    await bot.register({"name": "find", "description": "x", "options": [option]})
    interaction, waiting = await pending(bot, erin.complete("find", title="per"))
    assert interaction["data"]["options"] == [{"name": "title", "type": 3, "value": "per", "focused": True}]
    many = [{"name": str(number), "value": "x"} for number in range(26)]
    for body, problems in (
        (message(content="x"), {"type": "BASE_TYPE_CHOICES"}),
        ({"type": 8, "data": {"choices": many}}, {"data.choices": "BASE_TYPE_MAX_LENGTH"}),
        (
            {"type": 8, "data": {"choices": [{"name": "x" * 101, "value": "y" * 101}]}},
            {"data.choices.0.name": "BASE_TYPE_BAD_LENGTH", "data.choices.0.value": "BASE_TYPE_MAX_LENGTH"},
        ),
    ):
        assert (await bot.callback(interaction, body)).problems() == problems
    await bot.callback(interaction, {"type": 8, "data": {"choices": [{"name": "A", "value": "a"}]}})
    assert (await waiting).choices == [("A", "a")]
    assert (await bot.rest.post(bot.webhook(interaction), {"content": "x"})).code == 10015


@pytest.mark.parametrize(
    ("kind", "typed", "right", "wrong"),
    [
        (3, "x", ["x"], [1, 1.5]),
        (4, "1", [1], ["x", 1.5, 10**17]),
        (10, "1", [1, 1.5], ["x", 10**17]),
    ],
)
async def test_choices_are_of_the_type_of_their_option(
    bot: PlainBot, erin: Person, kind: int, typed: str, right: list[object], wrong: list[object]
) -> None:
    option = {"type": kind, "name": "page", "description": "Which.", "autocomplete": True}
    group = {"type": 1, "name": "in", "description": "x", "options": [option]}
    await bot.register({"name": "find", "description": "x", "options": [group]})
    interaction, waiting = await pending(bot, erin.complete("find in", page=typed))
    for value in wrong:
        answer = await bot.callback(
            interaction, {"type": 8, "data": {"choices": [{"name": "A", "value": value}]}}
        )
        assert "data.choices.0.value" in answer.problems()
    choices = [{"name": "A", "value": value} for value in right]
    await bot.callback(interaction, {"type": 8, "data": {"choices": choices}})
    assert (await waiting).choices == [("A", value) for value in right]


SELECT = {"type": 3, "custom_id": "x", "options": [{"label": "A", "value": "a"}]}
TWO = [{"label": "A", "value": "a", "default": True}, {"label": "B", "value": "b", "default": True}]
TWINS = [{"label": "A", "value": "a"}, {"label": "B", "value": "a"}]


@pytest.mark.parametrize(
    ("field", "where", "code"),
    [
        (SELECT | {"disabled": True}, "disabled", "BASE_TYPE_UNSUPPORTED"),
        ({"type": 5, "custom_id": "x", "disabled": True}, "disabled", "BASE_TYPE_UNSUPPORTED"),
        ({"type": 21, "options": TWO}, "options", "BASE_TYPE_RANGE"),
        ({"type": 21, "options": TWINS}, "options.1.value", "SELECT_COMPONENT_OPTION_VALUE_DUPLICATED"),
        ({"type": 22, "options": TWINS}, "options.1.value", "SELECT_COMPONENT_OPTION_VALUE_DUPLICATED"),
        ({"type": 22, "options": TWO, "min_values": 2, "max_values": 1}, "min_values", "BASE_TYPE_RANGE"),
        ({"type": 22, "options": TWO, "min_values": 3}, "min_values", "BASE_TYPE_RANGE"),
        ({"type": 22, "options": TWO, "max_values": 3}, "max_values", "NUMBER_TYPE_MAX"),
    ],
)
async def test_a_form_that_cannot_be_filled_in_is_not_opened(
    bot: PlainBot, asked: tuple[Payload, asyncio.Task[Reply]], field: Payload, where: str, code: str
) -> None:
    interaction, reply = asked
    label = {"type": 18, "label": "Field", "component": {"custom_id": "x"} | field}
    modal = {"custom_id": "form", "title": "Form", "components": [label]}
    answer = await bot.callback(interaction, {"type": 9, "data": modal})
    assert answer.problems() == {f"data.components.0.component.{where}": code}
    boxes = {"type": 22, "custom_id": "x", "options": TWO, "min_values": 2}
    await bot.callback(
        interaction, {"type": 9, "data": modal | {"components": [label | {"component": boxes}]}}
    )
    assert (await reply).modal
