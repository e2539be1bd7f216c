"""``python -m discord_sandbox``: the same as ``discord-sandbox``."""

from discord_sandbox.cli import main

if __name__ == "__main__":
    main()
