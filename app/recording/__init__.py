"""What Discord tells of a guild, taken down: who wrote how much where, who came and went. Never what was said."""
