"""Jobs of the audit feature."""

from __future__ import annotations

from app.features.audit.service import AuditService
from app.infra.audit import ANNOUNCE
from app.infra.jobs import Job


def jobs(audit: AuditService) -> list[Job]:
    return [
        Job(name=ANNOUNCE, run=audit.announce),
        Job(name="audit.verify", run=audit.verify_all, cron="40 3 * * *", attempts=1),
    ]
