"""The composition root: the only module that says which class stands behind which name."""

from __future__ import annotations

import base64
import os
from contextlib import AsyncExitStack
from functools import partial
from itertools import chain
from typing import TypeAlias

import hikari

from app import __version__
from app.core.about import About
from app.core.clock import Clock
from app.discord.census import Census
from app.discord.client import Client, Doors
from app.discord.components import CustomIds
from app.discord.errors import Failures
from app.discord.gate import Gate
from app.discord.monitor import Monitor
from app.discord.plugins import PluginManager
from app.discord.ports import DiscordChannels, DiscordHistory, DiscordVisibility, owner_ids
from app.discord.registry import Commands
from app.discord.sync import CommandSync
from app.features.activity import jobs as activity_jobs
from app.features.activity.history.service import HistoryService
from app.features.activity.message_log import jobs as message_log_jobs
from app.features.activity.message_log.keeper import Keeper
from app.features.activity.message_log.logged import Logged
from app.features.activity.message_log.posting import LogPosting
from app.features.activity.message_log.service import MessageLogService
from app.features.activity.message_log.switch import LogSwitch
from app.features.activity.message_log.writing import LogWriter
from app.features.activity.recording.payloads import Intake
from app.features.activity.recording.pipeline import Pipeline
from app.features.activity.recording.spill import Spill
from app.features.activity.recording.upkeep import RecordingUpkeep
from app.features.activity.recording.writer import Writer
from app.features.activity.service import ActivityService, Paused
from app.features.activity.statistics.counting import Counting
from app.features.activity.statistics.digest import DigestService
from app.features.activity.statistics.service import StatisticsService
from app.features.audit import jobs as audit_jobs
from app.features.audit.service import AuditService
from app.features.cooldowns.service import CooldownService
from app.features.dice.service import DiceService
from app.features.guild_settings.service import GuildSettingsService
from app.features.links.service import LinkService
from app.features.operators.service import OperatorService
from app.features.quotes.service import QuoteService
from app.infra import upkeep
from app.infra.audit import AuditLog
from app.infra.cache import open_cache
from app.infra.charts import Charts
from app.infra.crypto import KEY_BYTES, Keyring, derived
from app.infra.db.engine import Sessions, open_engine, ping
from app.infra.db.partitions import Partitions
from app.infra.http import HttpServer
from app.infra.jobs import Job, JobQueue, JobRunner
from app.infra.limits import Cooldowns
from app.infra.metrics import Metrics
from app.infra.panels import Panels
from app.injection import Injectable, containers, providers
from app.settings.loader import ROOT
from app.settings.schema import ActivitySettings, DiscordSettings, Settings

Lifespan: TypeAlias = AsyncExitStack[bool | None]

RECORDED = (
    hikari.Intents.GUILD_MESSAGES
    | hikari.Intents.GUILD_MESSAGE_REACTIONS
    | hikari.Intents.GUILD_VOICE_STATES
    | hikari.Intents.GUILD_EMOJIS
)
CACHED = (
    hikari.api.CacheComponents.GUILDS
    | hikari.api.CacheComponents.GUILD_CHANNELS
    | hikari.api.CacheComponents.GUILD_THREADS
    | hikari.api.CacheComponents.ROLES
    | hikari.api.CacheComponents.EMOJIS
    | hikari.api.CacheComponents.ME
)
READY_SECONDS = 1.0


def _secret(settings: Settings) -> bytes:
    """What all processes of this bot know and nobody else. No key by itself: one is derived for each purpose."""
    secret = settings.panels.signing_key or settings.discord.token
    return secret.get_secret_value().encode() if secret else os.urandom(KEY_BYTES)


def _message_keys(settings: Settings) -> Keyring:
    """The keys for the text of messages; what is derived from the token decrypts also beside others."""
    token = settings.discord.token
    secrets = [*settings.privacy.message_keys, *([token] if token else [])]
    return Keyring([secret.get_secret_value() for secret in secrets] or [""], "message bodies")


def _own_id(settings: DiscordSettings) -> int:
    """The bot's id, which a token begins with."""
    if settings.token is None:
        return 0
    first = settings.token.get_secret_value().partition(".")[0]
    return int(base64.b64decode(first + "=" * (-len(first) % 4)))


