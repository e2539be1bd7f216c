"""What staff set for their guild: every feature asks it, so it stands below them."""

from __future__ import annotations

from app.container.discord import Discord
from app.features.guild_settings.service import GuildSettingsService
from app.features.message_log.switch import LogSwitch
from app.injection import Injectable, providers
from app.recording.logged_guilds import Logged


class GuildSettings(Discord):
    logged = providers.Singleton(Logged)
    log_switch = providers.Singleton(LogSwitch, jobs=Discord.queue, logged=logged, clock=Discord.clock)
    guild_settings = Injectable(
        GuildSettingsService,
        sessions=Discord.sessions,
        cache=Discord.cache,
        audit=Discord.audit_log,
        jobs=Discord.queue,
        message_log=log_switch,
        channels=Discord.channels.provider,
    )
