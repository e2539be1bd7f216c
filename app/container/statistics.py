"""Figures of what was recorded."""

from __future__ import annotations

from app.container.recording import Recording
from app.features.statistics import jobs
from app.features.statistics.actions import ACTIONS
from app.features.statistics.digest.service import DigestService
from app.features.statistics.rollups.service import RollupRefresher
from app.features.statistics.service import StatisticsService
from app.injection import ActionList, Injectable, JobList, SubscriberList


class Statistics(Recording):
    rollups = Injectable(
        RollupRefresher,
        sessions=Recording.sessions,
        policy=Recording.guild_settings,
        cache=Recording.cache,
    )
    statistics = Injectable(
        StatisticsService,
        sessions=Recording.sessions,
        policy=Recording.guild_settings,
        visibility=Recording.visibility,
        guilds=Recording.guilds,
        painter=Recording.charts,
        cache=Recording.cache,
        clock=Recording.clock,
    )
    digests = Injectable(
        DigestService,
        sessions=Recording.sessions,
        policy=Recording.guild_settings,
        visibility=Recording.visibility,
        channels=Recording.channels,
        messages=Recording.messages,
        rollups=rollups,
        audit=Recording.audit_log,
        clock=Recording.clock,
    )
    statistics_jobs = JobList(jobs.jobs, rollups, digests)
    statistics_subscribers = SubscriberList((jobs.RECOUNT,))
    statistics_actions = ActionList(ACTIONS)
