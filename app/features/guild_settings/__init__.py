"""What a guild decides about the bot: its admin role, its log channel, what is switched off."""
