"""Acting and looking from outside, over HTTP: a thin layer over what tests do in Python."""

from __future__ import annotations

import orjson
from aiohttp import web

from discord_sandbox.clients.actions import BAD, BadAction
from discord_sandbox.clients.errors import ActionUnavailable, ResponseTimeout
from discord_sandbox.faults import Faults, schema
from discord_sandbox.model.payload import JsonObject
from discord_sandbox.page.api import PageApi, json
from discord_sandbox.page.context import PageContext
from discord_sandbox.page.site import nothing
from discord_sandbox.page.status import status
from discord_sandbox.scenarios.recorder import NotRecording, Recorder

CALLS_SHOWN = 50
ENTRIES_SHOWN = 500
LARGEST_BODY = 64 * 1024 * 1024
_PAGE = "page/"

_BAD_REQUEST, _FORBIDDEN, _NOT_OFFERED, _TOO_LARGE, _NO_ANSWER = 400, 403, 409, 413, 504


class Control:
    """Answers below ``/sandbox/``."""

    def __init__(self, context: PageContext, page: PageApi) -> None:
        self._context = context
        self._page = page

    async def serve(self, http: web.BaseRequest, path: str) -> web.StreamResponse:
        if not self._from_here(http):
            return _problem(_FORBIDDEN, "forbidden", "not from another page")
        match http.method:
            case "GET":
                return await self._look(http, path)
            case "POST" | "DELETE":
                return await self._change(http, path)
            case _:
                return nothing()

    def _from_here(self, http: web.BaseRequest) -> bool:
        """Browsers say which page asks; those of other sites have no business here."""
        origin = http.headers.get("Origin")
        here = origin is None or origin == f"http://{http.headers.get('Host')}"
        return here and http.headers.get("Sec-Fetch-Site", "none") in {"none", "same-origin"}

    async def _look(self, http: web.BaseRequest, path: str) -> web.StreamResponse:
        context = self._context
        match path:
            case "state":
                return json(status(context.world, context.gateway, context.journal))
            case "calls":
                return json(context.journal.latest_calls(_number(http, "limit", CALLS_SHOWN)))
            case "journal":
                after, limit = _number(http, "after", 0), _number(http, "limit", ENTRIES_SHOWN)
                return json(context.journal.payload(after, limit))
            case "faults":
                return json({"active": active(context.faults), "kinds": schema()})
            case "load":
                return json(context.loads.payload())
            case _ if path.startswith(_PAGE):
                return await self._page.get(http, path.removeprefix(_PAGE))
            case _:
                return nothing()

    async def _change(self, http: web.BaseRequest, path: str) -> web.Response:
        # Asking for JSON keeps other web pages out: a browser would ask the sandbox first, and gets no yes.
        if http.content_type != "application/json":
            return _problem(_FORBIDDEN, "forbidden", "only JSON")
        if (http.content_length or 0) > LARGEST_BODY:
            return _problem(_TOO_LARGE, "too_large", "the files are too large")
        try:
            return await self._answer(http.method, path, orjson.loads(await http.read() or b"{}"))
        except ActionUnavailable as error:
            return _problem(_NOT_OFFERED, "not_offered", str(error))
        except ResponseTimeout as error:
            return _problem(_NO_ANSWER, "no_answer", str(error))
        except NotRecording as error:
            return _problem(_BAD_REQUEST, "bad_recording", str(error))
        except (*BAD, orjson.JSONDecodeError) as error:
            return _problem(_BAD_REQUEST, "bad_act", str(error))

    async def _answer(self, method: str, path: str, body: object) -> web.Response:
        match method, path:
            case "POST", "act":
                return json((await self._context.actions.perform(body)).payload())
            case "POST", "record":
                return json(record(self._context.recorder, body if isinstance(body, dict) else {}))
            case "POST", "faults":
                await self._context.actions.perform({"kind": "fault", "fault": body})
                return json({"active": active(self._context.faults)})
            case "DELETE", "faults":
                end(self._context.faults, body)
                return json({"active": active(self._context.faults)})
            case "POST", "load":
                return json(self._context.loads.begin(body))
            case "DELETE", "load":
                return json(await self._context.loads.end())
            case "POST", _ if path.startswith(_PAGE):
                answer = await self._page.post(path.removeprefix(_PAGE), body)
                return nothing() if answer is None else json(answer)
            case _:
                return nothing()


def record(recorder: Recorder, asked: JsonObject) -> object:
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
            raise BadAction("action must be start, stop, or last with a count")


def active(faults: Faults) -> list[JsonObject]:
    """What can go wrong now."""
    return [fault.payload() for fault in faults.active]


def end(faults: Faults, body: object) -> None:
    """End the fault of this id, or all."""
    wanted = body.get("id") if isinstance(body, dict) else None
    if isinstance(wanted, int):
        faults.remove(wanted)
    else:
        faults.clear()


def _number(http: web.BaseRequest, name: str, default: int) -> int:
    text = http.query.get(name, "")
    return int(text) if text.isdecimal() else default


def _problem(status: int, error: str, message: str) -> web.Response:
    return json({"error": error, "message": message}, status)
