"""Records what happens in the guilds, and fetches what happened before: ``/activity``."""

from plugins.activity.fetch import loader as fetch
from plugins.activity.record import loader as record

__all__ = ["fetch", "record"]
