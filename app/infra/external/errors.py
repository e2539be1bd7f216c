"""Why a request to another service gave nothing. Each says so in words for the person who asked.

ExternalError
├── AddressRefused       the address is not one that is opened: private, odd, or with a password in it
├── RobotsRefused        the site asks programs to stay away from that page
├── HostUnavailable      no answer, a broken one, or one that says "not now"
├── TooLarge             more than the caller wants to have
├── Unreadable           an answer, but not one that HTTP or its encoding allow
└── TooManyRedirects     sent on and on
"""

from __future__ import annotations

from app.core.errors import Forbidden, InvalidInput, Unavailable, UserError, duration
from app.core.i18n import Text, t


class ExternalError(UserError):
    """Base of them all. ``outcome`` is the label in the metrics."""

    outcome = "error"


class AddressRefused(ExternalError, InvalidInput):
    """The address must not be opened."""

    outcome = "refused"


class RobotsRefused(ExternalError, Forbidden):
    """The site's robots.txt excludes the page."""

    outcome = "robots"

    def __init__(self, host: str) -> None:
        super().__init__(t("{host} asks programs like me to leave that page alone.", host=host))


class HostUnavailable(ExternalError, Unavailable):
    """The host does not answer as it should.

    ``repeatable`` tells whether the same request may do better soon, ``is_fault`` whether the host is to blame.
    """

    def __init__(
        self,
        host: str,
        outcome: str,
        *,
        status: int | None = None,
        retry_after: float | None = None,
        repeatable: bool = False,
        is_fault: bool = True,
    ) -> None:
        super().__init__(_not_now(host, retry_after))
        self.outcome = outcome
        self.status = status
        self.retry_after = retry_after
        self.repeatable = repeatable
        self.is_fault = is_fault


class TooLarge(ExternalError, InvalidInput):
    """More bytes than the caller, or anybody, wants to have."""

    outcome = "too_large"

    def __init__(self, host: str) -> None:
        super().__init__(t("What {host} sends is too large for me.", host=host))


class Unreadable(ExternalError, Unavailable):
    """An answer that HTTP or its encoding do not allow."""

    outcome = "unreadable"

    def __init__(self, host: str) -> None:
        super().__init__(t("I cannot make sense of what {host} sends.", host=host))


class TooManyRedirects(ExternalError, InvalidInput):
    """Each address leads to yet another one."""

    outcome = "redirects"

    def __init__(self, host: str) -> None:
        super().__init__(t("{host} sends me on and on, and I stopped following.", host=host))


def _not_now(host: str, retry_after: float | None) -> Text:
    if retry_after:
        wait = duration(retry_after)
        return t("{host} asks me to wait. Please try again in {wait}.", host=host, wait=wait)
    return t("{host} does not answer properly at the moment. Please try again later.", host=host)
