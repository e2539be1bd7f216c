"""Acting and looking from outside, over HTTP: a thin layer over what tests do in Python."""

from __future__ import annotations

import orjson
from aiohttp import web

from app.sandbox.acts import BadAct
from app.sandbox.page.api import PageApi, json
from app.sandbox.page.doing import Doings
from app.sandbox.page.site import nothing
from app.sandbox.page.sources import Sources
from app.sandbox.people.errors import NoAnswer, NotOffered
from app.sandbox.slash_line import NotACommand
from app.sandbox.state import calls, state

CALLS_SHOWN = 50
LARGEST_BODY = 64 * 1024 * 1024
_PAGE = "page/"

_BAD_REQUEST, _FORBIDDEN, _NOT_OFFERED, _TOO_LARGE, _NO_ANSWER = 400, 403, 409, 413, 504


class Control:
    """Answers below ``/sandbox/``."""

    def __init__(self, sources: Sources, page: PageApi) -> None:
        self._sources = sources
        self._page = page
        self._doings = Doings(sources)

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
        sources = self._sources
        match path:
            case "state":
                return json(state(sources.world, sources.gateway, sources.journal))
            case "calls":
                limit = http.query.get("limit", "")
                return json(calls(sources.journal, int(limit) if limit.isdecimal() else CALLS_SHOWN))
            case "faults" if sources.faults:
                return json(sources.faults.list())
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
        except NotOffered as error:
            return _problem(_NOT_OFFERED, "not_offered", str(error))
        except NoAnswer as error:
            return _problem(_NO_ANSWER, "no_answer", str(error))
        except (BadAct, NotACommand, LookupError, orjson.JSONDecodeError) as error:
            return _problem(_BAD_REQUEST, "bad_act", str(error))

    async def _answer(self, method: str, path: str, body: object) -> web.Response:
        match method, path:
            case "POST", "act":
                reply = await self._doings.perform(body if isinstance(body, dict) else {})
                return json(reply.payload())
            case "POST", "record" if self._sources.recorder:
                return self._record(body)
            case (("POST" | "DELETE"), "faults") if self._sources.faults:
                faults = self._sources.faults
                return json(faults.add(body) if method == "POST" else faults.clear(_number(body)))
            case "POST", _ if path.startswith(_PAGE):
                answer = await self._page.post(path.removeprefix(_PAGE), body)
                return nothing() if answer is None else json(answer)
            case _:
                return nothing()

    def _record(self, body: object) -> web.Response:
        recorder = self._sources.recorder
        action = body.get("action") if isinstance(body, dict) else None
        if recorder is None or action not in {"start", "stop"}:
            return _problem(_BAD_REQUEST, "bad_action", "action must be start or stop")
        return json(recorder.start() if action == "start" else recorder.stop())


def _number(body: object) -> int | None:
    number = body.get("number") if isinstance(body, dict) else None
    return number if isinstance(number, int) else None


def _problem(status: int, error: str, message: str) -> web.Response:
    return json({"error": error, "message": message}, status)
