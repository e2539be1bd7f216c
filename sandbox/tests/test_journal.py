"""The journal: acts, what the bot is told, what it calls, and what is wrong with that."""

from __future__ import annotations

import asyncio
from typing import Any

import pytest

from discord_sandbox import GuildHandle, ResponseTimeout, Sandbox
from discord_sandbox.model.entries import Action, Call, Dispatch, Entry
from discord_sandbox.model.journal import ENTRIES_KEPT, Journal
from sandbox.tests.plain import PlainBot, Rest

ASK = {"who": "erin", "kind": "slash", "command": "ask"}


def told(discord: Sandbox) -> list[str]:
    """The entries in their order, in a word each."""
    found = []
    for entry in discord.journal.entries:
        match entry:
            case Action():
                found.append(entry.request["kind"])
            case Dispatch():
                found.append(entry.name)
            case Call():
                found.append(entry.route.rpartition("/")[2])
    return found


async def test_everything_is_in_order_and_knows_its_act(discord: Sandbox, bot: PlainBot) -> None:
    discord.journal.entries.clear()
    await discord.actions.perform(ASK)
    await discord.actions.perform({"who": "erin", "kind": "say", "content": "hello"})
    assert told(discord) == [
        "slash",
        "INTERACTION_CREATE",
        "callback",
        "MESSAGE_CREATE",
        "say",
        "MESSAGE_CREATE",
    ]
    slash, interaction, callback, answer, say, message = discord.journal.entries
    assert [entry.cause for entry in (interaction, callback, answer, message)] == [slash, slash, slash, say]
    numbers = [entry.number for entry in discord.journal.entries]
    assert numbers == sorted(set(numbers))
    assert slash.at <= interaction.at <= callback.at


async def test_an_act_says_what_came_and_how_soon(discord: Sandbox, bot: PlainBot) -> None:
    await discord.actions.perform(ASK | {"guild": "inn"})
    [action] = [entry for entry in discord.journal.entries if isinstance(entry, Action)]
    shown = action.payload()
    assert (shown["kind"], shown["who"], shown["done"], shown["error"]) == ("act", "erin", True, None)
    assert shown["result"]["text"] == "Yes."
    assert 0 < shown["latency"] < 1
    assert shown["problems"] == []


async def test_what_was_said_then_stays_when_the_message_changes(discord: Sandbox, bot: PlainBot) -> None:
    said = await discord.actions.perform({"who": "erin", "kind": "say", "content": "before"})
    await discord.actions.perform(
        {"who": "erin", "kind": "edit", "message": said.payload()["id"], "content": "after"}
    )
    actions = [entry.result["text"] for entry in discord.journal.entries if isinstance(entry, Action)]
    assert actions == ["before", "after"]


async def test_a_call_shows_what_was_sent_and_answered(rest: Rest, general: str) -> None:
    await rest.post(f"{general}/messages", {"content": "Hi"})
    shown = rest.discord.calls[-1].payload()
    assert (shown["method"], shown["route"], shown["status"]) == (
        "POST",
        "/channels/{channel_id}/messages",
        200,
    )
    assert shown["body"] == {"content": "Hi"}
    assert shown["response"]["content"] == "Hi"
    assert (shown["act"], shown["problem"], shown["violation"]) == (None, None, None)


async def test_an_event_shows_what_the_shard_got(discord: Sandbox, plain: PlainBot, inn: GuildHandle) -> None:
    await plain.identify()
    await inn.member("erin").say("seen")
    shown = discord.journal.entries[-1].payload()
    assert (shown["kind"], shown["name"], shown["shard"], shown["guild"]) == (
        "event",
        "MESSAGE_CREATE",
        0,
        str(inn.id),
    )
    assert shown["data"]["content"] == "seen"
    assert shown["connected"] is True
    created = next(entry for entry in discord.journal.entries if getattr(entry, "name", "") == "GUILD_CREATE")
    assert created.payload()["guild"] in {str(guild_id) for guild_id in discord.world.guilds}


