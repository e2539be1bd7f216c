"""Small helpers for everybody: ``/ping``, ``/roll``, ``/avatar``, ``/info``, ``/about``."""

from plugins.utility.basics import loader as basics
from plugins.utility.info import loader as info

__all__ = ["basics", "info"]
