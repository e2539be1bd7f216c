"""Webhooks: made, listed, changed, moved, used and deleted."""

from __future__ import annotations

import base64

import pytest

from discord_sandbox import GuildHandle, Permission, Person
from sandbox.tests.conftest import allow_bot
from sandbox.tests.plain import Answer, Payload, Rest, Shard

PICTURE = "data:image/png;base64," + base64.b64encode(b"\x89PNG").decode()


@pytest.fixture
async def webhook(rest: Rest, general: str) -> Payload:
    made = await rest.post(f"{general}/webhooks", {"name": "Herald"})
    assert made.status == 200, made.body
    found: Payload = made.body
    return found


def with_token(webhook: Payload, tail: str = "") -> str:
    return f"/webhooks/{webhook['id']}/{webhook['token']}{tail}"


async def execute(rest: Rest, webhook: Payload, body: Payload, **query: str) -> Answer:
    return await rest("POST", with_token(webhook), body, params={"wait": "true"} | query, headers={})


async def test_a_webhook_comes_changes_and_goes(
    rest: Rest, here: str, general: str, webhook: Payload, inn: GuildHandle, shard: Shard
) -> None:
    assert webhook["url"].endswith(with_token(webhook))
    assert (webhook["user"]["username"], webhook["application_id"]) == ("shard", webhook["user"]["id"])
    for path in (f"{general}/webhooks", f"{here}/webhooks"):
        assert (await rest.get(path)).body == [webhook]
    art = inn.channel("art")
    path = f"/webhooks/{webhook['id']}"
    changed = (await rest.patch(path, {"name": "Crier", "channel_id": str(art.id), "avatar": PICTURE})).body
    assert (changed["name"], changed["channel_id"]) == ("Crier", str(art.id))
    assert changed["avatar"]
    told = {(await shard.event("WEBHOOKS_UPDATE"))["channel_id"] for _ in range(2)}
    assert told == {str(art.id), webhook["channel_id"]}
    assert (await rest.delete(path)).status == 204
    assert (await rest.get(path)).code == 10015


async def test_its_token_is_enough_to_manage_it(rest: Rest, webhook: Payload) -> None:
    seen = await rest("GET", with_token(webhook), headers={})
    assert "user" not in seen.body
    renamed = await rest("PATCH", with_token(webhook), {"name": "Crier"}, headers={})
    assert renamed.body["name"] == "Crier"
    assert (await rest("GET", f"/webhooks/{webhook['id']}/wrong", headers={})).code == 50027
    assert (await rest("DELETE", with_token(webhook), headers={})).status == 204
    assert (await rest("GET", with_token(webhook), headers={})).code == 10015


async def test_a_message_is_written_read_changed_and_deleted(
    rest: Rest, webhook: Payload, shard: Shard
) -> None:
    body = {"content": "Hear ye!", "username": "Town crier", "avatar_url": "https://example.com/a.png"}
    message = (await execute(rest, webhook, body)).body
    assert message["webhook_id"] == message["author"]["id"] == webhook["id"]
    assert (message["author"]["username"], message["author"]["discriminator"]) == ("Town crier", "0000")
    created = await shard.event("MESSAGE_CREATE")
    assert created["content"] == "Hear ye!"
    assert "member" not in created
    path = with_token(webhook, f"/messages/{message['id']}")
    assert (await rest("GET", path, headers={})).body == message
    changed = await rest("PATCH", path, {"content": "Hear me!"}, headers={})
    assert changed.body["content"] == "Hear me!"
    assert (await rest("DELETE", path, headers={})).status == 204
    assert (await rest("GET", path, headers={})).code == 10008


async def test_it_does_not_wait_unless_asked_to(rest: Rest, webhook: Payload, shard: Shard) -> None:
    answer = await rest("POST", with_token(webhook), {"content": "x"}, headers={})
    assert (answer.status, answer.body) == (204, None)
    assert (await shard.event("MESSAGE_CREATE"))["content"] == "x"


async def test_it_notifies_people_but_no_roles_unless_asked_to(
    rest: Rest, webhook: Payload, inn: GuildHandle, erin: Person
) -> None:
    text = f"{erin.mention} {inn.role('Readers').mention} @everyone"
    message = (await execute(rest, webhook, {"content": text})).body
    assert [user["username"] for user in message["mentions"]] == ["erin"]
    assert (message["mention_roles"], message["mention_everyone"]) == ([], False)
    nobody = (await execute(rest, webhook, {"content": text, "allowed_mentions": {"parse": []}})).body
    assert nobody["mentions"] == []


