"""Shows the audit log to a guild's staff and carries new entries to its log channel."""
