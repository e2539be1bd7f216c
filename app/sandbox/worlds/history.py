"""What has been said in the guilds of a world file, said again in its order, at its time."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from functools import partial
from typing import Any

from app.sandbox.changes import channels, messages, reactions
from app.sandbox.changes.draft import Draft
from app.sandbox.payload import Payload
from app.sandbox.rest.media import Finisher
from app.sandbox.rest.polls import new_poll
from app.sandbox.rest.request import Upload
from app.sandbox.rest.uploads import store
from app.sandbox.world.attachment import Attachment
from app.sandbox.world.channel import Channel
from app.sandbox.world.guild import Guild
from app.sandbox.world.message import Message
from app.sandbox.world.user import User
from app.sandbox.world.world import World
from app.sandbox.worlds.founding import place
from app.sandbox.worlds.pictures import picture
from app.sandbox.worlds.shape import POSTING
from app.sandbox.worlds.spans import seconds_in

_COLORS = ("#2b2d42", "#edf2f4")


@dataclass(slots=True)
class Moment:
    """Something to do, so many seconds ago."""

    age: float
    happen: Callable[[], None]


def tell(world: World, guilds: list[tuple[Guild, Payload]]) -> None:
    """Let everything be said. What has no time was said when the world was made."""
    moments = [moment for guild, described in guilds for moment in _History(world, guild).moments(described)]
    old = [moment for moment in moments if moment.age < 0]
    recent = sorted((moment for moment in moments if moment.age >= 0), key=lambda moment: -moment.age)
    with world.snowflakes.founding():
        for moment in old:
            moment.happen()
    now = world.clock.time()
    with world.clock.rewound(recent[0].age if recent else 0.0):
        for moment in recent:
            world.clock.advance(max(0.0, now - moment.age - world.clock.time()))
            moment.happen()


def _age(part: Payload) -> float:
    return seconds_in(part["ago"]) if "ago" in part else -1.0


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
                yield from self._thread(channel, thread, posts=each.get("type") in POSTING)

    def _thread(self, parent: Channel, described: Payload, *, posts: bool) -> Iterator[Moment]:
        opened: list[Channel] = []
        age = _age(described)
        yield Moment(age, lambda: opened.append(self._open(parent, described)))
        for number, message in enumerate(described.get("message", ())):
            first = posts and number == 0
            yield Moment(
                age if first else min(age, _age(message)) if age >= 0 else -1.0,
                lambda message=message: self._say(opened[0], message),  # type: ignore[misc]
            )

    def _open(self, parent: Channel, described: Payload) -> Channel:
        thread = channels.start_thread(self.world, parent, described["title"], self._user(described["by"]))
        ids = {tag["name"]: int(tag["id"]) for tag in parent.tags}
        if thread.thread:
            thread.thread.applied_tags = [ids[name] for name in described.get("tags", ())]
        return thread

    def _say(self, channel: Channel, described: Payload) -> None:
        author = self._user(described["by"])
        message = messages.create(self.world, channel, author, self._draft(channel, described))
        if "as" in described:
            self.said[described["as"]] = message
        for emoji, names in described.get("reactions", {}).items():
            for name in names:
                reactions.add(self.world, message, emoji, self._user(name))
        if described.get("pinned"):
            messages.pin(self.world, message, author)

    def _draft(self, channel: Channel, described: Payload) -> Draft:
        files = [_file(self.world, channel, each) for each in described.get("file", ())]
        return Draft(
            content=described.get("text", "").strip(),
            attachments=files,
            embeds=Finisher(self.world.snowflakes, files).embeds(described.get("embed")),
            poll=new_poll(self.world, _poll(described["poll"])) if "poll" in described else None,
            reference=self.said.get(described.get("reply_to", "")),
        )

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
