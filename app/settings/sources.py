"""The layers above the files, as a dynaconf loader: secret files, then environment variables.

Dynaconf's own loader reads variables as TOML, which turns the token ``1e5`` into a number. Here a
variable stays the text it is, and the schema decides what it means.
"""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path

from app.settings.layers import Dynaconf, SourceMetadata

PREFIX = "TWI_"
PROFILE_VARIABLE = "TWI_ENV"
DIRECTORIES = "SECRET_DIRECTORIES"
"""The dynaconf key under which the loader is told where to look for secret files."""


def load(obj: Dynaconf, *_: object, **__: object) -> None:
    """Called by dynaconf for each layer it does not know itself."""
    for origin, name, value in (*_secret_files(obj.get(DIRECTORIES)), *_variables()):
        obj.update(
            _nested(name, value),
            loader_identifier=SourceMetadata("twi", origin, "global"),
            merge=True,
            tomlfy=False,
        )


def secret_directories() -> list[Path]:
    """Where systemd and container engines put secrets."""
    credentials = os.environ.get("CREDENTIALS_DIRECTORY")
    return [Path("/run/secrets"), *([Path(credentials)] if credentials else [])]


def _secret_files(directories: list[Path]) -> Iterator[tuple[str, str, str]]:
    """A file ``twi_discord__token`` holds the setting ``discord.token``; other files are not ours."""
    for directory in directories:
        for path in sorted(directory.glob("*")) if directory.is_dir() else []:
            if path.name.upper().startswith(PREFIX) and path.is_file():
                yield f"secret file {path}", path.name, path.read_text(encoding="utf-8").strip()


def _variables() -> Iterator[tuple[str, str, str]]:
    for name, value in sorted(os.environ.items()):
        if name.startswith(PREFIX) and name != PROFILE_VARIABLE:
            yield f"environment variable {name}", name, value


def _nested(name: str, value: str) -> dict[str, object]:
    *sections, last = name[len(PREFIX) :].lower().split("__")
    nested: dict[str, object] = {last: value}
    for section in reversed(sections):
        nested = {section: nested}
    return nested
