"""The bot: everything behind the commands in `plugins`."""

__version__ = "0.1.0"
