"""Failures the program raises on purpose.

    AppError
    ├── UserError            its text is safe to show to the person who caused it
    │   ├── InvalidInput     what was given cannot be used
    │   ├── NotFound         the thing named does not exist, or not for this actor
    │   ├── Forbidden        the actor may not do this
    │   ├── Conflict         the request contradicts the present state
    │   ├── RateLimited      too often; carries the seconds to wait
    │   └── Unavailable      a part that this needs is out of order just now
    ├── ServedElsewhere      another process, or an earlier receipt, has the effect; nobody is told
    └── (a failure of set-up: SettingsError, PluginError; ends the start)

Everything else is a bug or an outage: the person gets a code, the operator the traceback.
"""

from __future__ import annotations

from app.core.i18n import Text, t, tn


class AppError(Exception):
    """Base of every deliberate failure.

    ``exit_code`` is what a process ends with: 2 where only a person can help, 75 (EX_TEMPFAIL of sysexits.h)
    where a service manager may simply try again.
    """

    exit_code = 2


class UserError(AppError):
    """The request cannot be done; ``text`` says why in plain words."""

    def __init__(self, text: Text) -> None:
        super().__init__(text)
        self.text = text


class InvalidInput(UserError):
    """What was given cannot be used."""


class NotFound(UserError):
    """The thing named does not exist, or not for this actor."""


class Forbidden(UserError):
    """The actor may not do this."""


class Conflict(UserError):
    """The request contradicts the present state."""


class RateLimited(UserError):
    """Too often; try again after ``retry_after`` seconds."""

    def __init__(self, retry_after: float) -> None:
        super().__init__(t("That was quick! You can do this again in {wait}.", wait=duration(retry_after)))
        self.retry_after = retry_after


class Unavailable(UserError):
    """A part that this needs is out of order just now."""


class ServedElsewhere(AppError):
    """The interaction has had its effect already, and whoever had it answers."""


def duration(seconds: float) -> Text:
    """A waiting time in the largest sensible unit, rounded up so that it is never promised too early."""
    whole = max(1, -int(-seconds // 1))
    if whole < 60:
        return tn("{count} second", "{count} seconds", whole)
    minutes = -(-whole // 60)
    if minutes < 60:
        return tn("{count} minute", "{count} minutes", minutes)
    return tn("{count} hour", "{count} hours", -(-minutes // 60))
