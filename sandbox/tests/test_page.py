"""The page over HTTP: what it sends, to whom, and whom it refuses."""

from __future__ import annotations

import asyncio
import re
from typing import Any

import aiohttp
import orjson
import pytest

from discord_sandbox import ActionUnavailable, GuildHandle, Person, Sandbox
from sandbox.tests.plain import Rest


async def fetch(http: aiohttp.ClientSession, url: str, **more: Any) -> tuple[int, str, Any]:
    async with http.get(url, **more) as response:
        return response.status, await response.text(), response.headers


async def post(discord: Sandbox, http: aiohttp.ClientSession, path: str, body: Any, **more: Any) -> Any:
    async with http.post(f"{discord.url}/sandbox/{path}", json=body, **more) as response:
        return response.status, await response.json(content_type=None)


async def test_the_page_keeps_to_itself(discord: Sandbox, http: aiohttp.ClientSession) -> None:
    status, page, headers = await fetch(http, discord.url)
    assert status == 200
    policy = headers["Content-Security-Policy"]
    for part in (
        "default-src 'none'",
        "script-src 'self'",
        "style-src 'self'",
        "frame-ancestors 'none'",
        "require-trusted-types-for 'script'",
    ):
        assert part in policy
    assert "unsafe" not in policy
    assert headers["X-Content-Type-Options"] == "nosniff"
    assert " style=" not in page
    assert re.findall(r"<script[^>]*>", page) == ['<script type="module" src="/static/main.js">']
    assert re.findall(r'\b(?:src|href)="(?:https?:)?//', page) == []
    assert re.findall(r"\son\w+=", page) == []


async def test_only_files_of_the_page_are_served(discord: Sandbox, http: aiohttp.ClientSession) -> None:
    status, script, headers = await fetch(http, f"{discord.url}/static/main.js")
    assert (status, headers["Content-Type"].split(";")[0]) == (200, "text/javascript")
    assert "import" in script
    for path in ("/static/", "/static/..%2fpage.html", "/static/../control.py", "/templates/page.html", "/x"):
        assert (await fetch(http, discord.url + path))[0] == 404


async def test_everybody_sees_their_own_view(
    discord: Sandbox, http: aiohttp.ClientSession, inn: GuildHandle
) -> None:
    staff = inn.channel("staff")
    await inn.member("sage", "staff").say("Among us")
    _, sages, _ = await fetch(http, f"{discord.url}/?who=sage&channel={staff.id}")
    assert "Among us" in sages
    _, erins, _ = await fetch(http, f"{discord.url}/?who=erin&channel={staff.id}")
    assert "Among us" not in erins
    assert ">staff<" not in erins
    _, basils, _ = await fetch(http, f"{discord.url}/?who=basil&channel={staff.id}")
    assert "Another Book Club" in basils
    assert "Among us" not in basils
    assert (await fetch(http, f"{discord.url}/?who=nobody"))[:2] == (
        404,
        "there is nobody called 'nobody'.\n",
    )
    assert (await fetch(http, f"{discord.url}/?who=shard"))[0] == 404


@pytest.mark.parametrize(
    "headers",
    [
        {"Origin": "https://evil.example"},
        {"Origin": "null"},
        {"Origin": "http://127.0.0.1:1"},
        {"Sec-Fetch-Site": "cross-site"},
        {"Sec-Fetch-Site": "same-site"},
        {"Content-Type": "text/plain"},
        {"Content-Type": "application/x-www-form-urlencoded"},
    ],
)
async def test_other_pages_cannot_act(
    discord: Sandbox, http: aiohttp.ClientSession, headers: dict[str, str]
) -> None:
    body = orjson.dumps({"who": "erin", "kind": "say", "content": "Forged"})
    for path in ("act", "page/act"):
        sent = {"Content-Type": "application/json", **headers}
        async with http.post(f"{discord.url}/sandbox/{path}", data=body, headers=sent) as response:
            assert response.status == 403
    assert not any(each.text == "Forged" for each in discord.guild().member("erin").reads())


async def test_other_pages_cannot_listen(discord: Sandbox, http: aiohttp.ClientSession) -> None:
    address = f"{discord.url}/sandbox/page/live"
    with pytest.raises(aiohttp.WSServerHandshakeError):
        await http.ws_connect(address, headers={"Origin": "https://evil.example"})
    async with http.get(discord.url, headers={"Host": "rebound.example"}) as response:
        assert response.status == 421


