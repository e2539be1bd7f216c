"""Load: many guilds, and as many messages and commands as one asks for, with figures of how they were met."""

from discord_sandbox.load.figures import Figures
from discord_sandbox.load.load import Load
from discord_sandbox.load.loads import Loads
from discord_sandbox.load.member_pool import MemberPool
from discord_sandbox.load.plan import BadPlan, Plan

__all__ = ["BadPlan", "Figures", "Load", "Loads", "MemberPool", "Plan"]
