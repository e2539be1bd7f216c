"""Imports that libraries make only because something happens to be installed, and that cost the start dearly."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from contextlib import contextmanager


@contextmanager
def hidden_imports(*names: str) -> Iterator[None]:
    """Let the import of these modules fail inside, as if they were not installed."""
    hidden = [name for name in names if name not in sys.modules]
    sys.modules.update(dict.fromkeys(hidden))  # type: ignore[arg-type] # None makes an import fail
    try:
        yield
    finally:
        for name in hidden:
            del sys.modules[name]
