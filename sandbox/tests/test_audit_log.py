"""The audit log: who did what to whom, and why; and the event of each entry."""

from __future__ import annotations

from discord_sandbox import GuildHandle, Permission, Person, Sandbox
from discord_sandbox.model.audit import AuditAction
from discord_sandbox.model.payload import timestamp
from sandbox.tests.conftest import allow_bot
from sandbox.tests.plain import Payload, Rest, Shard

ENTRY = "GUILD_AUDIT_LOG_ENTRY_CREATE"


async def newest(rest: Rest, here: str, **query: str) -> Payload:
    entry: Payload = (await rest.get(f"{here}/audit-logs", limit="1", **query)).body["audit_log_entries"][0]
    return entry


async def test_an_entry_says_who_did_it_to_whom_and_why(
    rest: Rest, here: str, erin: Person, shard: Shard, discord: Sandbox
) -> None:
    reason = "Überfällig — 100 % 🐸"
    await rest.delete(f"{here}/members/{erin.id}", reason=reason)
    entry = await shard.event(ENTRY)
    assert entry.pop("guild_id") == here.removeprefix("/guilds/")
    assert entry == {
        "id": entry["id"],
        "action_type": AuditAction.MEMBER_KICK,
        "user_id": str(discord.world.bot.id),
        "target_id": str(erin.id),
        "reason": reason,
    }
    log = (await rest.get(f"{here}/audit-logs")).body
    assert log["audit_log_entries"][0] == entry
    assert {user["username"] for user in log["users"]} == {"shard", "erin"}


async def test_what_a_person_does_is_logged_too(sage: Person, shard: Shard) -> None:
    await sage.moderator.ban("linden", "Spam")
    entry = await shard.event(ENTRY)
    assert (entry["action_type"], entry["user_id"], entry["reason"]) == (22, str(sage.id), "Spam")
    await sage.moderator.unban("linden")
    assert (await shard.event(ENTRY))["action_type"] == AuditAction.MEMBER_BAN_REMOVE


async def test_changes_have_the_old_and_the_new(
    rest: Rest, here: str, inn: GuildHandle, erin: Person, discord: Sandbox
) -> None:
    until = timestamp(discord.clock.time() + 60)
    await rest.patch(f"{here}/members/{erin.id}", {"nick": "A", "communication_disabled_until": until})
    await rest.patch(f"{here}/members/{erin.id}", {"nick": "B"})
    assert (await newest(rest, here))["changes"] == [{"key": "nick", "old_value": "A", "new_value": "B"}]
    readers = inn.role("Readers")
    await rest.delete(f"{here}/members/{erin.id}/roles/{readers.id}")
    entry = await newest(rest, here, action_type=str(int(AuditAction.MEMBER_ROLE_UPDATE)))
    role = {"id": str(readers.id), "name": "Readers"}
    assert entry["changes"] == [{"key": "$remove", "new_value": [role]}]
    await rest.patch(f"{here}/roles/{readers.id}", {"hoist": True})
    assert (await newest(rest, here))["changes"] == [{"key": "hoist", "old_value": False, "new_value": True}]
    await rest.patch(f"{here}/roles/{readers.id}", {"hoist": True})
    assert (await newest(rest, here))["action_type"] == AuditAction.ROLE_UPDATE


async def test_everything_that_is_made_and_ended_is_logged(
    rest: Rest, here: str, inn: GuildHandle, general: str, erin: Person
) -> None:
    channel = (await rest.post(f"{here}/channels", {"name": "new"})).body["id"]
    overwrite = f"/channels/{channel}/permissions/{inn.id}"
    await rest.put(overwrite, {"type": 0, "deny": "2048"})
    await rest.put(overwrite, {"type": 0, "deny": "8192"})
    await rest.delete(overwrite)
    await rest.patch(f"/channels/{channel}", {"topic": "News"})
    webhook = (await rest.post(f"/channels/{channel}/webhooks", {"name": "Herald"})).body["id"]
    await rest.patch(f"/webhooks/{webhook}", {"name": "Crier"})
    await rest.delete(f"/webhooks/{webhook}")
    invite = (await rest.post(f"/channels/{channel}/invites")).body["code"]
    await rest.delete(f"/invites/{invite}")
    await rest.delete(f"/channels/{channel}")
    said = [str((await erin.say(f"{number}")).id) for number in range(3)]
    await rest.put(f"{general}/messages/pins/{said[0]}")
    await rest.delete(f"{general}/messages/pins/{said[0]}")
    await rest.post(f"{general}/messages/bulk-delete", {"messages": said})
    await rest.patch(here, {"description": "An inn"})
    entries = (await rest.get(f"{here}/audit-logs", after="0")).body["audit_log_entries"]
    assert [AuditAction(entry["action_type"]).name for entry in entries] == [
        "CHANNEL_CREATE",
        "CHANNEL_OVERWRITE_CREATE",
        "CHANNEL_OVERWRITE_UPDATE",
        "CHANNEL_OVERWRITE_DELETE",
        "CHANNEL_UPDATE",
        "WEBHOOK_CREATE",
        "WEBHOOK_UPDATE",
        "WEBHOOK_DELETE",
        "INVITE_CREATE",
        "INVITE_DELETE",
        "CHANNEL_DELETE",
        "MESSAGE_PIN",
        "MESSAGE_UNPIN",
        "MESSAGE_BULK_DELETE",
        "GUILD_UPDATE",
    ]
    assert entries[1]["options"] == {"id": str(inn.id), "type": "0", "role_name": "@everyone"}
    assert entries[13]["options"] == {"count": "3"}


