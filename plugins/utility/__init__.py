"""Small helpers for everybody: ``/ping``, ``/roll``, ``/avatar``, ``/info``, ``/about``."""

import lightbulb

from plugins.utility import about, basics, dice, member, role, server
from plugins.utility.group import group

loader = lightbulb.Loader()
loader.command(group)

awake = basics.loader
introduced = about.loader
rolled = dice.loader
members = member.loader

__all__ = ["awake", "introduced", "loader", "members", "role", "rolled", "server"]
