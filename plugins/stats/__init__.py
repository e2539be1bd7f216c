"""Figures and charts of what happens in the server: ``/stats``, ``/messagecount``, ``/leaderboard``."""

import lightbulb

from plugins.stats import count, daily, members, places, ranking, table
from plugins.stats.group import group

loader = lightbulb.Loader()
loader.command(group)

ranked = ranking.loader
chosen = members.loader
counted = count.loader
listed = table.loader
reported = daily.loader

__all__ = ["chosen", "counted", "listed", "loader", "places", "ranked", "reported"]
