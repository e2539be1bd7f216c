"""What is written down about figures."""

from __future__ import annotations

from app.core.i18n import t
from app.infra.audit import AuditAction, Effect, Shown, Value

REPORT = {"channel": Value(Shown.CHANNEL, t("in")), "at": Value(Shown.TIME, t("at"))}
DIGEST_CHOSEN = AuditAction(
    name="activity.digest",
    effect=Effect.ADDS,
    sentence=t("has a daily report posted in {channel} at {at}"),
    brief=t("has a daily report posted"),
    values=REPORT,
)
DIGEST_CHANGED = AuditAction(
    name="activity.digest_change",
    effect=Effect.CHANGES,
    sentence=t("changed the daily report"),
    brief=t("changed the daily report"),
    values=REPORT,
)
DIGEST_ENDED = AuditAction(
    name="activity.digest_end",
    effect=Effect.REMOVES,
    sentence=t("ended the daily report, which was posted in {channel} at {at}"),
    brief=t("ended the daily report"),
    values=REPORT,
)
ACTIONS = (DIGEST_CHOSEN, DIGEST_CHANGED, DIGEST_ENDED)
