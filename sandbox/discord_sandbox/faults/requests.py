"""Faults of the REST API."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field

from discord_sandbox.faults.fault import Fault, FaultContext, about
from discord_sandbox.faults.pattern import ANYTHING, Target, matches
from discord_sandbox.model.errors import ApiError, ErrorCode
from discord_sandbox.model.rate_limits import Allowance
from discord_sandbox.rest.limits import banned, bucket_headers, limited
from discord_sandbox.rest.request import Hangup, Next, Request, Response

_EXHAUSTED = Allowance(5, 5.0)
"""What the bucket is said to hold that is empty."""


class RequestFault(Fault):
    """Happens to calls of the REST API."""

    on: Annotated[str, about(Target.REQUEST)] = ANYTHING
    """Which calls, such as ``POST /channels/*/messages``; ``*`` stands for one step of the path."""

    def concerns_request(self, context: FaultContext, request: Request) -> bool:
        route = request.route
        path = route.template.format_map(request.values)
        return matches(self.on, f"{route.method} {route.template}", f"{route.method} {path}")


class Delay(RequestFault):
    """The answer is late."""

    kind: Literal["delay"] = "delay"
    by: Annotated[float, Field(gt=0, le=600)]
    """Seconds."""
    carried_out: bool = False
    """Whether the waiting comes after what was asked for, and not before."""

    async def intercept(self, context: FaultContext, following: Next, request: Request) -> Response:
        if not self.carried_out:
            await context.wait(self.by)
            return await following(request)
        response = await following(request)
        await context.wait(self.by)
        return response


class RateLimit(RequestFault):
    """429, although nobody was in a hurry."""

    kind: Literal["rate_limit"] = "rate_limit"
    scope: Literal["user", "global", "shared", "cloudflare"] = "user"
    """Of the route's bucket, of everything, of a resource that others use too; or by what stands before Discord,
    which answers with a page in place of JSON."""
    retry_after: Annotated[float, Field(gt=0, le=86_400)] = 1.0
    """Seconds."""

    async def intercept(self, context: FaultContext, following: Next, request: Request) -> Response:
        if self.scope == "cloudflare":
            return banned(self.retry_after)
        response = limited(self.retry_after, self.scope)
        if self.scope != "global":
            remaining = 0 if self.scope == "user" else _EXHAUSTED.requests - 1
            now = context.world.clock.time()
            response.headers |= bucket_headers(
                request.route.bucket, _EXHAUSTED, remaining, now, self.retry_after
            )
        return response


class ServerError(RequestFault):
    """Discord is not well."""

    kind: Literal["server_error"] = "server_error"
    status: Literal[500, 501, 502, 503, 504] = 502
    carried_out: bool = False
    """Whether what was asked for has been done all the same."""

    async def intercept(self, context: FaultContext, following: Next, request: Request) -> Response:
        if self.carried_out:
            await following(request)
        if self.status == 500:
            return Response(500, {"message": "500: Internal Server Error", "code": 0})
        page = f"<!doctype html><title>{self.status}</title><h1>Server error {self.status}</h1>\n"
        return Response(self.status, page.encode(), {"Content-Type": "text/html"})


class Reset(RequestFault):
    """The connection breaks before there is an answer."""

    kind: Literal["reset"] = "reset"
    carried_out: bool = True
    """Whether what was asked for has been done; the client cannot know."""

    async def intercept(self, context: FaultContext, following: Next, request: Request) -> Response:
        if self.carried_out:
            await following(request)
        raise Hangup


class Gone(Fault):
    """Something is not there any more, and nobody has told the bot: calls that name it are answered "unknown"."""

    kind: Literal["gone"] = "gone"
    what: Literal["guild", "channel", "role", "member", "user", "message", "webhook", "command"]
    name: str
    """Its name or its id."""
    guild: str | None = None
    """The key or id of the guild in which the name is looked up; the first one, if left out."""

    def concerns_request(self, context: FaultContext, request: Request) -> bool:
        parameter, _ = _GONE[self.what]
        found = _id(context, self)
        if self.what == "role" and isinstance(request.body, dict):
            given = request.body.get("roles")
            if isinstance(given, list) and str(found) in map(str, given):
                return True
        return request.values.get(parameter) == found

    async def intercept(self, context: FaultContext, following: Next, request: Request) -> Response:
        raise ApiError(_GONE[self.what][1])


_GONE: dict[str, tuple[str, ErrorCode]] = {
    "guild": ("guild_id", ErrorCode.UNKNOWN_GUILD),
    "channel": ("channel_id", ErrorCode.UNKNOWN_CHANNEL),
    "role": ("role_id", ErrorCode.UNKNOWN_ROLE),
    "member": ("user_id", ErrorCode.UNKNOWN_MEMBER),
    "user": ("user_id", ErrorCode.UNKNOWN_USER),
    "message": ("message_id", ErrorCode.UNKNOWN_MESSAGE),
    "webhook": ("webhook_id", ErrorCode.UNKNOWN_WEBHOOK),
    "command": ("command_id", ErrorCode.UNKNOWN_COMMAND),
}
"""By which name a path has it, and what is answered."""


def _id(context: FaultContext, fault: Gone) -> int:
    """The id of what is gone; 0 while there is nothing of that name."""
    if fault.name.isdecimal():
        return int(fault.name)
    world, name = context.world, fault.name
    guilds = [guild for guild in world.guilds.values() if fault.guild in {None, guild.key, str(guild.id)}]
    if fault.what == "guild":
        return next((guild.id for guild in world.guilds.values() if guild.key == name), 0)
    if fault.what == "user":
        user = world.user_named(name)
        return user.id if user else 0
    if not guilds:
        return 0
    match fault.what:
        case "channel":
            channel = guilds[0].channel_named(name)
            return channel.id if channel else 0
        case "role":
            role = guilds[0].role_named(name)
            return role.id if role else 0
        case "member":
            member = guilds[0].member_named(name)
            return member.user.id if member else 0
        case _:
            return 0
