"""What everything stands on: settings, technology, and nothing of Discord's."""

from __future__ import annotations

import base64
import os
from contextlib import AsyncExitStack
from typing import TypeAlias

from app import __version__
from app.core.about import About
from app.core.clock import Clock
from app.infra import maintenance
from app.infra.audit import AuditLog
from app.infra.cache import open_cache
from app.infra.charts import Charts
from app.infra.component_states import ComponentStates
from app.infra.crypto import KEY_BYTES, derived
from app.infra.db.engine import Sessions, open_engine
from app.infra.db.partitions import Partitions
from app.infra.events import Events
from app.infra.external.client import open_external
from app.infra.external.metrics import ExternalMetrics
from app.infra.jobs.metrics import JobMetrics
from app.infra.limits import Cooldowns
from app.infra.metrics import Metrics
from app.injection import Injectable, JobList, collect_subscribers, containers, providers
from app.settings.schema import Settings
from app.settings.sections.discord import DiscordSettings

Lifespan: TypeAlias = AsyncExitStack[bool | None]


def _secret(settings: Settings) -> bytes:
    """What all processes of this bot know and nobody else. No key by itself: one is derived for each purpose."""
    secret = settings.panels.signing_key or settings.discord.token
    return secret.get_secret_value().encode() if secret else os.urandom(KEY_BYTES)


def _own_id(settings: DiscordSettings) -> int:
    """The bot's id, which a token begins with."""
    if settings.token is None:
        return 0
    first = settings.token.get_secret_value().partition(".")[0]
    return int(base64.b64decode(first + "=" * (-len(first) % 4)))


class Foundation(containers.DeclarativeContainer):
    __self__ = providers.Self()
    settings = providers.Dependency(instance_of=Settings)
    lifespan: providers.Singleton[Lifespan] = providers.Singleton(AsyncExitStack)
    secret = providers.Singleton(_secret, settings)
    clock = Injectable(Clock)
    about = Injectable(
        About,
        version=__version__,
        source_url=settings.provided.about.source_url,
        privacy_url=settings.provided.about.privacy_url,
        support_url=settings.provided.about.support_url,
    )
    metrics = Injectable(Metrics)
    job_metrics = providers.Singleton(JobMetrics, metrics.provided.registry)
    engine = providers.Singleton(open_engine, settings.provided.database, metrics, lifespan)
    sessions = providers.Singleton(Sessions, engine)
    partitions = providers.Singleton(Partitions, sessions)
    cache = providers.Singleton(
        open_cache,
        settings.provided.cache,
        key=providers.Callable(derived, secret, "cache"),
        metrics=metrics,
        lifespan=lifespan,
    )
    external_metrics = providers.Singleton(
        ExternalMetrics, metrics.provided.registry, settings.provided.external.named_hosts
    )
    external = providers.Singleton(
        open_external,
        settings.provided.external,
        about=about,
        metrics=external_metrics,
        clock=clock,
        lifespan=lifespan,
    )
    events = providers.Singleton(Events, providers.Callable(collect_subscribers, __self__).provider)
    charts = providers.Singleton(Charts, lifespan, cache)
    own_id = providers.Callable(_own_id, settings.provided.discord)
    audit_log = providers.Singleton(AuditLog, own_id=own_id)
    cooldowns = providers.Singleton(Cooldowns, cache)
    component_states = Injectable(
        ComponentStates, sessions=sessions, clock=clock, settings=settings.provided.panels
    )
    maintenance_jobs = JobList(maintenance.jobs, component_states, sessions)
