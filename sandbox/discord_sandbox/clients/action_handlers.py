"""What each kind of action does, and what it needs to be told."""

from __future__ import annotations

import base64
import binascii
import re
from collections import deque
from collections.abc import Awaitable, Callable, Sequence
from typing import Any, Protocol, TypeAlias

from discord_sandbox.clients.errors import ResponseTimeout
from discord_sandbox.clients.finder import Finder
from discord_sandbox.clients.guild import GuildHandle
from discord_sandbox.clients.person import Person
from discord_sandbox.clients.reply import Reply
from discord_sandbox.clients.seen import SeenMessage
from discord_sandbox.clients.slash_line import parse
from discord_sandbox.model.command import CommandType
from discord_sandbox.model.payload import JsonObject, Payload
from discord_sandbox.model.world import World

REPLIES_KEPT = 1000
SECONDS_TO_SEE = 5.0
BEGINNING = 100
"""Characters of a message that an action on it remembers."""


class BadAction(ValueError):
    """What was asked for cannot be understood."""


class ActionResult(Protocol):
    """What came of an action."""

    def payload(self) -> Payload: ...


class NoResult:
    """Nothing came back, and nothing was to."""

    def payload(self) -> Payload:
        return {}


Disturb: TypeAlias = Callable[[Payload], object]
"""Makes the fault happen that the action has under ``fault``; raises ``ValueError`` for one that is not known."""
CreateGuild: TypeAlias = Callable[[str, str, str | None], object]
"""Creates a guild with the first key, like the one with the second, of the world that is named last."""


class ActionHandlers:
    """What people do. A handler completes the action that it is given, so that it can be done again elsewhere."""

    def __init__(self, world: World, create_guild: CreateGuild, disturb: Disturb) -> None:
        self.disturb = disturb
        self._world = world
        self._create_guild = create_guild
        self._seen: deque[tuple[int, SeenMessage]] = deque(maxlen=REPLIES_KEPT)
        """Whose replies they are, and the replies."""

    def remember(self, action: JsonObject, seen: SeenMessage) -> None:
        """From now on this is the last reply that this person got."""
        self._seen.append((self._person(action).id, seen))

    async def slash(self, action: JsonObject) -> ActionResult:
        who = self._person(action)
        self._read_line(who, action)
        return await who.slash(text(action, "command"), **with_files(named(action, "options")))

    async def autocomplete(self, action: JsonObject) -> ActionResult:
        """Type a command up to the last of its options."""
        who = self._person(action)
        self._read_line(who, action)
        options = named(action, "options")
        if not options:
            raise BadAction("options must have the one that is typed")
        return await who.complete(text(action, "command"), **options)

    async def user_menu(self, action: JsonObject) -> ActionResult:
        return await self._person(action).user_menu(text(action, "command"), text(action, "target"))

    async def message_menu(self, action: JsonObject) -> ActionResult:
        return await self._person(action).message_menu(text(action, "command"), self._message(action))

    async def click(self, action: JsonObject) -> ActionResult:
        message, button = self._message(action), text(action, "button")
        action["label"] = label_of(message.buttons, button)
        return await self._person(action).click(message, button)

    async def select(self, action: JsonObject) -> ActionResult:
        message, select, values = self._message(action), text(action, "select"), action.get("values", [])
        if not isinstance(values, list):
            raise BadAction("values must be given as a list")
        action["label"] = label_of(message.selects, select)
        return await self._person(action).select(message, select, values)

    async def submit(self, action: JsonObject) -> ActionResult:
        return await self._person(action).submit(self._form(action), with_files(named(action, "fields")))

    async def say(self, action: JsonObject) -> ActionResult:
        who = self._person(action)
        reply_to = self._message(action) if action.get("message") else None
        files = with_files(action.get("files", []))
        return await who.say(text(action, "content"), files=files, reply_to=reply_to)

    async def start_thread(self, action: JsonObject) -> ActionResult:
        """From a message, if the action names one."""
        source = self._message(action) if action.get("message") else None
        await self._person(action).start_thread(text(action, "name"), source)
        return NoResult()

    async def post(self, action: JsonObject) -> ActionResult:
        """Open a post in a forum."""
        await self._person(action).post(text(action, "title"), text(action, "text"))
        return NoResult()

    async def with_message(
        self, action: JsonObject, do: Callable[..., Awaitable[None]], *more: str
    ) -> ActionResult:
        """Let somebody do something with a message; that is what comes back."""
        message = self._message(action)
        await do(self._person(action), message, *more)
        return message

    async def look(self, action: JsonObject) -> ActionResult:
        """See a message as it is now."""
        return self._message(action)

    async def see(self, action: JsonObject) -> ActionResult:
        """Wait until the channel has a message that matches: the newest, if several do."""
        who, pattern = self._person(action), _pattern(action)

        def found() -> SeenMessage | None:
            return next((each for each in reversed(who.reads()) if pattern.search(each.text)), None)

        seconds = number(action, "within", SECONDS_TO_SEE)
        await self._world.changed.until(lambda: found() is not None, seconds)
        message = found()
        if message is None:
            raise ResponseTimeout(f"nothing like that came within {seconds:g} seconds")
        return message

    async def join(self, action: Payload) -> ActionResult:
        await self._guild(action).join(text(action, "who"), *action.get("roles", ()))
        return NoResult()

    async def leave(self, action: JsonObject) -> ActionResult:
        await self._guild(action).leave(text(action, "who"))
        return NoResult()

    async def grant(self, action: JsonObject) -> ActionResult:
        await self._guild(action).grant(text(action, "who"), text(action, "role"))
        return NoResult()

    async def revoke(self, action: JsonObject) -> ActionResult:
        await self._guild(action).revoke(text(action, "who"), text(action, "role"))
        return NoResult()

    async def poll(self, action: JsonObject) -> ActionResult:
        return await self._person(action).ask(text(action, "question"), texts(action, "answers"))

    async def create_guild(self, action: Payload) -> ActionResult:
        """Create a guild like another."""
        self._create_guild(text(action, "guild"), text(action, "like"), action.get("world"))
        return NoResult()

    async def advance(self, action: JsonObject) -> ActionResult:
        """Let time pass at once."""
        self._world.clock.advance(number(action, "seconds"))
        return NoResult()

    async def fault(self, action: JsonObject) -> ActionResult:
        """Make something go wrong."""
        try:
            self.disturb(action)
        except ValueError as error:
            raise BadAction(str(error)) from error
        return NoResult()

    def _guild(self, action: Payload) -> GuildHandle:
        return Finder(self._world).guild(action.get("guild"))

    def _person(self, action: Payload) -> Person:
        name = text(action, "who")
        if action.get("dm"):
            person = Finder(self._world).user(name).dm()
        else:
            person = self._guild(action).member(name, action.get("channel"))
        return person.unchecked if action.get("unchecked") else person

    def _read_line(self, who: Person, action: Payload) -> None:
        """Put the command's name and its options into the action, where they are given as a typed line."""
        if "line" not in action:
            return
        known = {
            path: [option["name"] for option in options]
            for command in self._world.commands.offered_in(who.channel.guild_id)
            if command.type is CommandType.CHAT_INPUT
            for path, options in command.paths().items()
        }
        line = parse(text(action, "line"), known)
        action |= {"command": line.command, "options": {**line.options, **named(action, "options")}}
        del action["line"]

    def _message(self, action: JsonObject) -> SeenMessage:
        """The message of this id; without one, the last that this person got as a reply.

        The action is told which it is, and how it begins: for those who read what was done.
        """
        found = self._find(self._person(action), action.get("message"))
        action |= {"message": str(found.id), "on": found.text.partition("\n")[0][:BEGINNING]}
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
        raise BadAction("there is no such message here")

    def _form(self, action: JsonObject) -> Reply:
        """The form that this person was last shown."""
        who = self._person(action)
        for owner_id, seen in reversed(self._seen):
            if owner_id == who.id and isinstance(seen, Reply) and seen.modal:
                return seen
        raise BadAction(f"{who.user.username} has no form to fill in")


