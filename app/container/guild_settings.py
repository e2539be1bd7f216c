"""What staff set for their guild: every feature asks it, so it stands below them."""

from __future__ import annotations

from app.container.discord import Discord
from app.container.foundation import Foundation
from app.core.guild_options import ADMIN_ROLE, TIME_ZONE, GuildOptions
from app.features.guild_settings.actions import ACTIONS
from app.features.guild_settings.service import GuildSettingsService
from app.injection import ActionList, Injectable, OptionList, collect_options, collect_watchers, providers


class GuildSettings(Discord):
    guild_options = providers.Callable(collect_options, Foundation.__self__)
    watchers = providers.Callable(collect_watchers, Foundation.__self__)
    settings_options = OptionList((ADMIN_ROLE, TIME_ZONE))
    settings_actions = ActionList(ACTIONS)
    guild_settings = Injectable(
        GuildSettingsService,
        sessions=Discord.sessions,
        cache=Discord.cache,
        audit=Discord.audit_log,
        events=Discord.events,
        options=providers.Singleton(GuildOptions, guild_options, watchers),
        clock=Discord.clock,
        channels=Discord.channels.provider,
        guilds=Discord.guilds.provider,
    )
