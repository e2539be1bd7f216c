"""Guilds, members, channels, users and commands over REST."""

from __future__ import annotations

import pytest

from discord_sandbox import GuildHandle, Person, Sandbox
from sandbox.tests.plain import PlainBot, Rest

PING = {"name": "ping", "description": "Are you there?"}
JSON, FORM = "application/json", "multipart/form-data"
BOUND = {"Content-Type": f"{FORM}; boundary=x"}
FILE = b'--x\r\nContent-Disposition: form-data; name="files[0]"; filename="a.txt"\r\n'


async def test_a_guild_tells_of_itself(rest: Rest, inn: GuildHandle) -> None:
    guild = (await rest.get(f"/guilds/{inn.id}", with_counts="true")).body
    assert guild["name"] == inn.name
    assert guild["approximate_member_count"] == len(inn.people) + 1
    assert {role["name"] for role in (await rest.get(f"/guilds/{inn.id}/roles")).body} >= {"Readers"}
    names = {channel["name"] for channel in (await rest.get(f"/guilds/{inn.id}/channels")).body}
    assert {"general", "staff", "theories"} <= names
    readers = inn.role("Readers")
    assert (await rest.get(f"/guilds/{inn.id}/roles/{readers.id}")).body["name"] == "Readers"
    counts = (await rest.get(f"/guilds/{inn.id}/roles/member-counts")).body
    assert counts[str(readers.id)] == 3
    assert (await rest.get("/guilds/1")).code == 10004


async def test_threads_are_listed_while_they_are_open(rest: Rest, inn: GuildHandle) -> None:
    thread = await inn.start_thread("Chapter one", parent="general", owner="erin")
    active = (await rest.get(f"/guilds/{inn.id}/threads/active")).body
    assert [each["id"] for each in active["threads"]] == [str(thread.id)]


async def test_members_are_found_and_listed(rest: Rest, inn: GuildHandle, erin: Person) -> None:
    path = f"/guilds/{inn.id}/members"
    assert (await rest.get(f"{path}/{erin.id}")).body["user"]["username"] == "erin"
    assert (await rest.get(f"{path}/1")).code == 10007
    found = (await rest.get(f"{path}/search", query="ERI", limit="5")).body
    assert [member["user"]["username"] for member in found] == ["erin"]
    everybody = (await rest.get(path, limit="1000")).body
    assert len(everybody) == len(inn.people) + 1
    after = (await rest.get(path, limit="1000", after=everybody[0]["user"]["id"])).body
    assert after == everybody[1:]


async def test_users_are_known_by_id(rest: Rest, erin: Person) -> None:
    assert (await rest.get("/users/@me")).body["bot"] is True
    assert (await rest.get(f"/users/{erin.id}")).body["username"] == "erin"
    assert (await rest.get("/users/1")).code == 10013


async def test_commands_are_made_changed_and_removed(plain: PlainBot, inn: GuildHandle) -> None:
    rest, path = plain.rest, f"{plain.application}/commands"
    created = await rest.post(path, PING)
    assert created.status == 201
    again = await rest.post(path, PING | {"description": "Still there?"})
    assert (again.status, again.body["id"]) == (200, created.body["id"])
    one = f"{path}/{created.body['id']}"
    assert (await rest.get(one)).body["description"] == "Still there?"
    changed = (await rest.patch(one, {"default_member_permissions": "8"})).body
    assert (changed["default_member_permissions"], changed["description"]) == ("8", "Still there?")
    assert (await rest.patch(one, {"description": ""})).status == 400
    local = f"{plain.application}/guilds/{inn.id}/commands"
    assert (await rest.put(local, [PING])).body[0]["guild_id"] == str(inn.id)
    assert len((await rest.get(local)).body) == 1
    assert (await rest.delete(one)).status == 204
    assert (await rest.get(one)).code == 10063
    assert (await rest.get("/applications/1/commands")).code == 10002


async def test_commands_of_another_guild_are_out_of_reach(plain: PlainBot) -> None:
    answer = await plain.rest.get(f"{plain.application}/guilds/1/commands")
    assert (answer.status, answer.code) == (403, 50001)


async def test_who_is_typing_is_shown(plain: PlainBot, general: str) -> None:
    shard, _ = await plain.identify(intents=1 | 1 << 11)
    assert (await plain.rest.post(f"{general}/typing")).status == 204
    assert (await shard.event("TYPING_START"))["user_id"] == str(plain.discord.world.bot.id)


async def test_what_is_not_known_is_said_loudly(rest: Rest, discord: Sandbox) -> None:
    answer = await rest.get("/sticker-packs")
    assert (answer.status, answer.code) == (501, 0)
    assert "unimplemented" in str(discord.violations[-1])


async def test_nobody_else_gets_in(rest: Rest) -> None:
    answer = await rest("GET", "/users/@me", headers={"Authorization": "Bot wrong"})
    assert (answer.status, answer.code) == (401, 0)


@pytest.mark.parametrize("limit", ["--5", "9" * 5000, "٣", "-", ""])
async def test_a_number_of_the_query_is_one(rest: Rest, here: str, limit: str) -> None:
    assert "limit" in (await rest.get(f"{here}/members", limit=limit)).problems()


async def test_a_set_of_permissions_is_a_number_of_64_bits(plain: PlainBot) -> None:
    body = PING | {"default_member_permissions": "9" * 5000}
    answer = await plain.rest.post(f"{plain.application}/commands", body)
    assert answer.problems() == {"default_member_permissions": "NUMBER_TYPE_COERCE"}


@pytest.mark.parametrize(
    ("headers", "body"),
    [
        ({"Content-Type": FORM}, b"--x--\r\n"),
        ({"Content-Type": f"{FORM}; boundary={'x' * 71}"}, b"--x--\r\n"),
        (BOUND, FILE + b"\r\nHalf of"),
        (BOUND, FILE + b"Content-Transfer-Encoding: sleight\r\n\r\na\r\n--x--\r\n"),
        (BOUND, FILE + b"Content-Transfer-Encoding: base64\r\n\r\na\r\n--x--\r\n"),
        ({"Content-Type": JSON, "Content-Encoding": "gzip"}, b'{"content": "Hello"}'),
    ],
)
async def test_a_body_that_is_not_what_its_headers_say_is_a_bad_request(
    rest: Rest, general: str, headers: dict[str, str], body: bytes
) -> None:
    answer = await rest("POST", f"{general}/messages", headers=rest.headers | headers, data=body)
    assert (answer.status, answer.code) == (400, 0)


@pytest.mark.parametrize("content_type", ["text/plain", "application/octet-stream"])
async def test_a_body_is_json_or_a_form(rest: Rest, general: str, content_type: str) -> None:
    headers = rest.headers | {"Content-Type": content_type}
    answer = await rest("POST", f"{general}/messages", headers=headers, data=b'{"content": "Hello"}')
    assert answer.problems() == {"_misc": "CONTENT_TYPE_INVALID"}
    assert (await rest("POST", f"{general}/typing", headers=headers)).status == 204