def _intents(settings: DiscordSettings, activity: ActivitySettings) -> hikari.Intents:
    """The events that the bot asks for: no more than what is switched on needs."""
    intents = hikari.Intents.GUILDS
    if activity.enabled:
        intents |= RECORDED
        intents |= hikari.Intents.GUILD_MEMBERS if settings.members_intent else hikari.Intents.NONE
        intents |= hikari.Intents.MESSAGE_CONTENT if settings.message_content_intent else hikari.Intents.NONE
    return intents


def _make_bot(settings: DiscordSettings, intents: hikari.Intents) -> hikari.GatewayBot:
    if settings.token is None:
        raise ValueError("discord.token is not set")
    return hikari.GatewayBot(
        settings.token.get_secret_value(),
        rest_url=settings.rest_url,
        intents=intents,
        cache_settings=hikari.impl.CacheSettings(components=CACHED),
        auto_chunk_members=False,
        banner=None,
        logs=None,
        suppress_optimization_warning=True,
    )


def _open_spill(settings: ActivitySettings) -> Spill:
    return Spill(ROOT / settings.spill_directory)


def _collect(*lists: list[Job]) -> list[Job]:
    return list(chain.from_iterable(lists))


class Container(containers.DeclarativeContainer):
    """Everything one process shares. Nothing is created until first asked for."""

    settings = providers.Dependency(instance_of=Settings)
    lifespan: providers.Singleton[Lifespan] = providers.Singleton(AsyncExitStack)
    secret = providers.Singleton(_secret, settings)

    # Technology
    clock = Injectable(Clock)
    about = Injectable(
        About,
        version=__version__,
        source_url=settings.provided.about.source_url,
        privacy_url=settings.provided.about.privacy_url,
        support_url=settings.provided.about.support_url,
    )
    metrics = Injectable(Metrics)
    engine = providers.Singleton(open_engine, settings.provided.database, metrics, lifespan)
    sessions = providers.Singleton(Sessions, engine)
    cache = providers.Singleton(
        open_cache,
        settings.provided.cache,
        key=providers.Callable(derived, secret, "cache"),
        metrics=metrics,
        lifespan=lifespan,
    )
    queue = providers.Singleton(JobQueue)
    charts = providers.Singleton(Charts, lifespan, cache)
    audit_log = providers.Singleton(
        AuditLog, jobs=queue, own_id=providers.Callable(_own_id, settings.provided.discord)
    )
    cooldowns = providers.Singleton(Cooldowns, cache)
    panels = Injectable(Panels, sessions=sessions, clock=clock, settings=settings.provided.panels)

    # Discord
    intents = providers.Callable(_intents, settings.provided.discord, settings.provided.activity)
    bot = providers.Singleton(_make_bot, settings.provided.discord, intents)
    channels = providers.Singleton(DiscordChannels, bot)
    visibility = providers.Singleton(DiscordVisibility, bot)
    past = providers.Singleton(DiscordHistory, bot)
    custom_ids = providers.Singleton(CustomIds, providers.Callable(derived, secret, "panels"))
    owner_ids = providers.Callable(partial, owner_ids, bot)

    # Features
    logged = providers.Singleton(Logged)
    log_switch = providers.Singleton(LogSwitch, jobs=queue, logged=logged, clock=clock)
    guild_settings = Injectable(
        GuildSettingsService,
        sessions=sessions,
        cache=cache,
        audit=audit_log,
        jobs=queue,
        message_log=log_switch,
        channels=channels.provider,
    )
    audit = Injectable(
        AuditService, sessions=sessions, audit=audit_log, policy=guild_settings, channels=channels
    )
    cooldown = Injectable(CooldownService, sessions=sessions, cooldowns=cooldowns, audit=audit_log)
    operators = Injectable(OperatorService, sessions=sessions, audit=audit_log, owner_ids=owner_ids)
    dice = Injectable(DiceService)
    partitions = providers.Singleton(Partitions, sessions)
    paused = providers.Singleton(Paused)
    activity = Injectable(
        ActivityService, sessions=sessions, policy=guild_settings, paused=paused, logged=logged, jobs=queue
    )
    message_keys = providers.Singleton(_message_keys, settings)
    message_log = Injectable(
        MessageLogService,
        sessions=sessions,
        policy=guild_settings,
        partitions=partitions,
        clock=clock,
        settings=settings.provided.privacy,
    )
    log_posting = providers.Singleton(
        LogPosting,
        sessions=sessions,
        policy=guild_settings,
        channels=channels,
        keyring=message_keys,
        jobs=queue,
        clock=clock,
        settings=settings.provided.privacy,
    )
    log_writer = providers.Singleton(
        LogWriter,
        activity=activity,
        logged=logged,
        paused=paused,
        partitions=partitions,
        jobs=queue,
        clock=clock,
        settings=settings.provided.privacy,
    )
    writer = providers.Singleton(
        Writer,
        sessions=sessions,
        partitions=partitions,
        jobs=queue,
        clock=clock,
        settings=settings.provided.activity,
        metrics=metrics,
        log=log_writer,
    )
    keeper = providers.Singleton(
        Keeper,
        logged=logged,
        keyring=message_keys,
        reads_words=settings.provided.discord.message_content_intent,
    )
    pipeline = Injectable(
        Pipeline,
        intake=providers.Singleton(Intake, paused, keeper),
        writer=writer,
        spill=providers.Singleton(_open_spill, settings.provided.activity),
        settings=settings.provided.activity,
        metrics=metrics,
    )
    quotes = Injectable(QuoteService, sessions=sessions, cache=cache, audit=audit_log, clock=clock)
    links = Injectable(LinkService, sessions=sessions, cache=cache, audit=audit_log, clock=clock)
    counting = Injectable(Counting, sessions=sessions, policy=guild_settings, cache=cache)
    statistics = Injectable(
        StatisticsService,
        sessions=sessions,
        policy=guild_settings,
        visibility=visibility,
        painter=charts,
        cache=cache,
        clock=clock,
    )
    digests = Injectable(
        DigestService,
        sessions=sessions,
        policy=guild_settings,
        visibility=visibility,
        channels=channels,
        counting=counting,
        jobs=queue,
        audit=audit_log,
        clock=clock,
    )
    history = Injectable(
        HistoryService,
        sessions=sessions,
        history=past,
        writer=writer,
        paused=paused,
        jobs=queue,
        audit=audit_log,
        clock=clock,
        activity=activity,
    )
    recording_upkeep = providers.Singleton(
        RecordingUpkeep,
        sessions=sessions,
        partitions=partitions,
        clock=clock,
        settings=settings.provided.activity,
    )
    # new-plugin: providers above this line

    # The running parts
    jobs = providers.Singleton(
        _collect,
        providers.Callable(upkeep.jobs, panels, sessions),
        providers.Callable(audit_jobs.jobs, audit),
        providers.Callable(activity_jobs.jobs, counting, history, recording_upkeep, digests),
        providers.Callable(message_log_jobs.jobs, message_log, log_posting),
        # new-plugin: jobs above this line
    )
    gate = Injectable(Gate, guild_settings)
    failures = providers.Singleton(Failures, metrics)
    doors = providers.Singleton(
        Doors, gate=gate, cooldowns=cooldowns, failures=failures, custom_ids=custom_ids, metrics=metrics
    )
    client = providers.Singleton(
        Client,
        bot,
        doors,
        owner_guilds=settings.provided.discord.owner_guilds,
        command_guilds=settings.provided.discord.command_guilds,
    )
    plugins = Injectable(PluginManager, client)
    commands = Injectable(Commands, client)
    sync = Injectable(CommandSync, client)
    census = Injectable(Census, bot)
    monitor = Injectable(Monitor, bot, metrics, clock, about)
    runner = Injectable(
        JobRunner,
        jobs=jobs,
        queue=queue,
        sessions=sessions,
        database=settings.provided.database,
        settings=settings.provided.jobs,
        metrics=metrics,
    )
    database_check = providers.Callable(partial, ping, engine, READY_SECONDS)
    http = providers.Singleton(
        HttpServer,
        settings.provided.http,
        metrics,
        providers.Dict(
            database=database_check,
            gateway=monitor.provided.connected,
            activity=pipeline.provided.healthy,
        ),
    )
    worker_http = providers.Singleton(
        HttpServer, settings.provided.http, metrics, providers.Dict(database=database_check)
    )
