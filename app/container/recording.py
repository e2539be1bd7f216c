"""Taking down what Discord tells, and fetching what was missed."""

from __future__ import annotations

from app.container.guild_settings import GuildSettings
from app.features.message_log.observer import Keeper
from app.features.message_log.writing import LogWriter
from app.infra.crypto import Keyring
from app.injection import Injectable, JobList, providers
from app.recording import jobs
from app.recording.backfill.service import HistoryService
from app.recording.consent.service import ActivityService, Paused
from app.recording.decoder import Intake
from app.recording.pipeline import Pipeline
from app.recording.retention import RecordingUpkeep
from app.recording.spill import Spill
from app.recording.writer import Writer
from app.settings.loader import ROOT
from app.settings.schema import ActivitySettings, Settings


def _message_keys(settings: Settings) -> Keyring:
    """The keys for the text of messages; what is derived from the token decrypts also beside others."""
    token = settings.discord.token
    secrets = [*settings.privacy.message_keys, *([token] if token else [])]
    return Keyring([secret.get_secret_value() for secret in secrets] or [""], "message bodies")


def _open_spill(settings: ActivitySettings) -> Spill:
    return Spill(ROOT / settings.spill_directory)


class Recording(GuildSettings):
    paused = providers.Singleton(Paused)
    activity = Injectable(
        ActivityService,
        sessions=GuildSettings.sessions,
        policy=GuildSettings.guild_settings,
        paused=paused,
        logged=GuildSettings.logged,
        jobs=GuildSettings.queue,
    )
    message_keys = providers.Singleton(_message_keys, GuildSettings.settings)
    log_writer = providers.Singleton(
        LogWriter,
        activity=activity,
        logged=GuildSettings.logged,
        paused=paused,
        partitions=GuildSettings.partitions,
        jobs=GuildSettings.queue,
        clock=GuildSettings.clock,
        settings=GuildSettings.settings.provided.privacy,
    )
    writer = providers.Singleton(
        Writer,
        sessions=GuildSettings.sessions,
        partitions=GuildSettings.partitions,
        jobs=GuildSettings.queue,
        clock=GuildSettings.clock,
        settings=GuildSettings.settings.provided.activity,
        metrics=GuildSettings.metrics,
        log=log_writer,
    )
    keeper = providers.Singleton(
        Keeper,
        logged=GuildSettings.logged,
        keyring=message_keys,
        reads_words=GuildSettings.settings.provided.discord.message_content_intent,
    )
    pipeline = Injectable(
        Pipeline,
        intake=providers.Singleton(Intake, paused, keeper),
        writer=writer,
        spill=providers.Singleton(_open_spill, GuildSettings.settings.provided.activity),
        settings=GuildSettings.settings.provided.activity,
        metrics=GuildSettings.metrics,
    )
    history = Injectable(
        HistoryService,
        sessions=GuildSettings.sessions,
        history=GuildSettings.past,
        writer=writer,
        paused=paused,
        jobs=GuildSettings.queue,
        audit=GuildSettings.audit_log,
        clock=GuildSettings.clock,
        activity=activity,
    )
    recording_upkeep = providers.Singleton(
        RecordingUpkeep,
        sessions=GuildSettings.sessions,
        partitions=GuildSettings.partitions,
        clock=GuildSettings.clock,
        settings=GuildSettings.settings.provided.activity,
    )
    recording_jobs = JobList(jobs.jobs, history, recording_upkeep)
