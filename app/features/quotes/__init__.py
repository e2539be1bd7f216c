"""Things members said that are worth keeping."""
