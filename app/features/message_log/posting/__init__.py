"""Shows what the log has to show."""
