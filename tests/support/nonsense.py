"""Events of every kind, and everything that can be wrong with one."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from itertools import cycle, islice
from typing import Any

import orjson
from hikari.impl.event_manager import EventManagerImpl

from discord_sandbox import GuildHandle, Sandbox
from discord_sandbox.gateway.ready import created
from discord_sandbox.gateway.session import Session, frame
from discord_sandbox.model.event import Event

WORDS = "planted words of a member"
"""In every place that takes a text."""
TOKEN = "aW50ZXJhY3Rpb246cGxhbnRlZA-and_more=="
HUGE = b"1" + b"0" * 30
MEGABYTE = orjson.dumps(WORDS * (2**20 // len(WORDS)))
DEEP = b'{"a":' * 1000 + b"[]" + b"}" * 1000
TOO_DEEP = b"[" * 100_000 + b"]" * 100_000
OTHERS: tuple[bytes, ...] = (b"null", b"true", HUGE, b"-1", b"[]", b"[null]", b"{}", orjson.dumps(WORDS))
"""In the place of anything."""
KINDS = tuple(name[3:].upper() for name in dir(EventManagerImpl) if name.startswith("on_"))
"""All that hikari knows."""
COMMON = (
    *(
        "id",
        "guild_id",
        "channel_id",
        "message_id",
        "user_id",
        "user",
        "member",
        "emoji",
        "type",
        "name",
        "code",
    ),
    *("status", "token", "content"),
)
SESSION = frozenset({"READY", "RESUMED"})
"""They begin a session, and are none of what happens in it."""

Specimens = Mapping[str, dict[str, Any]]


async def specimens(discord: Sandbox, inn: GuildHandle) -> Specimens:
    """One event of each kind: as it happens, or made of fields that many have."""
    [session] = discord.gateway.connected
    found = {"GUILD_CREATE": orjson.loads(orjson.dumps(created(discord.world, session, inn.guild)))}

    def hear(event: Event) -> None:
        found.setdefault(event.name, orjson.loads(orjson.dumps(event.data)))

    discord.world.listeners.append(hear)
    await _happen(discord, inn)
    discord.world.listeners.remove(hear)
    for name in KINDS:
        found.setdefault(name, dict.fromkeys(COMMON, "1"))
    return {name: _planted(data) for name, data in found.items() if name not in SESSION}


async def _happen(discord: Sandbox, inn: GuildHandle) -> None:
    erin, sage = inn.member("erin"), inn.member("sage").moderator
    said = await erin.say(WORDS)
    await erin.edit(said, f"{WORDS}, again")
    await erin.react(said, "👋")
    await erin.take_back(said, "👋")
    await erin.start_thread(WORDS, said)
    await sage.pin(said)
    await sage.purge([await erin.say("one"), await erin.say("two")])
    await erin.delete(said)
    await inn.rename("juniper", WORDS)
    await inn.create_role("Guests")
    await inn.edit_role("Guests", color=3)
    await inn.delete_role("Guests")
    await inn.create_channel("cellar")
    await inn.edit_channel("cellar", topic=WORDS)
    await inn.delete_channel("cellar")
    await inn.create_emoji("spoon")
    await inn.update(description=WORDS)
    await (await inn.join("pawn")).join_voice(_voice(inn))
    await inn.leave("pawn")
    await (await discord.add_guild("next-door", "Next door", owner="maple")).join("relc")
    await discord.remove_guild("next-door")
    await erin.autocomplete("help", command="p")
    await erin.slash("roll")


def _voice(inn: GuildHandle) -> str:
    return next(str(channel.name) for channel in inn.guild.channels.values() if channel.type == 2)


def _planted(value: Any) -> Any:
    """The same with the words and the token wherever a text is that is no number, date or name of ours."""
    if isinstance(value, dict):
        return {
            key: TOKEN if key == "token" else WORDS if key in TEXTS else _planted(each)
            for key, each in value.items()
        }
    return [_planted(each) for each in value] if isinstance(value, list) else value


TEXTS = {"content", "nick", "global_name", "username", "topic", "description", "value"}


def broken(data: dict[str, Any]) -> Iterator[bytes]:
    """The data of an event with one thing wrong, for everything that can be: also in what it contains."""
    yield from (*OTHERS, MEGABYTE, DEEP)
    turns = cycle(OTHERS)
    for path in _paths(data):
        yield orjson.dumps(_without(data, path))
        # Where there is much, and further inside, each gets its turn only.
        for other in OTHERS if len(path) == 1 and len(data) <= MANY else (next(turns),):
            yield _with(data, path, other)
    first = next(iter(data))
    yield from (_with(data, (first,), other) for other in (MEGABYTE, DEEP))


def _paths(data: dict[str, Any]) -> Iterator[tuple[str, ...]]:
    for key, value in data.items():
        yield (key,)
        inner = value[0] if isinstance(value, list) and value else value
        if isinstance(inner, dict):
            yield from ((key, *path) for path in _paths(inner) if len(path) < DEPTH)


DEPTH = 2
MANY = 20


def _without(data: dict[str, Any], path: tuple[str, ...]) -> dict[str, Any]:
    return _changed(data, path, lambda holder, key: holder.pop(key))


def _with(data: dict[str, Any], path: tuple[str, ...], other: bytes) -> bytes:
    return orjson.dumps(
        _changed(data, path, lambda holder, key: holder.update({key: orjson.Fragment(other)}))
    )


def _changed(data: dict[str, Any], path: tuple[str, ...], change: Any) -> dict[str, Any]:
    whole = dict(data)
    holder = whole
    for key in path[:-1]:
        inner = holder[key]
        fresh = dict(inner[0] if isinstance(inner, list) else inner)
        holder[key] = [fresh, *inner[1:]] if isinstance(inner, list) else fresh
        holder = fresh
    change(holder, path[-1])
    return whole


def batched(things: Iterator[bytes], size: int) -> Iterator[list[bytes]]:
    """As the one of itertools from Python 3.12 on."""
    while batch := list(islice(things, size)):
        yield batch


def send(session: Session, name: str, data: bytes) -> None:
    """Tell the client, without keeping it for a session that resumes."""
    if session.client is None:
        raise ConnectionError(f"nobody was there when {name} was to be told")
    session.sequence += 1
    session.client.put(frame(name, session.sequence, data))
