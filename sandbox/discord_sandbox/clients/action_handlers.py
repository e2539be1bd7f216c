"""What each kind of act does, and what it needs to be told."""

from __future__ import annotations

import base64
import binascii
import re
from collections import deque
from collections.abc import Awaitable, Callable, Sequence
from typing import Any, Protocol, TypeAlias

from discord_sandbox.clients.errors import NoAnswer
from discord_sandbox.clients.finder import Finder
from discord_sandbox.clients.guild import GuildHandle
from discord_sandbox.clients.person import Person
from discord_sandbox.clients.reply import Reply
from discord_sandbox.clients.seen import SeenMessage
from discord_sandbox.clients.slash_line import parse
from discord_sandbox.model.command import CommandType
from discord_sandbox.model.payload import Payload
from discord_sandbox.model.world import World

REPLIES_KEPT = 1000
SECONDS_TO_SEE = 5.0
BEGINNING = 100
"""Characters of a message that an act on it remembers."""


class BadAct(ValueError):
    """What was asked for cannot be understood."""


class Came(Protocol):
    """What came of an act."""

    def payload(self) -> Payload: ...


class Done:
    """Nothing came back, and nothing was to."""

    def payload(self) -> Payload:
        return {}


Disturb: TypeAlias = Callable[[Payload], object]
"""Makes the fault happen that the act has under ``fault``; raises ``ValueError`` for one that is not known."""
FoundGuild: TypeAlias = Callable[[str, str, str | None], object]
"""Founds a guild with the first key, like the one with the second, of the world that is named last."""


class Deeds:
    """What people do. A deed completes the act that it is given, so that it can be done again elsewhere."""

    def __init__(self, world: World, found: FoundGuild, disturb: Disturb) -> None:
        self.disturb = disturb
        self._world = world
        self._found = found
        self._seen: deque[tuple[int, SeenMessage]] = deque(maxlen=REPLIES_KEPT)
        """Whose replies they are, and the replies."""

    def remember(self, act: Payload, seen: SeenMessage) -> None:
        """From now on this is the last reply that this person got."""
        self._seen.append((self._person(act).id, seen))

    async def slash(self, act: Payload) -> Came:
        who = self._person(act)
        self._read_line(who, act)
        return await who.slash(text(act, "command"), **with_files(named(act, "options")))

    async def autocomplete(self, act: Payload) -> Came:
        """Type a command up to the last of its options."""
        who = self._person(act)
        self._read_line(who, act)
        options = named(act, "options")
        if not options:
            raise BadAct("options must have the one that is typed")
        return await who.complete(text(act, "command"), **options)

    async def user_menu(self, act: Payload) -> Came:
        return await self._person(act).user_menu(text(act, "command"), text(act, "target"))

    async def message_menu(self, act: Payload) -> Came:
        return await self._person(act).message_menu(text(act, "command"), self._message(act))

    async def click(self, act: Payload) -> Came:
        message, button = self._message(act), text(act, "button")
        act["label"] = label_of(message.buttons, button)
        return await self._person(act).click(message, button)

    async def select(self, act: Payload) -> Came:
        message, select, values = self._message(act), text(act, "select"), act.get("values", [])
        if not isinstance(values, list):
            raise BadAct("values must be given as a list")
        act["label"] = label_of(message.selects, select)
        return await self._person(act).select(message, select, values)

    async def submit(self, act: Payload) -> Came:
        return await self._person(act).submit(self._form(act), with_files(named(act, "fields")))

    async def say(self, act: Payload) -> Came:
        who = self._person(act)
        reply_to = self._message(act) if act.get("message") else None
        files = with_files(act.get("files", []))
        return await who.say(text(act, "content"), files=files, reply_to=reply_to)

    async def start_thread(self, act: Payload) -> Came:
        """From a message, if the act names one."""
        source = self._message(act) if act.get("message") else None
        await self._person(act).start_thread(text(act, "name"), source)
        return Done()

    async def post(self, act: Payload) -> Came:
        """Open a post in a forum."""
        await self._person(act).post(text(act, "title"), text(act, "text"))
        return Done()

    async def with_message(self, act: Payload, do: Callable[..., Awaitable[None]], *more: str) -> Came:
        """Let somebody do something with a message; that is what comes back."""
        message = self._message(act)
        await do(self._person(act), message, *more)
        return message

    async def look(self, act: Payload) -> Came:
        """See a message as it is now."""
        return self._message(act)

    async def see(self, act: Payload) -> Came:
        """Wait until the channel has a message that matches: the newest, if several do."""
        who, pattern = self._person(act), _pattern(act)

        def found() -> SeenMessage | None:
            return next((each for each in reversed(who.reads()) if pattern.search(each.text)), None)

        seconds = number(act, "within", SECONDS_TO_SEE)
        await self._world.changed.until(lambda: found() is not None, seconds)
        message = found()
        if message is None:
            raise NoAnswer(f"nothing like that came within {seconds:g} seconds")
        return message

    async def join(self, act: Payload) -> Came:
        await self._guild(act).join(text(act, "who"), *act.get("roles", ()))
        return Done()

    async def leave(self, act: Payload) -> Came:
        await self._guild(act).leave(text(act, "who"))
        return Done()

    async def grant(self, act: Payload) -> Came:
        await self._guild(act).grant(text(act, "who"), text(act, "role"))
        return Done()

    async def revoke(self, act: Payload) -> Came:
        await self._guild(act).revoke(text(act, "who"), text(act, "role"))
        return Done()

    async def poll(self, act: Payload) -> Came:
        return await self._person(act).ask(text(act, "question"), texts(act, "answers"))

    async def found(self, act: Payload) -> Came:
        """Found a guild like another."""
        self._found(text(act, "guild"), text(act, "like"), act.get("world"))
        return Done()

    async def advance(self, act: Payload) -> Came:
        """Let time pass at once."""
        self._world.clock.advance(number(act, "seconds"))
        return Done()

    async def fault(self, act: Payload) -> Came:
        """Make something go wrong."""
        try:
            self.disturb(act)
        except ValueError as error:
            raise BadAct(str(error)) from error
        return Done()

    def _guild(self, act: Payload) -> GuildHandle:
        return Finder(self._world).guild(act.get("guild"))

    def _person(self, act: Payload) -> Person:
        name = text(act, "who")
        if act.get("dm"):
            person = Finder(self._world).user(name).dm()
        else:
            person = self._guild(act).member(name, act.get("channel"))
        return person.hostile if act.get("hostile") else person

    def _read_line(self, who: Person, act: Payload) -> None:
        """Put the command's name and its options into the act, where they are given as a typed line."""
        if "line" not in act:
            return
        known = {
            path: [option["name"] for option in options]
            for command in self._world.commands.offered_in(who.channel.guild_id)
            if command.type is CommandType.CHAT_INPUT
            for path, options in command.paths().items()
        }
        line = parse(text(act, "line"), known)
        act |= {"command": line.command, "options": {**line.options, **named(act, "options")}}
        del act["line"]

    def _message(self, act: Payload) -> SeenMessage:
        """The message of this id; without one, the last that this person got as a reply.

        The act is told which it is, and how it begins: for those who read what was done.
        """
        found = self._find(self._person(act), act.get("message"))
        act |= {"message": str(found.id), "on": found.text.partition("\n")[0][:BEGINNING]}
        return found

    def _find(self, who: Person, wanted: object) -> SeenMessage:
        for owner_id, seen in reversed(self._seen):
            messages = [seen, *seen.followups] if isinstance(seen, Reply) else [seen]
            for message in reversed(messages):
                if message.message and (str(message.id) == str(wanted) if wanted else owner_id == who.id):
                    return message
        snowflake = int(str(wanted)) if str(wanted).isdecimal() else 0
        for channel in (who.channel, *self._world.channels.values()):
            if snowflake in channel.messages:
                return SeenMessage(channel.messages[snowflake])
        raise BadAct("there is no such message here")

    def _form(self, act: Payload) -> Reply:
        """The form that this person was last shown."""
        who = self._person(act)
        for owner_id, seen in reversed(self._seen):
            if owner_id == who.id and isinstance(seen, Reply) and seen.modal:
                return seen
        raise BadAct(f"{who.user.username} has no form to fill in")


