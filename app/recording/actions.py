"""What is written down about the recording."""

from __future__ import annotations

from app.core.i18n import t
from app.infra.audit import AuditAction

BACKFILL_ASKED = AuditAction(
    name="activity.backfill", sentence=t("has what was written since {since} fetched, in {channels} channels")
)
ACTIONS = (BACKFILL_ASKED,)
