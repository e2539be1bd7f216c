"""Acts as data, and over HTTP."""

from __future__ import annotations

import ast
import base64
from typing import Any

import aiohttp
import pytest

from discord_sandbox import ActionUnavailable, GuildHandle, Sandbox
from discord_sandbox.clients.action_kinds import KINDS, python_line
from discord_sandbox.clients.actions import BadAction
from discord_sandbox.model.entries import Action
from sandbox.tests.plain import Payload, PlainBot

CLICKABLE: Payload = {
    "content": "Well?",
    "components": [
        {
            "type": 1,
            "components": [
                {"type": 2, "style": 1, "label": "Yes", "custom_id": "yes"},
                {"type": 2, "style": 1, "label": "No", "custom_id": "no"},
            ],
        },
        {
            "type": 1,
            "components": [
                {
                    "type": 3,
                    "custom_id": "pick",
                    "placeholder": "Pick one",
                    "options": [{"label": "Tea", "value": "t"}, {"label": "Water", "value": "w"}],
                }
            ],
        },
    ],
}
FORM: Payload = {
    "title": "Words",
    "custom_id": "form",
    "components": [
        {"type": 18, "label": "The words", "component": {"type": 4, "custom_id": "words", "style": 1}},
        {"type": 18, "label": "A file", "component": {"type": 19, "custom_id": "file", "required": False}},
    ],
}


def answering(interaction: Payload) -> Payload:
    """Answers a command with buttons, a button with a form, and everything else with what it got."""
    match interaction["type"]:
        case 2:
            return {"type": 4, "data": CLICKABLE}
        case 3 if interaction["data"]["custom_id"] == "no":
            return {"type": 9, "data": FORM}
        case 4:
            return {"type": 8, "data": {"choices": [{"name": "Tea", "value": "t"}]}}
        case _:
            return {"type": 4, "data": {"content": "Thank you."}}


@pytest.fixture
async def asked(discord: Sandbox, bot: PlainBot) -> PlainBot:
    """A bot that answers each act in its own way."""
    bot.answer = answering
    text = {"type": 3, "name": "what", "description": "What.", "autocomplete": True}
    file = {"type": 11, "name": "file", "description": "A file."}
    await bot.register(
        {"name": "ask", "description": "Something.", "options": [text, file]},
        {"name": "Ask about it", "type": 3},
        {"name": "Ask them", "type": 2},
    )
    return bot


async def do(discord: Sandbox, kind: str, who: str = "erin", **more: Any) -> Payload:
    return (await discord.actions.perform({"kind": kind, "who": who, **more})).payload()


def request(discord: Sandbox) -> Payload:
    """The last act as it stands in the journal."""
    return next(entry for entry in reversed(discord.journal.entries) if isinstance(entry, Action)).request


async def test_a_typed_line_is_taken_apart(discord: Sandbox, asked: PlainBot) -> None:
    await do(discord, "slash", line="/ask what:a cup of tea")
    assert request(discord) == {
        "kind": "slash",
        "who": "erin",
        "command": "ask",
        "options": {"what": "a cup of tea"},
    }
    suggested = await do(discord, "autocomplete", line="/ask what:t")
    assert suggested["choices"] == [{"name": "Tea", "value": "t"}]


async def test_files_come_as_text_or_base64(discord: Sandbox, asked: PlainBot) -> None:
    content = base64.b64encode(b"\x89PNG").decode()
    await do(discord, "slash", command="ask", options={"file": {"filename": "a.png", "content": content}})
    [attachment] = discord.world.attachments.values()
    assert (attachment.filename, attachment.content) == ("a.png", b"\x89PNG")
    said = await do(discord, "say", content="", files=[{"filename": "a.txt", "text": "words"}])
    assert [each["filename"] for each in said["attachments"]] == ["a.txt"]


async def test_buttons_and_selects_are_remembered_by_what_people_see(
    discord: Sandbox, asked: PlainBot
) -> None:
    asking = await do(discord, "slash", command="ask")
    await do(discord, "click", button="yes")
    assert (request(discord)["label"], request(discord)["message"], request(discord)["on"]) == (
        "Yes",
        asking["id"],
        "Well?",
    )
    await do(discord, "select", select="pick", values=["Tea"], message=asking["id"])
    assert request(discord)["label"] == "Pick one"
    await do(discord, "click", button="No", message=asking["id"])
    thanked = await do(discord, "submit", fields={"The words": "hello"})
    assert thanked["text"] == "Thank you."


