"""What of the program runs here: its version, its revision, the schema it expects."""

from __future__ import annotations

import platform
import subprocess
from dataclasses import dataclass
from pathlib import Path

from app import __version__
from app.infra.db.migrate import newest_revision

REVISION_FILE = "REVISION"
"""Where an image keeps what git would say."""
UNKNOWN = "unknown"


@dataclass(frozen=True, slots=True)
class Build:
    """Which program it is."""

    version: str
    revision: str
    """The commit, as short as git says it, or ``unknown``."""
    schema: str
    """The newest migration that it knows."""
    python: str

    def __str__(self) -> str:
        return f"revision {self.revision}, schema {self.schema}, Python {self.python}"


def build_of(root: Path) -> Build:
    """The build in the folder with the settings."""
    return Build(__version__, _revision(root), newest_revision(), platform.python_version())


def _revision(root: Path) -> str:
    file = root / REVISION_FILE
    if file.is_file():
        return file.read_text(encoding="utf-8").strip() or UNKNOWN
    if not (root / ".git").exists():
        return UNKNOWN
    command = ["git", "-C", str(root), "describe", "--always", "--dirty", "--exclude=*"]
    try:
        told = subprocess.run(command, capture_output=True, text=True, timeout=2, check=False)  # noqa: S603 - fixed
    except (OSError, subprocess.TimeoutExpired):
        return UNKNOWN
    # git refuses folders of other users.
    return told.stdout.strip() or UNKNOWN
