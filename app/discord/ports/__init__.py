"""``app.core.ports`` on hikari, by subject."""
