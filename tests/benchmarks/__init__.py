"""How fast the bot is, as ratios against a bare hikari + lightbulb bot in the same run: ``make bench``."""
