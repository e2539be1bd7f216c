"""What has been said in the guilds of a world file, said again in its order, at its time."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from functools import partial
from typing import Any

from app.sandbox.changes import messages, pins, polls, reactions, threads
from app.sandbox.changes.draft import Draft
from app.sandbox.payload import Payload
from app.sandbox.rest.media import Finisher
from app.sandbox.rest.new_polls import new_poll
from app.sandbox.rest.request import Upload
from app.sandbox.rest.uploads import store
from app.sandbox.world.attachment import Attachment
from app.sandbox.world.audit import Cause
from app.sandbox.world.channel import Channel
from app.sandbox.world.guild import Guild
from app.sandbox.world.message import Message
from app.sandbox.world.role import Role
from app.sandbox.world.user import User
from app.sandbox.world.world import World
from app.sandbox.worlds.founding import place
from app.sandbox.worlds.pictures import picture
from app.sandbox.worlds.spans import seconds_in

_MENTION = re.compile(r"(?<![\w/])([#@])([\w-]+)")
_COLORS = ("#2b2d42", "#edf2f4")
_BEFORE_EVERYTHING = float("inf")


@dataclass(slots=True)
class Moment:
    """Something to do, so many seconds ago."""

    age: float
    happen: Callable[[], None]


def tell(world: World, guilds: list[tuple[Guild, Payload]]) -> None:
    """Let everything be said. What has no time was said when the world was made."""
    moments = [moment for guild, described in guilds for moment in _History(world, guild).moments(described)]
    with world.snowflakes.founding():
        for moment in moments:
            if moment.age == _BEFORE_EVERYTHING:
                moment.happen()
    recent = [moment for moment in moments if moment.age != _BEFORE_EVERYTHING]
    recent.sort(key=lambda moment: -moment.age)
    now = world.clock.time()
    with world.clock.rewound(recent[0].age if recent else 0.0), world.snowflakes.by_the_clock():
        for moment in recent:
            world.clock.advance(max(0.0, now - moment.age - world.clock.time()))
            moment.happen()


def _age(part: Payload) -> float:
    return seconds_in(part["ago"]) if "ago" in part else _BEFORE_EVERYTHING


@dataclass(slots=True)
class _History:
    """One guild's history; what is said can be spoken of by its name."""

    world: World
    guild: Guild
    said: dict[str, Message] = field(default_factory=dict)

    def moments(self, described: Payload) -> Iterator[Moment]:
        for each in described["channel"]:
            channel = place(self.guild, each["name"])
            for message in each.get("message", ()):
                yield Moment(_age(message), partial(self._say, channel, message))
            for thread in each.get("thread", ()):
                yield from self._thread(channel, thread)

    def _thread(self, parent: Channel, described: Payload) -> Iterator[Moment]:
        opened: list[Channel] = []
        said: list[Payload] = list(described.get("message", ()))
        first = said.pop(0) if parent.is_forum else None
        yield Moment(_age(described), lambda: opened.append(self._open(parent, described, first)))
        for message in said:
            age = min(_age(described), _age(message))
            yield Moment(age, lambda message=message: self._say(opened[0], message))  # type: ignore[misc]
        if described.get("locked"):
            youngest = min([_age(described), *map(_age, said)])
            yield Moment(youngest, lambda: threads.update(self.world, opened[0], locked=True, archived=True))

    def _open(self, parent: Channel, described: Payload, first: Payload | None) -> Channel:
        """Open a thread; one in a forum with its first message."""
        title, owner = described["title"], self._user(described["by"])
        if first is None:
            source = self.said.get(described.get("from", ""))
            return threads.start(self.world, parent, title, owner, source=source)
        ids = {tag["name"]: int(tag["id"]) for tag in parent.tags}
        tags = [ids[name] for name in described.get("tags", ())]
        draft = self._draft(parent, first)
        thread, message = threads.post(self.world, parent, title, owner, draft, applied_tags=tags)
        self._follow(message, first)
        return thread

    def _say(self, channel: Channel, described: Payload) -> None:
        author = self._user(described["by"])
        message = messages.create(self.world, channel, author, self._draft(channel, described))
        self._follow(message, described)

    def _follow(self, message: Message, described: Payload) -> None:
        """What others did with the message."""
        if "as" in described:
            self.said[described["as"]] = message
        for emoji, names in described.get("reactions", {}).items():
            for name in names:
                reactions.add(self.world, message, self._emoji(emoji), self._user(name))
        for answer, names in described.get("poll", {}).get("votes", {}).items():
            number = described["poll"]["answers"].index(answer) + 1
            for name in names:
                polls.vote(self.world, message, self._user(name), [number])
        if described.get("pinned"):
            pins.pin(self.world, message, Cause(message.author))

    def _draft(self, channel: Channel, described: Payload) -> Draft:
        files = [_file(self.world, channel, each) for each in described.get("file", ())]
        return Draft(
            content=self._text(described.get("text", "")),
            attachments=files,
            embeds=Finisher(self.world, files).embeds(described.get("embed")),
            poll=new_poll(self.world, _poll(described["poll"])) if "poll" in described else None,
            reference=self.said.get(described.get("reply_to", "")),
        )

    def _text(self, text: str) -> str:
        """The text with Discord's markup for the emojis, channels, members and roles that it names."""
        guild = self.guild

        def mention(match: re.Match[str]) -> str:
            sign, name = match[1], match[2]
            if sign == "#":
                channel = guild.channel_named(name)
                return channel.mention if channel else match[0]
            found = guild.role_named(name) or guild.member_named(name)
            return found.mention if isinstance(found, Role) else found.user.mention if found else match[0]

        for emoji in guild.emojis.values():
            text = text.replace(f":{emoji.name}:", emoji.mention)
        return _MENTION.sub(mention, text).strip()

    def _emoji(self, name: str) -> str:
        found = (emoji.key for emoji in self.guild.emojis.values() if emoji.name == name.strip(":"))
        return next(found, name)

    def _user(self, name: str) -> User:
        member = self.guild.member_named(name)
        if member is None:
            raise LookupError(f"{self.guild.key} has no member {name!r}")
        return member.user


def _poll(described: Payload) -> Payload:
    return {
        "question": {"text": described["question"]},
        "answers": [{"poll_media": {"text": answer}} for answer in described["answers"]],
        "duration": described.get("hours", 24),
        "allow_multiselect": described.get("multiple", False),
    }


def _file(world: World, channel: Channel, described: Payload) -> Attachment:
    about: dict[str, Any] = {
        "description": described.get("description"),
        "is_spoiler": described.get("spoiler", False),
    }
    if "picture" in described:
        content = picture(described["picture"], *described.get("colors", _COLORS))
    else:
        content = described.get("text", "").encode()
    return store(world, channel, Upload(described["name"], content), about)
