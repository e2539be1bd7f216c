"""Acting and looking from outside, over HTTP: a thin layer over what tests do in Python."""

from __future__ import annotations

import orjson
from aiohttp import web

from app.sandbox.acts import Acts, BadAct
from app.sandbox.gateway.gateway import Gateway
from app.sandbox.journal import Journal
from app.sandbox.page import CONTENT_SECURITY_POLICY, page
from app.sandbox.payload import Payload
from app.sandbox.people.errors import NoAnswer, NotOffered
from app.sandbox.scenario.recorder import NotRecording, Recorder
from app.sandbox.slash_line import NotACommand
from app.sandbox.state import calls, entries, state
from app.sandbox.world.world import World

CALLS_SHOWN = 50
ENTRIES_SHOWN = 500

_BAD_REQUEST, _FORBIDDEN, _NOT_FOUND, _NOT_OFFERED, _NO_ANSWER = 400, 403, 404, 409, 504


class Control:
    """Answers below ``/sandbox/``, and the page at the root."""

    def __init__(
        self, world: World, gateway: Gateway, journal: Journal, acts: Acts, recorder: Recorder
    ) -> None:
        self._world = world
        self._gateway = gateway
        self._journal = journal
        self._acts = acts
        self._recorder = recorder

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
                return _json(calls(self._journal, _number(http, "limit", CALLS_SHOWN)))
            case "GET", "journal":
                after, limit = _number(http, "after", 0), _number(http, "limit", ENTRIES_SHOWN)
                return _json(entries(self._journal, after, limit))
            case "POST", "act":
                return await self._act(http)
            case "POST", "record":
                return await self._record(http)
            case _:
                return web.Response(status=_NOT_FOUND, text="There is nothing here.\n")

    async def _act(self, http: web.BaseRequest) -> web.Response:
        if self._foreign(http):
            return _problem(_FORBIDDEN, "forbidden", "only JSON, and not from another page")
        try:
            reply = await self._acts.perform(orjson.loads(await http.read()))
        except NotOffered as error:
            return _problem(_NOT_OFFERED, "not_offered", str(error))
        except NoAnswer as error:
            return _problem(_NO_ANSWER, "no_answer", str(error))
        except (BadAct, NotACommand, LookupError, orjson.JSONDecodeError) as error:
            return _problem(_BAD_REQUEST, "bad_act", str(error))
        return _json(reply.payload())

    async def _record(self, http: web.BaseRequest) -> web.Response:
        if self._foreign(http):
            return _problem(_FORBIDDEN, "forbidden", "only JSON, and not from another page")
        try:
            asked = orjson.loads(await http.read())
            return _json(record(self._recorder, asked if isinstance(asked, dict) else {}))
        except (NotRecording, BadAct, orjson.JSONDecodeError) as error:
            return _problem(_BAD_REQUEST, "bad_recording", str(error))

    def _foreign(self, http: web.BaseRequest) -> bool:
        """Whether another web page may be asking. JSON keeps those out: a browser would ask the sandbox first."""
        return (
            http.content_type != "application/json"
            or http.headers.get("Origin", self._world.url) != self._world.url
        )


def record(recorder: Recorder, asked: Payload) -> object:
    """Start or stop a recording, or make one of the ``last`` acts."""
    about = str(asked.get("about") or "")
    match asked:
        case {"action": "start"}:
            recorder.start()
            return {"recording": True}
        case {"action": "stop"}:
            return recorder.stop(about)
        case {"action": "last", "count": int(count)}:
            return recorder.last(count, about)
        case _:
            raise BadAct("action must be start, stop, or last with a count")


def _number(http: web.BaseRequest, name: str, default: int) -> int:
    text = http.query.get(name, "")
    return int(text) if text.isdecimal() else default


def _json(body: object, status: int = 200) -> web.Response:
    return web.Response(status=status, body=orjson.dumps(body), content_type="application/json")


def _problem(status: int, error: str, message: str) -> web.Response:
    return _json({"error": error, "message": message}, status)
