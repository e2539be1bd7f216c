"""The message log that staff read."""

from __future__ import annotations

from app.container.recording import Recording
from app.features.message_log import jobs
from app.features.message_log.posting import LogPosting
from app.features.message_log.service import MessageLogService
from app.injection import Injectable, JobList, providers


class MessageLog(Recording):
    message_log = Injectable(
        MessageLogService,
        sessions=Recording.sessions,
        policy=Recording.guild_settings,
        partitions=Recording.partitions,
        clock=Recording.clock,
        settings=Recording.settings.provided.privacy,
    )
    log_posting = providers.Singleton(
        LogPosting,
        sessions=Recording.sessions,
        policy=Recording.guild_settings,
        channels=Recording.channels,
        keyring=Recording.message_keys,
        jobs=Recording.queue,
        clock=Recording.clock,
        settings=Recording.settings.provided.privacy,
    )
    message_log_jobs = JobList(jobs.jobs, message_log, log_posting)
