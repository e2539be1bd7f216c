"""Where an answer sends on to. Each new address is looked at like the first."""

from __future__ import annotations

from yarl import URL

from app.core.i18n import t
from app.infra.external.addresses import Guard
from app.infra.external.errors import AddressRefused, Unreadable
from app.infra.external.exchange import Answer, Request

MOST = 5
STATUSES = {301, 302, 303, 307, 308}
FOLLOWED_METHODS = {"GET", "HEAD"}
"""Whoever sends something has to know where it goes: other methods get the redirect as their answer."""

FOR_ANYBODY = {"accept", "accept-language"}
"""Headers that another host may see as well; any other might be a key."""

DOWNGRADE = t("That address leads from a secured connection to an open one, which I do not follow.")


def onward(request: Request, answer: Answer, guard: Guard, *, allow_downgrade: bool) -> Request | None:
    """The request that follows, or None where ``answer`` is the end."""
    location = answer.headers.get("Location")
    if answer.status not in STATUSES or not location or request.method not in FOLLOWED_METHODS:
        return None
    url = guard.admit(_joined(request, location))
    if request.url.scheme == "https" and url.scheme == "http" and not allow_downgrade:
        raise AddressRefused(DOWNGRADE)
    return Request(method=request.method, url=url, headers=_headers_for(request, url))


def _joined(request: Request, location: str) -> str:
    try:
        return str(request.url.join(URL(location)))
    except ValueError:
        raise Unreadable(request.host) from None


def _headers_for(request: Request, url: URL) -> dict[str, str]:
    same = request.url.origin() == url.origin()
    return {name: value for name, value in request.headers.items() if same or name.lower() in FOR_ANYBODY}
