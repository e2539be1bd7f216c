"""The database of Cognita, the bot before this one."""
