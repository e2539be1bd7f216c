"""Reading and announcing the audit log; writing it is part of the foundation."""

from __future__ import annotations

from app.container.foundation import Foundation
from app.container.guild_settings import GuildSettings
from app.features.audit import jobs
from app.features.audit.cards import Lines
from app.features.audit.options import LOG_CHANNEL
from app.features.audit.service import AuditService
from app.injection import Injectable, JobList, OptionList, collect_actions, providers


class Audit(GuildSettings):
    lines = providers.Singleton(
        Lines,
        actions=providers.Callable(collect_actions, Foundation.__self__),
        options=GuildSettings.guild_options,
    )
    audit = Injectable(
        AuditService,
        sessions=GuildSettings.sessions,
        audit=GuildSettings.audit_log,
        policy=GuildSettings.guild_settings,
        messages=GuildSettings.messages,
        lines=lines,
    )
    audit_options = OptionList((LOG_CHANNEL,))
    audit_jobs = JobList(jobs.jobs, audit)
