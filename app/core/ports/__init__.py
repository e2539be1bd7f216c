"""What features need from Discord, as they see it, by subject. ``app.discord.ports`` has the same modules."""