async def test_a_deleted_message_is_logged_only_if_a_person_deleted_anothers(
    rest: Rest, here: str, general: str, erin: Person, sage: Person, shard: Shard
) -> None:
    said = [await erin.say(f"{number}") for number in range(4)]
    await rest.delete(f"{general}/messages/{said[0].id}")
    await erin.delete(said[1])
    assert (await rest.get(f"{here}/audit-logs")).body["audit_log_entries"] == []
    await sage.delete(said[2])
    await sage.delete(said[3])
    entry = await shard.event(ENTRY)
    assert (entry["target_id"], entry["options"]["count"]) == (str(erin.id), "1")
    [counted] = (await rest.get(f"{here}/audit-logs")).body["audit_log_entries"]
    assert counted["options"] == {"channel_id": str(erin.channel.id), "count": "2"}


async def test_entries_are_chosen_by_who_what_and_when(rest: Rest, here: str, sage: Person) -> None:
    for name in ("erin", "juniper"):
        await rest.patch(f"{here}/members/{sage.moderator.user.id}", {"nick": name})
    await sage.moderator.rename("erin", "Innkeeper")
    everything = (await rest.get(f"{here}/audit-logs")).body["audit_log_entries"]
    ids = [entry["id"] for entry in everything]

    async def found(**query: str) -> list[str]:
        answer = await rest.get(f"{here}/audit-logs", **query)
        return [entry["id"] for entry in answer.body["audit_log_entries"]]

    assert await found(user_id=str(sage.id)) == ids[:1]
    assert await found(target_id=str(sage.id)) == ids[1:]
    assert await found(before=ids[1]) == ids[2:]
    assert await found(after=ids[2]) == ids[:2][::-1]
    assert await found(action_type="22") == []
    assert (await rest.get(f"{here}/audit-logs", limit="101")).code == 50035


async def test_only_those_are_told_who_may_read_the_log(
    rest: Rest, here: str, inn: GuildHandle, sage: Person, shard: Shard
) -> None:
    await allow_bot(inn, Permission.BAN_MEMBERS)
    await sage.moderator.ban("linden")
    assert (await shard.event(ENTRY, "GUILD_BAN_ADD"))["user"]["username"] == "linden"
    assert (await rest.get(f"{here}/audit-logs")).code == 50013
    await allow_bot(inn, Permission.VIEW_AUDIT_LOG)
    await sage.moderator.ban("juniper")
    assert (await shard.event(ENTRY, "GUILD_BAN_ADD"))["action_type"] == AuditAction.ROLE_UPDATE


async def test_entries_are_kept_for_45_days(rest: Rest, here: str, erin: Person, discord: Sandbox) -> None:
    await rest.patch(f"{here}/members/{erin.id}", {"nick": "A"})
    discord.clock.advance(46 * 86_400)
    await rest.patch(f"{here}/members/{erin.id}", {"nick": "B"})
    assert len((await rest.get(f"{here}/audit-logs")).body["audit_log_entries"]) == 1


async def test_a_reason_has_at_most_512_characters(rest: Rest, here: str, erin: Person) -> None:
    answer = await rest.delete(f"{here}/members/{erin.id}", reason="x" * 513)
    assert answer.problems() == {"reason": "BASE_TYPE_BAD_LENGTH"}
