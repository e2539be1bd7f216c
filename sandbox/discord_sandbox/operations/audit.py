"""The audit log is written: by every change that somebody is the cause of."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from typing import TypeVar

from discord_sandbox.model.audit import Attribution, AuditAction, AuditEntry
from discord_sandbox.model.event import Event
from discord_sandbox.model.guild import Guild
from discord_sandbox.model.payload import JsonObject, Payload
from discord_sandbox.model.permissions import Permission
from discord_sandbox.model.snowflakes import snowflake_at
from discord_sandbox.model.world import World

Logged = TypeVar("Logged")

KEPT_SECONDS = 45 * 86_400.0
COUNTED_SECONDS = 300.0


def record(
    world: World,
    guild: Guild,
    cause: Attribution | None,
    action: AuditAction,
    target_id: int | None = None,
    changes: Iterable[JsonObject] = (),
    **options: object,
) -> None:
    """Add an entry, and tell those who may read the log. What nobody is the cause of is not logged."""
    if cause is None:
        return
    entry = AuditEntry(
        id=world.snowflakes.next(),
        action=action,
        user_id=cause.user.id,
        target_id=target_id,
        changes=list(changes),
        options={name: str(value) for name, value in options.items()},
        reason=cause.reason,
    )
    oldest = snowflake_at(world.clock.time() - KEPT_SECONDS)
    while guild.audit_log and guild.audit_log[0].id < oldest:
        guild.audit_log.popleft()
    guild.audit_log.append(entry)
    data = entry.payload() | {"guild_id": str(guild.id)}
    needs = int(Permission.VIEW_AUDIT_LOG)
    world.emit(Event("GUILD_AUDIT_LOG_ENTRY_CREATE", data, guild.id, needs=needs))


def count(
    world: World,
    guild: Guild,
    cause: Attribution | None,
    action: AuditAction,
    target_id: int | None,
    channel_id: int,
) -> None:
    """Log what is counted: the same again within minutes raises an entry's count, of which nobody is told."""
    if cause is None:
        return
    newest = snowflake_at(world.clock.time() - COUNTED_SECONDS)
    for entry in reversed(guild.audit_log):
        if entry.id < newest:
            break
        same = (entry.action, entry.user_id, entry.target_id) == (action, cause.user.id, target_id)
        if same and entry.reason == cause.reason and entry.options.get("channel_id") == str(channel_id):
            entry.options["count"] = str(int(entry.options["count"]) + 1)
            return
    record(world, guild, cause, action, target_id, channel_id=channel_id, count=1)


def differences(before: JsonObject, after: JsonObject, keys: Iterable[str] | None = None) -> list[Payload]:
    """What has become different between two states of an object; a side that was or is nothing is left out."""
    return [
        _change(key, before.get(key), after.get(key))
        for key in (keys or {**before, **after})
        if before.get(key) != after.get(key)
    ]


def assign(
    target: Logged, changes: Mapping[str, object], logged: Callable[[Logged], JsonObject]
) -> list[JsonObject]:
    """Set attributes; answers with what has become different of that which is logged."""
    before = logged(target)
    for name, value in changes.items():
        setattr(target, name, value)
    return differences(before, logged(target))


def _change(key: str, old: object, new: object) -> JsonObject:
    change: Payload = {"key": key}
    if old is not None:
        change["old_value"] = old
    if new is not None:
        change["new_value"] = new
    return change


def made(after: JsonObject) -> list[JsonObject]:
    """The changes by which something came to be."""
    return differences({}, after, [key for key in after if key not in _IDENTITY])


def ended(before: JsonObject) -> list[Payload]:
    """The changes by which something ceased to be."""
    return differences(before, {}, [key for key in before if key not in _IDENTITY])


_IDENTITY = frozenset({"id", "guild_id", "user", "creator", "creator_id", "member", "token", "url"})
"""What says which object it is, not how it is."""
