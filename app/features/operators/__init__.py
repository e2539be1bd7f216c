"""The owners of the bot: who they are, and a record of what they did."""
