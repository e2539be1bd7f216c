"""The application's registered commands."""
