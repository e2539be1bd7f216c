"""The connection to Discord, and what features ask of it."""

from __future__ import annotations

from functools import partial

import hikari

from app.container.foundation import Foundation
from app.discord.components import CustomIds
from app.discord.gateway import Bot
from app.discord.ports.application import owner_ids
from app.discord.ports.channels import DiscordChannels, DiscordVisibility
from app.discord.ports.guilds import DiscordGuilds
from app.discord.ports.history import DiscordHistory
from app.discord.ports.members import DiscordMembers
from app.discord.ports.messages import DiscordMessages
from app.discord.unreadable import Unreadable
from app.infra.crypto import derived
from app.injection import Injectable, providers
from app.settings.sections.activity import ActivitySettings
from app.settings.sections.discord import DiscordSettings

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


def _intents(settings: DiscordSettings, activity: ActivitySettings) -> hikari.Intents:
    """The events that the bot asks for: no more than what is switched on needs."""
    intents = hikari.Intents.GUILDS
    if activity.enabled:
        intents |= RECORDED
        intents |= hikari.Intents.GUILD_MEMBERS if settings.members_intent else hikari.Intents.NONE
        intents |= hikari.Intents.MESSAGE_CONTENT if settings.message_content_intent else hikari.Intents.NONE
    return intents


def _make_bot(settings: DiscordSettings, intents: hikari.Intents, unreadable: Unreadable) -> Bot:
    if settings.token is None:
        raise ValueError("discord.token is not set")
    return Bot(
        settings.token.get_secret_value(),
        unreadable,
        rest_url=settings.rest_url,
        intents=intents,
        cache_settings=hikari.impl.CacheSettings(components=CACHED),
        banner=None,
        logs=None,
        suppress_optimization_warning=True,
    )


class Discord(Foundation):
    intents = providers.Callable(
        _intents, Foundation.settings.provided.discord, Foundation.settings.provided.activity
    )
    unreadable = providers.Singleton(Unreadable, Foundation.metrics)
    bot = providers.Singleton(_make_bot, Foundation.settings.provided.discord, intents, unreadable)
    guilds = Injectable(DiscordGuilds, bot, Foundation.metrics)
    custom_ids = providers.Singleton(CustomIds, providers.Callable(derived, Foundation.secret, "panels"))
    messages = providers.Singleton(DiscordMessages, bot, guilds, custom_ids)
    channels = providers.Singleton(DiscordChannels, bot, guilds)
    members = providers.Singleton(DiscordMembers, bot, Foundation.own_id, Foundation.clock)
    visibility = providers.Singleton(DiscordVisibility, bot)
    past = providers.Singleton(DiscordHistory, bot)
    owner_ids = providers.Callable(partial, owner_ids, bot)
