"""Figures and charts of what happens in the server: ``/stats``, ``/messagecount``, ``/leaderboard``."""

import lightbulb

from plugins.stats import daily, members, places, ranking
from plugins.stats.group import group

loader = lightbulb.Loader()
loader.command(group)

ranked = ranking.loader
chosen = members.loader
counted = places.loader
reported = daily.loader

__all__ = ["chosen", "counted", "loader", "ranked", "reported"]