async def test_it_writes_into_threads_of_its_channel(
    rest: Rest, webhook: Payload, inn: GuildHandle, erin: Person
) -> None:
    thread = await inn.start_thread("Chapter one", parent="general", owner="erin")
    message = (await execute(rest, webhook, {"content": "x"}, thread_id=str(thread.id))).body
    assert message["channel_id"] == str(thread.id)
    path = with_token(webhook, f"/messages/{message['id']}")
    assert (await rest("GET", path, headers={})).code == 10008
    assert (await rest("GET", path, headers={}, params={"thread_id": str(thread.id)})).status == 200
    elsewhere = await inn.start_thread("Elsewhere", parent="art", owner="erin")
    assert (await execute(rest, webhook, {"content": "x"}, thread_id=str(elsewhere.id))).code == 10003
    assert (await execute(rest, webhook, {"content": "x", "thread_name": "y"})).code == 220003


async def test_only_the_applications_own_webhooks_ask(rest: Rest, webhook: Payload, inn: GuildHandle) -> None:
    row = {"type": 1, "components": [{"type": 2, "style": 1, "label": "Go", "custom_id": "go"}]}
    link = {"type": 1, "components": [{"type": 2, "style": 5, "label": "Go", "url": "https://example.com"}]}
    assert (await execute(rest, webhook, {"content": "x", "components": [row]})).body["components"]
    others = await inn.create_webhook("general", "Theirs")
    theirs = {"id": str(others.id), "token": others.token}
    assert (await execute(rest, theirs, {"content": "x", "components": [row]})).body["components"] == []
    refused = await execute(rest, theirs, {"content": "x", "components": [row]}, with_components="true")
    assert refused.problems() == {"components": "WEBHOOK_COMPONENTS_NOT_ALLOWED"}
    passive = await execute(rest, theirs, {"content": "x", "components": [link]}, with_components="true")
    assert passive.body["components"]


@pytest.mark.parametrize(
    ("body", "where"),
    [
        ({"name": "Discord news"}, "name"),
        ({"name": "x" * 81}, "name"),
        ({"name": "x", "avatar": "https://example.com"}, "avatar"),
        ({}, "name"),
    ],
)
async def test_a_webhook_that_cannot_be_is_refused(
    rest: Rest, general: str, body: Payload, where: str
) -> None:
    assert list((await rest.post(f"{general}/webhooks", body)).problems()) == [where]


async def test_what_it_says_is_checked(rest: Rest, webhook: Payload) -> None:
    assert (await execute(rest, webhook, {})).code == 50006
    assert (await execute(rest, webhook, {"content": "x", "username": "Clyde"})).problems() == {
        "username": "USERNAME_INVALID_CONTAINS"
    }
    assert (await execute(rest, webhook, {"content": "x", "flags": 64})).problems() == {
        "flags": "MESSAGE_FLAGS_INVALID"
    }
    assert (await execute(rest, webhook | {"token": "wrong"}, {"content": "x"})).code == 50027


async def test_a_channel_has_at_most_15(rest: Rest, general: str) -> None:
    for number in range(15):
        await rest.post(f"{general}/webhooks", {"name": str(number)})
    assert (await rest.post(f"{general}/webhooks", {"name": "x"})).code == 30007


async def test_without_the_permission_only_own_webhooks_are_seen(
    rest: Rest, general: str, webhook: Payload, inn: GuildHandle, here: str
) -> None:
    others = await inn.create_webhook("general", "Theirs")
    await allow_bot(inn)
    assert (await rest.get(f"{general}/webhooks")).code == 50013
    assert (await rest.get(f"{here}/webhooks")).code == 50013
    assert (await rest.post(f"{general}/webhooks", {"name": "x"})).code == 50013
    assert (await rest.get(f"/webhooks/{webhook['id']}")).status == 200
    assert (await rest.get(f"/webhooks/{others.id}")).code == 50013
    assert (await rest.delete(f"/webhooks/{webhook['id']}")).code == 50013
    await allow_bot(inn, Permission.MANAGE_WEBHOOKS)
    assert (await rest.delete(f"/webhooks/{others.id}")).status == 204


async def test_a_deleted_channel_takes_its_webhooks_along(rest: Rest, general: str, webhook: Payload) -> None:
    await rest.delete(general)
    assert (await rest("GET", with_token(webhook), headers={})).code == 10015


async def test_a_webhook_has_a_name(rest: Rest, general: str, webhook: Payload) -> None:
    blank = {"name": "  "}
    assert (await rest.post(f"{general}/webhooks", blank)).problems() == {"name": "BASE_TYPE_REQUIRED"}
    assert (await rest.patch(f"/webhooks/{webhook['id']}", blank)).problems() == {
        "name": "BASE_TYPE_REQUIRED"
    }
