"""Jobs of the audit feature."""

from __future__ import annotations

from app.features.audit.service import AuditService
from app.infra.audit import announce_entry
from app.infra.jobs.kinds import Job, scheduled


def jobs(audit: AuditService) -> list[Job]:
    return [
        announce_entry.run_by(audit.announce),
        scheduled("audit.verify", audit.verify_all, "40 3 * * *", retried=False),
    ]
