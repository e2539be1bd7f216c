"""Discord's Markdown, as HTML. Whatever was written is escaped; only http and https become links."""

from app.sandbox.page.markdown.names import Names
from app.sandbox.page.markdown.render import html

__all__ = ["Names", "html"]
