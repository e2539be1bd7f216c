"""Error tracking with Sentry, if a DSN is set. Nothing a member wrote leaves the process."""

from __future__ import annotations

from typing import TYPE_CHECKING

import sentry_sdk
from loguru import logger
from sentry_sdk.integrations.loguru import LoguruIntegration

from app.core.invocation import current_invocation

if TYPE_CHECKING:
    from sentry_sdk.types import Event, Hint


def report_errors(dsn: str, environment: str) -> None:
    """Send every logged error: type, stack without local values, invocation. No requests, no breadcrumbs."""
    sentry_sdk.init(
        dsn=dsn,
        environment=environment,
        send_default_pii=False,
        include_local_variables=False,
        max_breadcrumbs=0,
        default_integrations=False,
        integrations=[LoguruIntegration(level=None, sentry_logs_level=None)],
        before_send=_name_invocation,
    )
    logger.debug("errors are reported to Sentry")


def _name_invocation(event: Event, _: Hint) -> Event:
    if (invocation := current_invocation.get()) is not None:
        event["tags"] = {"invocation": invocation.id, "command": invocation.name}
    for value in event.get("exception", {}).get("values", []):
        # An exception's text can quote a statement's parameters, which are members' words.
        value["value"] = ""
    return event