@pytest.mark.parametrize(
    ("path", "body", "problem"),
    [
        ("/channels/{general}/messages", {"content": ""}, "invalid body"),
        ("/channels/{general}/messages", {"content": "x" * 2001}, "invalid body"),
        ("/channels/1/messages", {"content": "x"}, "refused"),
        ("/nowhere", {}, "unknown route"),
    ],
)
async def test_what_is_wrong_is_said_in_a_word(
    rest: Rest, inn: GuildHandle, path: str, body: Any, problem: str
) -> None:
    await rest.post(path.format(general=inn.channel("general").id), body)
    assert rest.discord.calls[-1].problem == problem


async def test_a_second_answer_is_told_with_its_act(discord: Sandbox, bot: PlainBot) -> None:
    await discord.actions.perform(ASK)
    [interaction] = bot.interactions
    again = await bot.callback(interaction, {"type": 4, "data": {"content": "And again."}})
    assert again.status == 400
    [action] = [entry for entry in discord.journal.entries if isinstance(entry, Action)]
    assert [each["problem"] for each in action.payload()["problems"]] == ["second answer"]


async def test_a_late_answer_is_told_with_its_act(discord: Sandbox, bot: PlainBot) -> None:
    bot.answer = lambda _: None
    asking = asyncio.create_task(discord.actions.perform(ASK))
    await discord.world.changed.until(lambda: bool(discord.journal.entries), 5)
    async with asyncio.timeout(5):
        while not bot.interactions:
            await asyncio.sleep(0.01)
    discord.clock.advance(3)
    with pytest.raises(ResponseTimeout):
        await asking
    await bot.callback(bot.interactions[0], {"type": 4, "data": {"content": "Sorry!"}})
    [action] = [entry for entry in discord.journal.entries if isinstance(entry, Action)]
    assert (action.error, action.latency) == ("no_answer", None)
    assert [call.problem for call in action.troubled] == ["late answer"]


async def test_listeners_hear_of_beginnings_and_ends(discord: Sandbox, bot: PlainBot) -> None:
    heard: list[tuple[str, bool]] = []

    def listen(entry: Entry) -> None:
        if isinstance(entry, Action):
            heard.append(("act", entry.done))
        elif isinstance(entry, Call):
            heard.append(("call", entry.status != 0))

    discord.journal.listeners.append(listen)
    await discord.actions.perform(ASK)
    assert heard == [("act", False), ("call", False), ("call", True), ("act", True)]


async def test_one_can_ask_for_what_is_new(discord: Sandbox, bot: PlainBot) -> None:
    journal = discord.journal
    before = journal.revision
    await discord.actions.perform(ASK)
    new = journal.since(before, 100)
    assert [entry.revision for entry in new] == sorted(entry.revision for entry in new)
    assert journal.since(journal.revision, 100) == []
    action = next(entry for entry in new if isinstance(entry, Action))
    seen = journal.revision
    await bot.callback(bot.interactions[0], {"type": 4, "data": {"content": "And again."}})
    assert action in journal.since(seen, 100)
    assert len(journal.since(0, 2)) == 2


async def test_the_journal_is_bounded(discord: Sandbox) -> None:
    journal: Journal = discord.journal
    for number in range(ENTRIES_KEPT + 10):
        journal.dispatched(
            "TYPING_START", 0, b'{"op":0,"t":"TYPING_START","s":%d,"d":{}}' % number, connected=True
        )
    assert len(journal.entries) == ENTRIES_KEPT
    assert journal.entries[-1].payload()["sequence"] == ENTRIES_KEPT + 9


async def test_faults_have_their_place_in_it(discord: Sandbox) -> None:
    given: list[Any] = []

    def disturb(action: Any) -> None:
        given.append(action["fault"])
        discord.journal.disturbed({"what": "added"})

    discord.actions.handlers.disturb = disturb
    await discord.actions.perform({"kind": "fault", "fault": "drop"})
    assert given == ["drop"]
    assert [entry.kind for entry in discord.journal.entries] == ["act", "fault"]
    assert discord.journal.faults == [{"what": "added"}]
