"""``/help``: what this member can run here, and why something is refused."""

from plugins.help.commands import loader

__all__ = ["loader"]
