"""What somebody does, as data: acts from the page, from the command line, from a scenario."""

from __future__ import annotations

import base64
import binascii
from collections import deque
from collections.abc import Awaitable, Callable
from typing import Any

from app.sandbox.payload import Payload
from app.sandbox.people.finder import Finder
from app.sandbox.people.person import Person
from app.sandbox.people.reply import Reply
from app.sandbox.people.seen import SeenMessage
from app.sandbox.rules.command import CommandType
from app.sandbox.slash_line import parse
from app.sandbox.world.world import World

REPLIES_KEPT = 1000


class BadAct(ValueError):
    """What was asked for cannot be understood."""


class Acts:
    """Performs acts, and remembers what came of them: "the last reply" is a thing one can act on."""

    def __init__(self, world: World) -> None:
        self._world = world
        self._seen: deque[tuple[int, SeenMessage]] = deque(maxlen=REPLIES_KEPT)
        """Whose replies they are, and the replies."""
        self._kinds: dict[str, Callable[[Person, Payload], Awaitable[SeenMessage]]] = {
            "slash": self._slash,
            "autocomplete": lambda who, act: who.complete(text(act, "command"), **act.get("options", {})),
            "user_menu": lambda who, act: who.user_menu(text(act, "command"), text(act, "target")),
            "message_menu": lambda who, act: who.message_menu(text(act, "command"), self._message(who, act)),
            "click": lambda who, act: who.click(self._message(who, act), text(act, "button")),
            "select": lambda who, act: who.select(
                self._message(who, act), text(act, "select"), act.get("values", [])
            ),
            "submit": lambda who, act: who.submit(self._form(who), with_files(act.get("fields", {}))),
            "say": self._say,
            "edit": lambda who, act: self._with(act, who, who.edit, text(act, "content")),
            "delete": lambda who, act: self._with(act, who, who.delete),
            "react": lambda who, act: self._with(act, who, who.react, text(act, "emoji")),
            "take_back": lambda who, act: self._with(act, who, who.take_back, text(act, "emoji")),
            "pin": lambda who, act: self._with(act, who, who.pin),
            "unpin": lambda who, act: self._with(act, who, who.unpin),
        }

    async def perform(self, act: Any) -> SeenMessage:
        """Do what ``act`` says and give what came back.

        Raises ``BadAct``, ``NotACommand`` or ``LookupError`` for what cannot be understood, ``NotOffered`` for
        what a client would not let this person do, ``NoAnswer`` when the application stays silent.
        """
        if not isinstance(act, dict) or act.get("kind") not in self._kinds:
            raise BadAct(f"kind must be one of {', '.join(self._kinds)}")
        who = self._who(act)
        reply = await self._kinds[act["kind"]](who, act)
        self._seen.append((who.id, reply))
        if isinstance(reply, Reply) and reply.deferred and act.get("wait", True):
            await reply.settled()
        return reply

    def _who(self, act: Payload) -> Person:
        finder = Finder(self._world)
        name = text(act, "who")
        if act.get("dm"):
            return finder.user(name).dm()
        person = finder.guild(act.get("guild")).member(name, act.get("channel"))
        return person.hostile if act.get("hostile") else person

    async def _slash(self, who: Person, act: Payload) -> Reply:
        if "line" not in act:
            return await who.slash(text(act, "command"), **with_files(act.get("options", {})))
        offered = self._world.commands.offered_in(who.channel.guild_id)
        known = {
            path: [option["name"] for option in options]
            for command in offered
            if command.type is CommandType.CHAT_INPUT
            for path, options in command.paths().items()
        }
        line = parse(text(act, "line"), known)
        act |= {"command": line.command, "options": {**line.options, **act.get("options", {})}}
        return await who.slash(line.command, **with_files(act["options"]))

    async def _say(self, who: Person, act: Payload) -> SeenMessage:
        reply_to = self._message(who, act) if act.get("message") else None
        return await who.say(text(act, "content"), files=with_files(act.get("files", [])), reply_to=reply_to)

    async def _with(
        self, act: Payload, who: Person, do: Callable[..., Awaitable[None]], *more: str
    ) -> SeenMessage:
        """Do something with a message, and give that."""
        message = self._message(who, act)
        await do(message, *more)
        return message

    def _message(self, who: Person, act: Payload) -> SeenMessage:
        """The message of this id; without one, the last that this person got as a reply."""
        wanted = act.get("message")
        for owner_id, seen in reversed(self._seen):
            messages = [seen, *seen.followups] if isinstance(seen, Reply) else [seen]
            for message in reversed(messages):
                if message.message and (str(message.id) == str(wanted) if wanted else owner_id == who.id):
                    return message
        found = who.channel.messages.get(int(wanted or 0))
        if found is None:
            raise BadAct("there is no such message here")
        return SeenMessage(found)

    def _form(self, who: Person) -> Reply:
        """The form that this person was last shown."""
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


def with_files(value: Any) -> Any:
    """The same, with files as names and contents: in JSON they are objects with their content in base64."""
    if isinstance(value, list):
        return [with_files(each) for each in value]
    if not isinstance(value, dict):
        return value
    if "filename" not in value:
        return {name: with_files(each) for name, each in value.items()}
    try:
        return value["filename"], base64.b64decode(value.get("content", ""), validate=True)
    except (binascii.Error, TypeError) as error:
        raise BadAct(f"the content of {value['filename']} is not base64") from error
