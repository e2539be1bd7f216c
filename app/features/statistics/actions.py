"""What is written down about figures."""

from __future__ import annotations

from app.core.i18n import t
from app.infra.audit import AuditAction, Shown

DIGEST_CHOSEN = AuditAction(
    name="activity.digest",
    sentence=t("has the daily report posted in {channel} at {at}"),
    details={"channel": Shown.CHANNEL},
)
DIGEST_ENDED = AuditAction(name="activity.digest_end", sentence=t("ended the daily report"))
ACTIONS = (DIGEST_CHOSEN, DIGEST_ENDED)
