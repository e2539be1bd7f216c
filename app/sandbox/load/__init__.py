"""Load: many guilds, and as many messages and commands as one asks for, with figures of how they were met."""

from app.sandbox.load.crowd import Crowd
from app.sandbox.load.figures import Figures
from app.sandbox.load.load import Load
from app.sandbox.load.loads import Loads
from app.sandbox.load.plan import BadPlan, Plan

__all__ = ["BadPlan", "Crowd", "Figures", "Load", "Loads", "Plan"]
