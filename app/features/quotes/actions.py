"""What is written down about quotes."""

from __future__ import annotations

from app.core.i18n import t
from app.infra.audit import AuditAction

QUOTE_EDITED = AuditAction(name="quote.edit", sentence=t("changed quote {target}"))
QUOTE_DELETED = AuditAction(name="quote.delete", sentence=t("deleted quote {target}"))
ACTIONS = (QUOTE_EDITED, QUOTE_DELETED)