async def test_menus_of_messages_and_of_people(discord: Sandbox, asked: PlainBot) -> None:
    said = await do(discord, "say", "juniper", content="Ask about this.")
    await do(discord, "message_menu", command="Ask about it", message=said["id"])
    assert asked.interactions[-1]["data"]["target_id"] == said["id"]
    await do(discord, "user_menu", command="Ask them", target="juniper")
    assert asked.interactions[-1]["data"]["name"] == "Ask them"


async def test_what_people_do_with_messages(discord: Sandbox, inn: GuildHandle) -> None:
    said = await do(discord, "say", content="hello")
    reacted = await do(discord, "react", "juniper", emoji="🔥", message=said["id"])
    assert reacted["reactions"] == {"🔥": 1}
    assert (await do(discord, "take_back", "juniper", emoji="🔥", message=said["id"]))["reactions"] == {}
    assert (await do(discord, "edit", content="hello all", message=said["id"]))["text"] == "hello all"
    answered = await do(discord, "say", "sage", content="hello you", message=said["id"])
    replying = inn.channel("general").messages[int(answered["id"])]
    assert replying.referenced is inn.channel("general").messages[int(said["id"])]
    await do(discord, "pin", "rowan", message=said["id"])
    assert inn.channel("general").messages[int(said["id"])].pinned_at
    await do(discord, "unpin", "rowan", message=said["id"])
    assert (await do(discord, "delete", "sage", message=said["id"]))["id"] is None


async def test_one_can_look_and_wait(discord: Sandbox) -> None:
    found = await do(discord, "see", pattern="Volume f..r")
    assert found["text"].startswith("Volume four")
    assert (await do(discord, "look", message=found["id"]))["text"] == found["text"]
    with pytest.raises(Exception, match="nothing like that came within 0 seconds"):
        await do(discord, "see", pattern="nowhere", within=0)


async def test_people_come_and_go_and_get_roles(discord: Sandbox, inn: GuildHandle) -> None:
    await do(discord, "join", "fern", roles=["Readers"])
    assert "fern" in inn.people
    await do(discord, "grant", "fern", role="Moderators")
    assert inn.role("Moderators").id in inn.guild.member_named("fern").roles  # type: ignore[union-attr]
    await do(discord, "revoke", "fern", role="Moderators")
    await do(discord, "leave", "fern")
    assert "fern" not in inn.people


async def test_time_passes_at_once(discord: Sandbox) -> None:
    before = discord.clock.time()
    await discord.actions.perform({"kind": "advance", "seconds": 3600})
    assert discord.clock.time() - before >= 3600


async def test_a_promise_is_written_down_when_it_is_kept(discord: Sandbox, bot: PlainBot) -> None:
    bot.answer = lambda _: {"type": 5}
    await do(discord, "slash", command="ask", wait=False)
    entry = next(each for each in discord.journal.entries if isinstance(each, Action))
    assert entry.result["text"] == ""
    interaction = bot.interactions[0]
    await bot.rest("PATCH", bot.webhook(interaction, "/messages/@original"), {"content": "Done."}, headers={})
    await discord.world.changed.until(lambda: entry.result["text"] == "Done.", 5)
    assert entry.result["text"] == "Done."


@pytest.mark.parametrize(
    ("action", "reason"),
    [
        ("slash", "kind must be one of"),
        ({"kind": "dance"}, "kind must be one of"),
        ({"kind": "slash", "line": "/ask"}, "who must be given as text"),
        ({"kind": "slash", "who": "erin", "command": "ask", "options": []}, "options must be given by name"),
        ({"kind": "autocomplete", "who": "erin", "command": "ask"}, "the one that is typed"),
        ({"kind": "select", "who": "erin", "select": "x", "values": "y"}, "no such message|as a list"),
        ({"kind": "click", "who": "erin", "button": "x", "message": "word"}, "no such message"),
        ({"kind": "click", "who": "erin", "button": "x", "message": "99"}, "no such message"),
        ({"kind": "submit", "who": "erin"}, "no form to fill in"),
        (
            {"kind": "say", "who": "erin", "content": "x", "files": [{"filename": "a", "content": "?"}]},
            "base64",
        ),
        ({"kind": "see", "who": "erin", "pattern": "("}, "no regular expression|not a regular expression"),
        ({"kind": "see", "who": "erin", "pattern": "x", "within": -1}, "not negative"),
        ({"kind": "advance", "seconds": True}, "not negative"),
        ({"kind": "fault", "fault": "flood"}, "flood"),
    ],
)
async def test_acts_that_cannot_be_understood(discord: Sandbox, action: Any, reason: str) -> None:
    with pytest.raises(BadAction, match=reason):
        await discord.actions.perform(action)


