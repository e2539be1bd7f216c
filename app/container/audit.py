"""Reading and announcing the audit log; writing it is part of the foundation."""

from __future__ import annotations

from app.container.guild_settings import GuildSettings
from app.features.audit import jobs
from app.features.audit.service import AuditService
from app.injection import Injectable, JobList


class Audit(GuildSettings):
    audit = Injectable(
        AuditService,
        sessions=GuildSettings.sessions,
        audit=GuildSettings.audit_log,
        policy=GuildSettings.guild_settings,
        channels=GuildSettings.channels,
    )
    audit_jobs = JobList(jobs.jobs, audit)
