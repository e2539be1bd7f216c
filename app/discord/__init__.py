"""The bridge between hikari, lightbulb and the services. Knows no feature."""
