"""What is written down about the recording."""

from __future__ import annotations

from app.core.i18n import t, tn
from app.infra.audit import AuditAction, Effect, Shown, Value

BACKFILL_ASKED = AuditAction(
    name="activity.backfill",
    effect=Effect.DOES,
    sentence=tn(
        "has what was written in one channel since {since} counted",
        "has what was written in {count} channels since {since} counted",
        0,
    ),
    brief=t("has older messages counted"),
    values={"since": Value(Shown.DAY), "channels": Value(Shown.NUMBER)},
    counted="channels",
)
ACTIONS = (BACKFILL_ASKED,)
