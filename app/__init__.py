"""The bot: everything behind the commands in `plugins`."""