async def test_what_a_client_would_not_do_is_written_down_too(discord: Sandbox) -> None:
    with pytest.raises(ActionUnavailable):
        await do(discord, "slash", "linden", command="ask")
    entry = next(each for each in discord.journal.entries if isinstance(each, Action))
    assert (entry.error, entry.done) == ("not_offered", True)
    assert "there is no command 'ask'" in entry.message


@pytest.mark.parametrize(
    ("action", "line"),
    [
        (
            {"kind": "slash", "who": "erin", "command": "quote add", "options": {"quote": 'It is "so".'}},
            """reply = await erin.slash("quote add", quote='It is "so".')""",
        ),
        (
            {
                "kind": "slash",
                "who": "erin",
                "guild": "inn",
                "channel": "art",
                "command": "roll",
                "options": {},
            },
            'reply = await inn.member("erin", "art").slash("roll")',
        ),
        (
            {"kind": "slash", "who": "erin", "guild": "inn-2", "command": "x", "options": {"from": 1}},
            'reply = await discord.guild("inn-2").member("erin").slash("x", **{"from": 1})',
        ),
        (
            {"kind": "click", "who": "erin", "dm": True, "button": "a1", "label": "Delete it"},
            'await discord.user("erin").dm().click(reply, "Delete it")',
        ),
        (
            {"kind": "select", "who": "maple", "unchecked": True, "select": "Choose", "values": ["a"]},
            'await maple.unchecked.select(reply, "Choose", ["a"])',
        ),
        (
            {"kind": "submit", "who": "erin", "fields": {"text": "a"}},
            'reply = await erin.submit(reply, text="a")',
        ),
        (
            {"kind": "submit", "who": "erin", "fields": {"The words": "a"}},
            'reply = await erin.submit(reply, {"The words": "a"})',
        ),
        (
            {"kind": "say", "who": "erin", "channel": "art", "content": "Look", "message": "1"},
            'reply = await erin.in_channel("art").say("Look", reply_to=reply)',
        ),
        ({"kind": "join", "who": "fern", "roles": ["Readers"]}, 'await inn.join("fern", "Readers")'),
        ({"kind": "advance", "seconds": 60}, "discord.clock.advance(60)"),
        (
            {"kind": "slash", "who": "erin", "line": "/nothing at:all"},
            'reply = await erin.slash("nothing at:all")',
        ),
        (
            {"kind": "autocomplete", "who": "erin", "line": "/nothing at"},
            'reply = await erin.autocomplete("nothing at")',
        ),
    ],
)
def test_an_act_is_a_line_of_a_test(action: Payload, line: str) -> None:
    assert python_line(action) == line


async def test_every_kind_of_act_is_a_line_of_a_test(discord: Sandbox) -> None:
    everything = {
        "who": "erin",
        "command": "x",
        "target": "y",
        "button": "b",
        "select": "s",
        "content": "c",
        "emoji": "e",
        "pattern": "p",
        "role": "r",
        "guild": "inn",
        "like": "inn",
        "seconds": 1,
        "answers": ["a"],
        "question": "q",
        "title": "t",
        "text": "x",
        "name": "n",
    }
    for kind in KINDS:
        line = python_line({"kind": kind, **everything})
        compile(line, kind, "exec", flags=ast.PyCF_ALLOW_TOP_LEVEL_AWAIT)


async def test_all_of_it_over_http(discord: Sandbox, bot: PlainBot, http: aiohttp.ClientSession) -> None:
    async def ask(method: str, path: str, body: Any = None) -> tuple[int, Any]:
        async with http.request(method, f"{discord.url}/sandbox/{path}", json=body) as response:
            return response.status, await response.json()

    status, result = await ask("POST", "act", {"who": "erin", "kind": "slash", "line": "/ask"})
    assert (status, result["text"]) == (200, "Yes.")
    assert (await ask("POST", "act", {"kind": "dance"}))[1]["error"] == "bad_act"
    _, seen = await ask("GET", "journal")
    assert [entry["kind"] for entry in seen["entries"]][-1] == "act"
    assert (await ask("GET", f"journal?after={seen['next']}"))[1] == {"entries": [], "next": seen["next"]}
    assert len((await ask("GET", "journal?limit=2"))[1]["entries"]) == 2
    _, state = await ask("GET", "state")
    assert state["ids"]["users"]["erin"] == str(discord.user("erin").user.id)
    assert state["ids"]["guilds"]["inn"]["channels"]["general"]
    async with http.post(f"{discord.url}/sandbox/record", data=b"{}") as refused:
        assert refused.status == 403
