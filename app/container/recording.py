"""Taking down what Discord tells, and fetching what was missed."""

from __future__ import annotations

from app.container.foundation import Foundation
from app.container.guild_settings import GuildSettings
from app.injection import ActionList, Injectable, JobList, SubscriberList, collect_observers, providers
from app.recording import jobs
from app.recording.actions import ACTIONS
from app.recording.backfill.service import HistoryService
from app.recording.consent.service import ActivityService, Paused
from app.recording.decoder import Intake
from app.recording.metrics import RecordingMetrics
from app.recording.pipeline import Pipeline
from app.recording.retention import RecordingUpkeep
from app.recording.spill import Spill
from app.recording.writer import Writer
from app.settings.loader import ROOT
from app.settings.sections.activity import ActivitySettings


def _open_spill(settings: ActivitySettings) -> Spill:
    return Spill(ROOT / settings.spill_directory)


class Recording(GuildSettings):
    recording_metrics = providers.Singleton(RecordingMetrics, GuildSettings.metrics.provided.registry)
    paused = providers.Singleton(Paused)
    activity = Injectable(
        ActivityService,
        sessions=GuildSettings.sessions,
        policy=GuildSettings.guild_settings,
        paused=paused,
        logged=GuildSettings.logged,
        events=GuildSettings.events,
    )
    observers = providers.Callable(collect_observers, Foundation.__self__)
    writer = providers.Singleton(
        Writer,
        sessions=GuildSettings.sessions,
        partitions=GuildSettings.partitions,
        events=GuildSettings.events,
        clock=GuildSettings.clock,
        settings=GuildSettings.settings.provided.activity,
        metrics=recording_metrics,
        observers=observers,
    )
    decoder = providers.Singleton(Intake, paused, observers)
    pipeline = Injectable(
        Pipeline,
        intake=decoder,
        writer=writer,
        spill=providers.Singleton(_open_spill, GuildSettings.settings.provided.activity),
        settings=GuildSettings.settings.provided.activity,
        metrics=recording_metrics,
    )
    history = Injectable(
        HistoryService,
        sessions=GuildSettings.sessions,
        history=GuildSettings.past,
        writer=writer,
        paused=paused,
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
    recording_subscribers = SubscriberList((jobs.MARK_DELETED,))
    recording_actions = ActionList(ACTIONS)
