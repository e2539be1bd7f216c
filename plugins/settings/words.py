"""What the modules of this plugin say alike."""

from __future__ import annotations

from app.core.i18n import Text, t


def not_here(chosen: int) -> Text:
    """In place of a mention, for what was chosen once and is not in the server: it was deleted, or never was."""
    return t("`{id}` (not in this server any more)", id=chosen)
