"""What happens in a guild, as figures: who wrote how much where, who came and went. Never what was said."""
