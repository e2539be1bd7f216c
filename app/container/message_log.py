"""The message log that staff read."""

from __future__ import annotations

from app.container.recording import Recording
from app.features.message_log import jobs
from app.features.message_log.posting import LogPosting
from app.features.message_log.service import MessageLogService
from app.injection import Injectable, JobList, OptionList, SubscriberList, providers
from app.recording.logged_guilds import MESSAGE_LOG


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
        clock=Recording.clock,
        settings=Recording.settings.provided.privacy,
    )
    message_log_jobs = JobList(jobs.jobs, message_log, log_posting)
    message_log_subscribers = SubscriberList((jobs.FOLLOW_CHOICE, jobs.FORGET_MEMBER))
    message_log_options = OptionList((MESSAGE_LOG,))
