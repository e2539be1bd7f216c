"""What the modules of this plugin share: the group and the options."""

from __future__ import annotations

import hikari
import lightbulb

from app.discord.command_info import GUILD, Cooldown
from app.features.statistics.service import MOST_DAYS

TEXT_KINDS = [
    hikari.ChannelType.GUILD_TEXT,
    hikari.ChannelType.GUILD_NEWS,
    hikari.ChannelType.GUILD_FORUM,
    hikari.ChannelType.GUILD_VOICE,
    hikari.ChannelType.GUILD_STAGE,
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


def days_option(default: int = 30) -> int:
    """The option for how far to look back."""
    return lightbulb.integer("days", DAYS_TEXT, default=default, min_value=1, max_value=MOST_DAYS)
