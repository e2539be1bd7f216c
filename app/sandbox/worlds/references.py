"""Whether everything that a world file speaks of is there."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator
from typing import Any

from app.sandbox.checked_toml import unknown
from app.sandbox.payload import Payload
from app.sandbox.worlds.shape import POSTING, TALKING
from app.sandbox.worlds.spans import seconds_in

EVERYONE = "@everyone"


def problems(document: Payload, given: Iterable[str]) -> Iterator[str]:
    """What is missing or there twice. ``given`` are the users that every world has."""
    users = [*given, *(user["username"] for user in document.get("user", ()))]
    yield from _twice("there are two users", users)
    yield from _twice("there are two guilds", [guild["key"] for guild in document["guild"]])
    for guild in document["guild"]:
        for problem in _Guild(guild, users).problems():
            yield f"guild {guild['key']}, {problem}"


class _Guild:
    def __init__(self, guild: Payload, users: list[str]) -> None:
        self._guild = guild
        self._users = users
        self._members = [guild["owner"], *(member["user"] for member in guild.get("member", ()))]
        self._roles = [role["name"] for role in guild.get("role", ())]
        self._categories = [
            channel["name"] for channel in guild["channel"] if channel.get("type") == "category"
        ]
        self._ages: dict[str, float] = {}
        """How long ago the messages with a name were written."""

    def problems(self) -> Iterator[str]:
        guild = self._guild
        yield from _twice("there are two roles", [*self._roles, EVERYONE])
        yield from _twice("there are two members", self._members)
        yield from _twice("there are two channels", [channel["name"] for channel in guild["channel"]])
        yield from _missing("owner", [guild["owner"]], self._users)
        for member in guild.get("member", ()):
            where = f"member {member['user']}"
            yield from _missing(where, [member["user"]], self._users)
            yield from _missing(f"{where}, roles", member.get("roles", ()), self._roles)
        said = list(_messages(guild["channel"]))
        self._ages = {message["as"]: _age(message) for _, message in said if "as" in message}
        yield from _twice("there are two messages", [each["as"] for _, each in said if "as" in each])
        for channel in guild["channel"]:
            yield from self._channel(channel, f"channel {channel['name']}")
        for where, message in said:
            yield from self._message(message, where)

    def _channel(self, channel: Payload, where: str) -> Iterator[str]:
        roles = [*self._roles, EVERYONE]
        yield from _missing(f"{where}, category", _one(channel, "category"), self._categories)
        yield from _missing(f"{where}, only", channel.get("only", ()), self._roles)
        for overwrite in channel.get("overwrite", ()):
            yield from _missing(f"{where}, overwrite", [overwrite["role"]], roles)
        if "talking" in channel:
            yield from _missing(f"{where}, talking", channel["talking"], self._members)
            if channel.get("type") not in TALKING:
                yield f"{where}: nobody can talk in it"
        posting = channel.get("type") in POSTING
        if posting and channel.get("message"):
            yield f"{where}: it has threads only, no messages of its own"
        if channel.get("type") == "category" and (channel.get("message") or channel.get("thread")):
            yield f"{where}: nobody can write in a category"
        for thread in channel.get("thread", ()):
            here = f"{where}, thread {thread['title']}"
            yield from _missing(f"{here}, by", [thread["by"]], self._members)
            yield from _missing(f"{here}, tags", thread.get("tags", ()), channel.get("tags", ()))
            yield from _missing(f"{here}, from", _one(thread, "from"), list(self._ages))
            if posting and not thread.get("message"):
                yield f"{here}: a post needs its first message"

    def _message(self, message: Payload, where: str) -> Iterator[str]:
        yield from _missing(f"{where}, by", [message["by"]], self._members)
        for emoji, names in message.get("reactions", {}).items():
            yield from _missing(f"{where}, reactions {emoji}", names, self._members)
        for answer, names in message.get("poll", {}).get("votes", {}).items():
            yield from _missing(f"{where}, votes", [answer], message["poll"]["answers"])
            yield from _missing(f"{where}, votes for {answer}", names, self._members)
        if not any(message.get(part) for part in ("text", "file", "embed", "poll")):
            yield f"{where}: there is nothing in it"
        target = message.get("reply_to")
        if target is None:
            return
        yield from _missing(f"{where}, reply_to", [target], list(self._ages))
        if self._ages.get(target, float("inf")) < _age(message):
            yield f"{where}: it is older than what it replies to"


def _messages(channels: list[Payload]) -> Iterator[tuple[str, Payload]]:
    """Every message of a guild, with where it stands in the file."""
    for channel in channels:
        places = [(f"channel {channel['name']}", channel)]
        places += [
            (f"channel {channel['name']}, thread {thread['title']}", thread)
            for thread in channel.get("thread", ())
        ]
        for where, place in places:
            for number, message in enumerate(place.get("message", ()), start=1):
                yield f"{where}, message {number}", message


def _age(part: Payload) -> float:
    return seconds_in(part["ago"]) if "ago" in part else 0.0


def _one(part: Payload, name: str) -> list[Any]:
    return [part[name]] if name in part else []


def _missing(where: str, names: Iterable[str], known: list[str]) -> Iterator[str]:
    return (f"{where}: {unknown(name, known)}" for name in names if name not in known)


def _twice(what: str, names: Iterable[str]) -> Iterator[str]:
    return (f"{what} called {name!r}" for name, count in Counter(names).items() if count > 1)
