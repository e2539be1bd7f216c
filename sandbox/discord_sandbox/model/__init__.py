"""What exists in the sandbox: users, guilds, channels, messages, and how Discord writes them down."""
