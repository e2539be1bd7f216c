"""What the modules of this plugin share: the group and the options."""

from __future__ import annotations

import hikari
import lightbulb

from app.core.actor import Actor
from app.core.errors import InvalidInput
from app.core.i18n import t
from app.discord.command_info import GUILD, Cooldown
from app.features.statistics.service import MOST_DAYS

TEXT_KINDS = [
    hikari.ChannelType.GUILD_TEXT,
    hikari.ChannelType.GUILD_NEWS,
    hikari.ChannelType.GUILD_FORUM,
    hikari.ChannelType.GUILD_VOICE,
    hikari.ChannelType.GUILD_STAGE,
    hikari.ChannelType.GUILD_MEDIA,
]
THREADS = [
    hikari.ChannelType.GUILD_PUBLIC_THREAD,
    hikari.ChannelType.GUILD_PRIVATE_THREAD,
    hikari.ChannelType.GUILD_NEWS_THREAD,
]
LOOKS = [lightbulb.Choice("Dark", "dark"), lightbulb.Choice("Light", "light")]
LOOK_TEXT = "Colours of the picture."
PUBLIC_TEXT = "Show it to everybody; then only with channels that everybody sees."
COOLDOWN = Cooldown(6, 60)
DAYS_TEXT = "How many days back."

group = lightbulb.Group("stats", "Figures of what happens here.", contexts=GUILD)


def days_option() -> int:
    """The option for how far to look back, the same wherever it is asked."""
    return lightbulb.integer("days", DAYS_TEXT, default=30, min_value=1, max_value=MOST_DAYS)


def place_here(actor: Actor) -> int:
    """The channel or thread that is asked in."""
    if actor.channel_id is None:
        raise InvalidInput(t("I do not know where you are. Please say which channel you mean."))
    return actor.channel_id


def channel_here(actor: Actor) -> int:
    """The channel that is asked in, or that of the thread that is asked in."""
    return actor.parent_channel_id or place_here(actor)


def thread_here(actor: Actor) -> int:
    """The thread that is asked in."""
    if actor.parent_channel_id is None:
        raise InvalidInput(t("This is no thread. Please say which one you mean."))
    return place_here(actor)
