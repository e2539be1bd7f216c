"""Rate-limit headers: as generous as they can be, but there, so that libraries keep their books."""

from __future__ import annotations

import time

from app.sandbox.rest.router import Route

LIMIT = 10_000
WINDOW_SECONDS = 1.0

# Discord sends none here, and hikari reports a limit on this route as a mistake.
_UNLIMITED = "/interactions/{interaction_id}/{interaction_token}/callback"


def headers(route: Route) -> dict[str, str]:
    """What the response to this route says of its limit."""
    if route.template == _UNLIMITED:
        return {}
    return {
        "X-RateLimit-Limit": str(LIMIT),
        "X-RateLimit-Remaining": str(LIMIT - 1),
        "X-RateLimit-Reset": f"{time.time() + WINDOW_SECONDS:.3f}",
        "X-RateLimit-Reset-After": f"{WINDOW_SECONDS:.3f}",
        "X-RateLimit-Bucket": route.bucket,
    }
