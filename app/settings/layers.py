"""dynaconf, without the templates it would evaluate in settings if jinja2 happens to be installed."""

from __future__ import annotations

from app.core.hidden_imports import hidden_imports

with hidden_imports("jinja2"):
    from dynaconf import Dynaconf, get_history
    from dynaconf.loaders.base import SourceMetadata

__all__ = ["Dynaconf", "SourceMetadata", "get_history"]
