"""The connection to Discord, and what features ask of it."""

from __future__ import annotations

from functools import partial

import hikari

from app.container.foundation import Foundation
from app.discord.components import CustomIds
from app.discord.ports import DiscordChannels, DiscordHistory, DiscordVisibility, owner_ids
from app.injection import providers
from app.settings.schema import ActivitySettings, DiscordSettings

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


class Discord(Foundation):
    intents = providers.Callable(
        _intents, Foundation.settings.provided.discord, Foundation.settings.provided.activity
    )
    bot = providers.Singleton(_make_bot, Foundation.settings.provided.discord, intents)
    channels = providers.Singleton(DiscordChannels, bot)
    visibility = providers.Singleton(DiscordVisibility, bot)
    past = providers.Singleton(DiscordHistory, bot)
    custom_ids = providers.Singleton(CustomIds, Foundation.signing_key)
    owner_ids = providers.Callable(partial, owner_ids, bot)
