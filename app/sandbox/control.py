"""Acting and looking from outside, over HTTP: a thin layer over what tests do in Python."""

from __future__ import annotations

from collections import deque
from collections.abc import Awaitable, Callable
from typing import Any

import orjson
from aiohttp import web

from app.sandbox.gateway.gateway import Gateway
from app.sandbox.journal import Journal
from app.sandbox.page import CONTENT_SECURITY_POLICY, page
from app.sandbox.payload import Payload
from app.sandbox.people.errors import NoAnswer, NotOffered
from app.sandbox.people.finder import Finder
from app.sandbox.people.person import Person
from app.sandbox.people.reply import Reply
from app.sandbox.people.seen import SeenMessage
from app.sandbox.rules.command import CommandType
from app.sandbox.slash_line import NotACommand, parse
from app.sandbox.state import calls, state
from app.sandbox.world.world import World

CALLS_SHOWN = 50
REPLIES_KEPT = 1000

_BAD_REQUEST, _FORBIDDEN, _NOT_FOUND, _NOT_OFFERED, _NO_ANSWER = 400, 403, 404, 409, 504


class BadAct(ValueError):
    """What was asked for cannot be understood."""


class Control:
    """Answers below ``/sandbox/``, and the page at the root."""

    def __init__(self, world: World, gateway: Gateway, journal: Journal) -> None:
        self._world = world
        self._gateway = gateway
        self._journal = journal
        self._seen: deque[tuple[int, SeenMessage]] = deque(maxlen=REPLIES_KEPT)
        """Whose replies they are, and the replies."""
        self._acts: dict[str, Callable[[Person, Payload], Awaitable[SeenMessage]]] = {
            "slash": self._slash,
            "autocomplete": lambda who, act: who.complete(_text(act, "command"), **act.get("options", {})),
            "user_menu": lambda who, act: who.user_menu(_text(act, "command"), _text(act, "target")),
            "message_menu": lambda who, act: who.message_menu(_text(act, "command"), self._message(who, act)),
            "click": lambda who, act: who.click(self._message(who, act), _text(act, "button")),
            "select": lambda who, act: who.select(
                self._message(who, act), _text(act, "select"), act.get("values", [])
            ),
            "submit": lambda who, act: who.submit(self._form(who), act.get("fields", {})),
            "say": lambda who, act: who.say(_text(act, "content")),
        }

    async def show_page(self, http: web.BaseRequest, path: str) -> web.StreamResponse:
        if path:
            return web.Response(status=_NOT_FOUND, text="There is nothing here.\n")
        text = page(state(self._world, self._gateway, self._journal), calls(self._journal, CALLS_SHOWN))
        headers = {"Content-Security-Policy": CONTENT_SECURITY_POLICY, "X-Content-Type-Options": "nosniff"}
        return web.Response(text=text, content_type="text/html", headers=headers)

    async def serve(self, http: web.BaseRequest, path: str) -> web.StreamResponse:
        match http.method, path:
            case "GET", "state":
                return _json(state(self._world, self._gateway, self._journal))
            case "GET", "calls":
                limit = http.query.get("limit", "")
                return _json(calls(self._journal, int(limit) if limit.isdecimal() else CALLS_SHOWN))
            case "POST", "act":
                return await self._act(http)
            case _:
                return web.Response(status=_NOT_FOUND, text="There is nothing here.\n")

    async def _act(self, http: web.BaseRequest) -> web.Response:
        # Asking for JSON keeps other web pages out: a browser would ask the sandbox first, and gets no yes.
        if (
            http.content_type != "application/json"
            or http.headers.get("Origin", self._world.url) != self._world.url
        ):
            return _problem(_FORBIDDEN, "forbidden", "only JSON, and not from another page")
        try:
            act = orjson.loads(await http.read())
            reply = await self._perform(act)
        except NotOffered as error:
            return _problem(_NOT_OFFERED, "not_offered", str(error))
        except NoAnswer as error:
            return _problem(_NO_ANSWER, "no_answer", str(error))
        except (BadAct, NotACommand, LookupError, orjson.JSONDecodeError) as error:
            return _problem(_BAD_REQUEST, "bad_act", str(error))
        return _json(reply.payload())

    async def _perform(self, act: Any) -> SeenMessage:
        if not isinstance(act, dict) or act.get("kind") not in self._acts:
            raise BadAct(f"kind must be one of {', '.join(self._acts)}")
        who = self._who(act)
        reply = await self._acts[act["kind"]](who, act)
        self._seen.append((who.id, reply))
        if isinstance(reply, Reply) and reply.deferred and act.get("wait", True):
            await reply.settled()
        return reply

    def _who(self, act: Payload) -> Person:
        finder = Finder(self._world)
        name = _text(act, "who")
        if act.get("dm"):
            return finder.user(name).dm()
        person = finder.guild(act.get("guild")).member(name, act.get("channel"))
        return person.hostile if act.get("hostile") else person

    async def _slash(self, who: Person, act: Payload) -> Reply:
        if "line" not in act:
            return await who.slash(_text(act, "command"), **act.get("options", {}))
        offered = self._world.commands.offered_in(who.channel.guild_id)
        known = {
            path: [option["name"] for option in options]
            for command in offered
            if command.type is CommandType.CHAT_INPUT
            for path, options in command.paths().items()
        }
        line = parse(_text(act, "line"), known)
        return await who.slash(line.command, **line.options)

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


def _text(act: Payload, name: str) -> str:
    value = act.get(name)
    if not isinstance(value, str):
        raise BadAct(f"{name} must be given as text")
    return value


def _json(body: object, status: int = 200) -> web.Response:
    return web.Response(status=status, body=orjson.dumps(body), content_type="application/json")


def _problem(status: int, error: str, message: str) -> web.Response:
    return _json({"error": error, "message": message}, status)
