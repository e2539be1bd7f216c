"""Taking down what Discord tells, and fetching what was missed."""

from __future__ import annotations

from collections.abc import Sequence

from app.container.foundation import Foundation
from app.container.guild_settings import GuildSettings
from app.injection import (
    ActionList,
    Background,
    BackgroundList,
    Injectable,
    JobList,
    SubscriberList,
    collect_observers,
    providers,
)
from app.recording import jobs
from app.recording.actions import ACTIONS
from app.recording.backfill.service import HistoryService
from app.recording.changes import CHANGES
from app.recording.codec import BatchCodec
from app.recording.consent.service import ActivityService, RecordingOptOuts
from app.recording.decoder import EventDecoder
from app.recording.metrics import RecordingMetrics
from app.recording.pipeline import Pipeline
from app.recording.ports import MessageObserver
from app.recording.retention.service import RecordingRetention
from app.recording.spill import Spill
from app.recording.writer import Writer
from app.settings.loader import ROOT
from app.settings.schema import Settings
from app.settings.sections.activity import ActivitySettings


def _codec(observers: Sequence[MessageObserver]) -> BatchCodec:
    changes = dict(CHANGES)
    for observer in observers:
        changes |= observer.changes
    return BatchCodec(changes)


def _open_spill(settings: ActivitySettings, codec: BatchCodec) -> Spill:
    return Spill(ROOT / settings.spill_directory, codec)


def _background(settings: Settings, consent: ActivityService) -> list[Background]:
    return [consent.keep_up] if settings.activity.enabled else []


class Recording(GuildSettings):
    recording_metrics = providers.Singleton(RecordingMetrics, GuildSettings.metrics.provided.registry)
    opt_outs = providers.Singleton(RecordingOptOuts)
    activity = Injectable(
        ActivityService,
        sessions=GuildSettings.sessions,
        policy=GuildSettings.guild_settings,
        opt_outs=opt_outs,
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
    batch_codec = providers.Singleton(_codec, observers)
    decoder = providers.Singleton(EventDecoder, opt_outs, observers)
    pipeline = Injectable(
        Pipeline,
        decoder=decoder,
        writer=writer,
        spill=providers.Singleton(_open_spill, GuildSettings.settings.provided.activity, batch_codec),
        settings=GuildSettings.settings.provided.activity,
        metrics=recording_metrics,
    )
    history = Injectable(
        HistoryService,
        sessions=GuildSettings.sessions,
        history=GuildSettings.past,
        writer=writer,
        opt_outs=opt_outs,
        audit=GuildSettings.audit_log,
        clock=GuildSettings.clock,
        activity=activity,
    )
    recording_retention = providers.Singleton(
        RecordingRetention,
        sessions=GuildSettings.sessions,
        partitions=GuildSettings.partitions,
        clock=GuildSettings.clock,
        settings=GuildSettings.settings.provided.activity,
    )
    recording_background = BackgroundList(_background, GuildSettings.settings, activity)
    recording_jobs = JobList(jobs.jobs, history, recording_retention)
    recording_subscribers = SubscriberList((jobs.MARK_DELETED,))
    recording_actions = ActionList(ACTIONS)