def text(act: Payload, name: str) -> str:
    """A part of an act that has to be text."""
    value = act.get(name)
    if not isinstance(value, str):
        raise BadAct(f"{name} must be given as text")
    return value


def texts(act: Payload, name: str) -> list[str]:
    """A part of an act that has to be a list of texts."""
    value = act.get(name)
    if not isinstance(value, list) or not all(isinstance(each, str) for each in value):
        raise BadAct(f"{name} must be given as a list of texts")
    return value


def number(act: Payload, name: str, default: float | None = None) -> float:
    """A part of an act that has to be a number, and not a negative one."""
    value = act.get(name, default)
    if isinstance(value, bool) or not isinstance(value, int | float) or value < 0:
        raise BadAct(f"{name} must be a number that is not negative")
    return value


def named(act: Payload, name: str) -> Payload:
    """A part of an act that has to be values by name; none if it is left out."""
    value = act.get(name, {})
    if not isinstance(value, dict):
        raise BadAct(f"{name} must be given by name")
    return value


def with_files(value: Any) -> Any:
    """The same, with files as names and contents: in JSON they are objects with text, or content in base64."""
    if isinstance(value, list):
        return [with_files(each) for each in value]
    if not isinstance(value, dict):
        return value
    if "filename" not in value:
        return {name: with_files(each) for name, each in value.items()}
    try:
        content = base64.b64decode(value.get("content", ""), validate=True)
    except (binascii.Error, TypeError) as error:
        raise BadAct(f"the content of {value['filename']} is not base64") from error
    return value["filename"], str(value["text"]).encode() if "text" in value else content


def label_of(parts: Sequence[Payload], wanted: str) -> str:
    """What people see of the button or select, unless another is called the same."""
    for part in parts:
        if part.get("custom_id") == wanted:
            label = part.get("label") or part.get("placeholder") or part.get("emoji", {}).get("name")
            alone = sum(label in {each.get("label"), each.get("placeholder")} for each in parts) == 1
            return str(label) if label and alone else wanted
    return wanted


def _pattern(act: Payload) -> re.Pattern[str]:
    try:
        return re.compile(text(act, "pattern"), re.DOTALL)
    except re.error as error:
        raise BadAct(f"pattern is not a regular expression: {error}") from error
