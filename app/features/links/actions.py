"""What is written down about links."""

from __future__ import annotations

from app.core.i18n import t
from app.infra.audit import AuditAction

LINK_ADDED = AuditAction(name="link.add", sentence=t("kept the link {target}"))
LINK_EDITED = AuditAction(name="link.edit", sentence=t("changed the link {target}"))
LINK_DELETED = AuditAction(name="link.delete", sentence=t("deleted the link {target}"))
ACTIONS = (LINK_ADDED, LINK_EDITED, LINK_DELETED)