async def test_what_is_sent_wrongly_is_refused(discord: Sandbox, http: aiohttp.ClientSession) -> None:
    for path, body in (
        ("page/act", []),
        ("page/act", {"who": "erin", "channel": ""}),
        ("page/act", {"who": "nobody", "channel": ""}),
        ("page/act", {"who": 1, "channel": ""}),
        ("act", {"who": "erin", "kind": "dance"}),
        ("act", "text"),
        ("faults", {"kind": "earthquake"}),
        ("faults", []),
        ("record", {"action": "pause"}),
    ):
        status, answer = await post(discord, http, path, body)
        assert (status, answer["error"]) == (400, "bad_act"), body
    for path in ("page/nothing", "nothing"):
        async with http.post(
            f"{discord.url}/sandbox/{path}", json={"who": "erin", "channel": ""}
        ) as response:
            assert response.status == 404
    for path in (
        "menu?message=1",
        "profile?user=x",
        "older?before=x",
        "entry?number=0",
        "avatar/9.svg",
        "zzz",
    ):
        assert (await fetch(http, f"{discord.url}/sandbox/page/{path}"))[0] == 404


async def test_a_private_message_stays_with_its_reader(
    discord: Sandbox, http: aiohttp.ClientSession, rest: Rest, erin: Person
) -> None:
    application = discord.world.application.id
    await rest.post(f"/applications/{application}/commands", {"name": "tell", "description": "Tell."})
    asking = asyncio.create_task(erin.slash("tell"))
    await asyncio.sleep(0)
    [interaction] = discord.world.interactions._by_token.values()
    answer = {"type": 4, "data": {"content": "A secret", "flags": 64}}
    await rest.post(f"/interactions/{interaction.id}/{interaction.token}/callback", answer)
    secret_reply = await asking
    secret = secret_reply.id
    where = f"channel={erin.channel.id}"
    assert "A secret" in (await fetch(http, f"{discord.url}/?who=erin&{where}"))[1]
    assert "A secret" not in (await fetch(http, f"{discord.url}/?who=sage&{where}"))[1]
    with pytest.raises(ActionUnavailable, match="only one person"):
        await erin.react(secret_reply, "🐝")
    menu = f"{discord.url}/sandbox/page/menu?message={secret}&{where}&who="
    assert (await fetch(http, menu + "sage"))[0] == 404
    assert (await fetch(http, menu + "erin"))[0] == 200
    dismiss = {"channel": str(erin.channel.id), "message": str(secret)}
    assert await post(discord, http, "page/dismiss", dismiss | {"who": "sage"}) == (200, {"gone": False})
    assert await post(discord, http, "page/dismiss", dismiss | {"who": "erin"}) == (200, {"gone": True})
    assert "A secret" not in (await fetch(http, f"{discord.url}/?who=erin&{where}"))[1]


async def test_a_page_is_told_only_what_it_may_see(
    discord: Sandbox, http: aiohttp.ClientSession, inn: GuildHandle, erin: Person
) -> None:
    async with http.ws_connect(f"{discord.url}/sandbox/page/live") as socket:
        await socket.send_str("nonsense")
        shown = {"who": "erin", "channel": str(erin.channel.id), "after": str(erin.reads()[-1].id)}
        await socket.send_str(orjson.dumps(shown).decode())
        kinds = [(await socket.receive_json(timeout=5, loads=orjson.loads))["kind"] for _ in range(7)]
        assert set(kinds) == {"region"}
        await inn.member("sage", "staff").say("Among us")
        await inn.member("sage", "art").say("Look")
        said = await inn.member("sage", "general").say("For all")
        first = await socket.receive_json(timeout=5, loads=orjson.loads)
        assert (first["kind"], first["id"]) == ("message", str(said.id))
        second = await socket.receive_json(timeout=5, loads=orjson.loads)
        assert second == {"kind": "unread", "channel": str(inn.channel("art").id)}

        async def until(kind: str) -> list[Any]:
            told = [await socket.receive_json(timeout=5, loads=orjson.loads)]
            while told[-1]["kind"] != kind:
                told.append(await socket.receive_json(timeout=5, loads=orjson.loads))
            return told

        own = await inn.member("erin", "art").start_thread("My own thread")
        await own.say("My own words")
        await inn.member("sage", "art").say("Look again")
        told = await until("unread")
        await inn.member("sage", "general").say("For all again")
        told += await until("message")
        assert [each for each in told if each["kind"] == "unread"] == [second]
