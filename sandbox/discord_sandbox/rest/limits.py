"""Discord's rate limits: of each route, of all requests of a bot, and of invalid requests.

Which routes have which limits is nowhere published and may change at any moment: clients have to go by the headers.
The figures here are of the size that Discord's are, so that a bot which waits well here waits well there.
"""

from __future__ import annotations

import math
from typing import TypeAlias

from discord_sandbox.model.rate_limits import Allowance, Bucket
from discord_sandbox.model.world import World
from discord_sandbox.rest.request import Response
from discord_sandbox.rest.route import Route

Key: TypeAlias = tuple[object, ...]

GLOBAL = Allowance(50, 1.0)
"""Of all requests with a bot's token."""
GENEROUS = Allowance(10_000, 1.0)
"""What the headers say while there are no limits: libraries keep their books by them."""
DEFAULT = Allowance(10, 5.0)
_MESSAGE = "/channels/{channel_id}/messages/{message_id}"
_WEBHOOK = "/webhooks/{webhook_id}/{webhook_token}"
ALLOWANCES = {
    "POST /channels/{channel_id}/messages": Allowance(5, 5.0),
    f"PATCH {_MESSAGE}": Allowance(5, 5.0),
    f"DELETE {_MESSAGE}": Allowance(5, 1.0),
    "POST /channels/{channel_id}/typing": Allowance(5, 5.0),
    f"POST {_WEBHOOK}": Allowance(5, 2.0),
    f"PATCH {_WEBHOOK}/messages/@original": Allowance(5, 2.0),
    f"PATCH {_WEBHOOK}/messages/{{message_id}}": Allowance(5, 2.0),
    "reactions": Allowance(1, 0.25),
}
"""By method and path, or by the name of a bucket that several share."""
SHARED = {
    f"{method} {_MESSAGE}/reactions/{{emoji_name}}/{whose}": "reactions"
    for method in ("PUT", "DELETE")
    for whose in ("@me", "{user_id}")
}
MAJOR = ("channel_id", "guild_id", "webhook_id", "webhook_token")
"""The parts of a path for whose every value there is a bucket of its own."""
BUCKETS_KEPT = 10_000

# Discord sends no headers here, and hikari reports a limit on this route as a mistake.
_UNLIMITED = "/interactions/{interaction_id}/{interaction_token}/callback"
_VIA = "1.1 google"
"""Through what Discord's own answers come; discord.py takes a 429 without it for a ban."""


class Limits:
    """Says who has to wait, and what the headers say of it."""

    def __init__(self, world: World) -> None:
        self._world = world
        self._global = Bucket(GLOBAL)
        self._buckets: dict[Key, Bucket] = {}

    def ban(self) -> Response | None:
        """What is answered to whoever made too many invalid requests, whatever they ask for."""
        seconds = self._world.invalid_requests.banned_for if self._world.rate_limits else 0.0
        return banned(seconds) if seconds else None

    def refusal(self, route: Route, values: dict[str, object]) -> Response | None:
        """Count a request; what is answered in place of the resource when there are too many."""
        if not self._world.rate_limits or route.template == _UNLIMITED:
            return None
        now = self._world.clock.time()
        if not (route.public or self._global.take(now)):
            return limited(self._global.wait(now), "global")
        bucket = self._bucket(route, values)
        return None if bucket.take(now) else limited(bucket.wait(now), "user")

    def headers(self, route: Route, values: dict[str, object]) -> dict[str, str]:
        """What the answer says of the route's limit."""
        if route.template == _UNLIMITED:
            return {}
        now = self._world.clock.time()
        if not self._world.rate_limits:
            return bucket_headers(route.bucket, GENEROUS, GENEROUS.requests - 1, now, GENEROUS.seconds)
        bucket = self._buckets.get(_key(route, values))
        if bucket is None:
            return {}
        return bucket_headers(_name(route), bucket.allowance, bucket.remaining, now, bucket.wait(now))

    def _bucket(self, route: Route, values: dict[str, object]) -> Bucket:
        key = _key(route, values)
        bucket = self._buckets.get(key)
        if bucket is None:
            self._make_room()
            name = f"{route.method} {route.template}"
            allowance = ALLOWANCES.get(SHARED.get(name, name), DEFAULT)
            bucket = self._buckets[key] = Bucket(allowance)
        return bucket

    def _make_room(self) -> None:
        """Forget the buckets that nobody waits for: each interaction brings one of its own."""
        if len(self._buckets) >= BUCKETS_KEPT:
            now = self._world.clock.time()
            self._buckets = {key: bucket for key, bucket in self._buckets.items() if bucket.resets_at > now}


def limited(seconds: float, scope: str) -> Response:
    """429 from Discord itself: ``scope`` is "user", "global" or "shared"."""
    what = "The resource is" if scope == "shared" else "You are"
    body = {
        "message": f"{what} being rate limited.",
        "retry_after": _milliseconds(seconds),
        "global": scope == "global",
    }
    headers = {"Retry-After": str(math.ceil(seconds)), "X-RateLimit-Scope": scope, "Via": _VIA}
    if scope == "global":
        headers["X-RateLimit-Global"] = "true"
    return Response(429, body, headers)


def banned(seconds: float) -> Response:
    """429 from what stands before Discord: a page, not JSON, and nothing of any bucket."""
    page = (
        b"<!doctype html><title>Access denied</title><h1>Error 1015</h1><p>You are being rate limited.</p>\n"
    )
    return Response(429, page, {"Retry-After": str(math.ceil(seconds)), "Content-Type": "text/html"})


def _key(route: Route, values: dict[str, object]) -> Key:
    return (_name(route), *(values.get(name) for name in MAJOR))


def _name(route: Route) -> str:
    return SHARED.get(f"{route.method} {route.template}", route.bucket)


def bucket_headers(
    name: str, allowance: Allowance, remaining: int, now: float, wait: float
) -> dict[str, str]:
    """What is said of a bucket: how much it takes, what is left, and when it is full again."""
    return {
        "X-RateLimit-Limit": str(allowance.requests),
        "X-RateLimit-Remaining": str(remaining),
        "X-RateLimit-Reset": f"{_milliseconds(now + wait):.3f}",
        "X-RateLimit-Reset-After": f"{_milliseconds(wait):.3f}",
        "X-RateLimit-Bucket": name,
    }


def _milliseconds(seconds: float) -> float:
    """As exact as Discord says it, and never too early: whoever waits so long is let in."""
    return math.ceil(seconds * 1000) / 1000
