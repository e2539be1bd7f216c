"""Why somebody could not do something, or got no answer."""

from __future__ import annotations


class ActionUnavailable(Exception):
    """A real client would not offer or allow this; the message says why."""


class ResponseTimeout(Exception):
    """The application did not respond in time."""


class Blocked(ActionUnavailable):
    """The automatic moderation did not let it through."""
