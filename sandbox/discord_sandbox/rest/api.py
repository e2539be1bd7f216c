"""Takes a request to the resource that answers it, and keeps the journal."""

from __future__ import annotations

import logging
import time
from functools import partial
from typing import Any

import orjson
from aiohttp import web

from discord_sandbox.model.entries import Action, Call, ViolationKind
from discord_sandbox.model.errors import ApiError, ErrorCode
from discord_sandbox.model.journal import Journal, caused_by
from discord_sandbox.model.world import World
from discord_sandbox.rest.body import parse, read
from discord_sandbox.rest.limits import Limits
from discord_sandbox.rest.openapi import Description
from discord_sandbox.rest.request import NO_CONTENT, Hangup, Middleware, Next, Request, Response
from discord_sandbox.rest.resources import resources
from discord_sandbox.rest.router import Handler, Router

logger = logging.getLogger(__name__)

NOT_ANSWERED = 0
"""In the journal, the status of a call whose connection broke."""


class Api:
    """REST v10."""

    def __init__(self, world: World, journal: Journal, description: Description | None) -> None:
        self.middlewares: list[Middleware] = []
        """The first is the outermost."""
        self._world = world
        self._journal = journal
        self._description = description
        self._limits = Limits(world)
        self._router = Router(route for resource in resources() for route in resource.routes.all)

    async def serve(self, http: web.BaseRequest, path: str) -> web.Response:
        """Answer one request; ``path`` is what comes after the version."""
        started = time.perf_counter()
        call = self._journal.begin(Call(http.method, path))
        try:
            response = self._limits.ban() or await self._response(call, http)
        except Hangup:
            response = _break(http)
        self._world.invalid_requests.note(response.status, response.headers.get("X-RateLimit-Scope"))
        call.status = response.status
        call.answered = self._world.signed_urls.refresh(_written(response), self._world.url)
        call.milliseconds = (time.perf_counter() - started) * 1000
        self._journal.finish(call)
        return web.Response(status=call.status or 500, body=call.answered, headers=response.headers)

    async def _response(self, call: Call, http: web.BaseRequest) -> Response:
        try:
            route, handler, values = self._router.find(http.method, call.path)
        except ApiError as error:
            return self._refuse(call, error)
        call.route = route.template
        call.cause = self._cause(values)
        try:
            with caused_by(call.cause):
                response = await self._answer(
                    call, http, Request(route, values, http.query, http.headers), handler
                )
        except ApiError as error:
            response = self._refuse(call, error)
        if "X-RateLimit-Global" not in response.headers:
            response.headers = self._limits.headers(route, values) | response.headers
        return response

    async def _answer(
        self, call: Call, http: web.BaseRequest, request: Request, handler: Handler
    ) -> Response:
        if not request.route.public:
            self._authorize(http)
        refusal = self._limits.refusal(request.route, request.values)
        if refusal:
            return refusal
        call.sent, request.files = await read(http)
        request.body = parse(call.sent)
        if self._description:
            for pointer, message in self._description.mismatches(request):
                self._journal.record_violation(call, ViolationKind.MISMATCH, message, pointer)
        answer: Next = partial(self._resource, handler)
        for middleware in reversed(self.middlewares):
            answer = partial(_through, middleware, answer)
        return await answer(request)

    async def _resource(self, handler: Handler, request: Request) -> Response:
        return handler(self._world, request)

    def _cause(self, values: dict[str, Any]) -> Action | None:
        """The action that is answered, as the interaction's token tells."""
        token = values.get("interaction_token") or values.get("webhook_token")
        interaction = self._world.interactions.find(token) if token else None
        return interaction.cause if interaction else None

    def _authorize(self, http: web.BaseRequest) -> None:
        if http.headers.get("Authorization") != f"Bot {self._world.application.token}":
            raise ApiError(ErrorCode.UNAUTHORIZED)

    def _refuse(self, call: Call, error: ApiError) -> Response:
        unknown = error.refusal is ErrorCode.NOT_IMPLEMENTED
        kind = ViolationKind.UNIMPLEMENTED if unknown else ViolationKind.REFUSED
        self._journal.record_violation(call, kind, str(error))
        return Response(error.refusal.status, error.payload())


async def _through(middleware: Middleware, following: Next, request: Request) -> Response:
    return await middleware(request, following)


def _break(http: web.BaseRequest) -> Response:
    """Break the connection. The server still wants something to write into it; nobody gets to see that."""
    if http.transport:
        http.transport.abort()
    return Response(NOT_ANSWERED, b"")


def _written(response: Response) -> bytes:
    """The body as it is sent: JSON, unless it is something else already."""
    if response.status == NO_CONTENT:
        return b""
    response.headers.setdefault("Content-Type", "application/json")
    return response.body if isinstance(response.body, bytes) else orjson.dumps(response.body)
