"""The message log that staff read."""

from __future__ import annotations

from app.container.recording import Recording
from app.features.message_log import jobs
from app.features.message_log.observer import MessageLogObserver
from app.features.message_log.options import MESSAGE_LOG
from app.features.message_log.policy import LogChoices, LoggedGuilds
from app.features.message_log.posting.service import LogPosting
from app.features.message_log.service import MessageLogService
from app.infra.crypto import Keyring
from app.injection import (
    Background,
    BackgroundList,
    Injectable,
    JobList,
    Observing,
    OptionList,
    SubscriberList,
    Watching,
    providers,
)
from app.settings.schema import Settings


def _message_keys(settings: Settings) -> Keyring:
    """The keys for the text of messages; what is derived from the token decrypts also beside others."""
    token = settings.discord.token
    secrets = [*settings.privacy.message_keys, *([token] if token else [])]
    return Keyring([secret.get_secret_value() for secret in secrets] or [""], "message bodies")


def _keys_for_words(settings: Settings, keyring: Keyring) -> Keyring | None:
    return keyring if settings.discord.message_content_intent else None


def _background(settings: Settings, choices: LogChoices) -> list[Background]:
    return [choices.keep_up] if settings.activity.enabled else []


class MessageLog(Recording):
    message_keys = providers.Singleton(_message_keys, Recording.settings)
    logged_guilds = Watching(LoggedGuilds)
    log_choices = providers.Singleton(LogChoices, Recording.guild_settings, logged_guilds)
    message_log_observer = Observing(
        MessageLogObserver,
        consent=Recording.activity,
        choices=log_choices,
        opt_outs=Recording.opt_outs,
        partitions=Recording.partitions,
        keyring=providers.Callable(_keys_for_words, Recording.settings, message_keys),
        clock=Recording.clock,
        settings=Recording.settings.provided.privacy,
        metrics=Recording.recording_metrics,
    )
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
        messages=Recording.messages,
        keyring=message_keys,
        clock=Recording.clock,
        settings=Recording.settings.provided.privacy,
    )
    message_log_background = BackgroundList(_background, Recording.settings, log_choices)
    message_log_jobs = JobList(jobs.jobs, message_log, log_posting)
    message_log_subscribers = SubscriberList((jobs.FOLLOW_CHOICE, jobs.FORGET_MEMBER))
    message_log_options = OptionList((MESSAGE_LOG,))