def text(action: JsonObject, name: str) -> str:
    """A part of an action that has to be text."""
    value = action.get(name)
    if not isinstance(value, str):
        raise BadAction(f"{name} must be given as text")
    return value


def texts(action: JsonObject, name: str) -> list[str]:
    """A part of an action that has to be a list of texts."""
    value = action.get(name)
    if not isinstance(value, list) or not all(isinstance(each, str) for each in value):
        raise BadAction(f"{name} must be given as a list of texts")
    return value


def number(action: JsonObject, name: str, default: float | None = None) -> float:
    """A part of an action that has to be a number, and not a negative one."""
    value = action.get(name, default)
    if isinstance(value, bool) or not isinstance(value, int | float) or value < 0:
        raise BadAction(f"{name} must be a number that is not negative")
    return value


def named(action: JsonObject, name: str) -> Payload:
    """A part of an action that has to be values by name; none if it is left out."""
    value = action.get(name, {})
    if not isinstance(value, dict):
        raise BadAction(f"{name} must be given by name")
    return value


def with_files(value: object) -> Any:
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
        raise BadAction(f"the content of {value['filename']} is not base64") from error
    return value["filename"], str(value["text"]).encode() if "text" in value else content


def label_of(parts: Sequence[Payload], wanted: str) -> str:
    """What people see of the button or select, unless another is called the same."""
    for part in parts:
        if part.get("custom_id") == wanted:
            label = part.get("label") or part.get("placeholder") or part.get("emoji", {}).get("name")
            alone = sum(label in {each.get("label"), each.get("placeholder")} for each in parts) == 1
            return str(label) if label and alone else wanted
    return wanted


def _pattern(action: JsonObject) -> re.Pattern[str]:
    try:
        return re.compile(text(action, "pattern"), re.DOTALL)
    except re.error as error:
        raise BadAction(f"pattern is not a regular expression: {error}") from error
