"""The running parts of one process: commands, plugins, jobs, health."""

from __future__ import annotations

from app.container.foundation import Foundation
from app.container.recording import Recording
from app.discord.client import Client, ClientDependencies
from app.discord.components import Router
from app.discord.errors import ErrorHandler
from app.discord.gate import Gate
from app.discord.member_chunker import MemberChunker
from app.discord.monitor import Monitor
from app.discord.plugins import PluginManager
from app.discord.registry import Commands
from app.discord.sync import CommandSync
from app.infra.db.probe import DatabaseProbe
from app.infra.health import HttpServer
from app.infra.jobs.runner import JobRunner
from app.infra.leases import ShardLeases
from app.injection import Background, BackgroundList, Injectable, collect_jobs, providers
from app.settings.schema import Settings


def _background(settings: Settings, monitor: Monitor, member_chunker: MemberChunker) -> list[Background]:
    return [monitor.run, *([member_chunker.run] if settings.activity.enabled else [])]


class Process(Recording):
    gate = providers.Singleton(Gate, Recording.guild_settings)
    error_handler = providers.Singleton(ErrorHandler, Recording.metrics)
    router = Injectable(Router)
    client_dependencies = providers.Singleton(
        ClientDependencies,
        gate=gate,
        cooldowns=Recording.cooldowns,
        error_handler=error_handler,
        custom_ids=Recording.custom_ids,
        router=router,
        metrics=Recording.metrics,
    )
    client = providers.Singleton(
        Client,
        Recording.bot,
        client_dependencies,
        owner_guilds=Recording.settings.provided.discord.owner_guilds,
        command_guilds=Recording.settings.provided.discord.command_guilds,
    )
    plugins = Injectable(PluginManager, client)
    commands = Injectable(Commands, client)
    sync = Injectable(CommandSync, client)
    member_chunker = Injectable(MemberChunker, Recording.bot)
    monitor = Injectable(Monitor, Recording.bot, Recording.metrics, Recording.clock, Recording.about)
    process_background = BackgroundList(_background, Recording.settings, monitor, member_chunker)
    jobs = providers.Callable(collect_jobs, Foundation.__self__)
    runner = Injectable(
        JobRunner,
        jobs=jobs,
        sessions=Recording.sessions,
        database=Recording.settings.provided.database,
        settings=Recording.settings.provided.jobs,
        metrics=Recording.job_metrics,
        clock=Recording.clock,
    )
    leases = providers.Singleton(
        ShardLeases, Recording.sessions, Recording.metrics, application_id=Recording.own_id
    )
    probe = providers.Singleton(DatabaseProbe, Recording.settings.provided.database, Recording.lifespan)
    details = providers.Dict(jobs_given_up=runner.provided.given_up)
    http = providers.Singleton(
        HttpServer,
        Recording.settings.provided.http,
        Recording.metrics,
        providers.Dict(
            database=probe.provided.answers,
            gateway=monitor.provided.connected,
            activity=Recording.pipeline.provided.healthy,
            lease=leases.provided.held,
        ),
        details,
    )
    worker_http = providers.Singleton(
        HttpServer,
        Recording.settings.provided.http,
        Recording.metrics,
        providers.Dict(database=probe.provided.answers),
        details,
    )
