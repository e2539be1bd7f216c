"""Discord's Markdown, as HTML. Whatever was written is escaped; only http and https become links."""

from discord_sandbox.page.markdown.names import Names
from discord_sandbox.page.markdown.render import html

__all__ = ["Names", "html"]
