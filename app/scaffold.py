"""Writes the files of a new feature: a slice that already passes every check."""

from __future__ import annotations

import re
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from string import Template

from app.core.errors import AppError
from app.infra.db.migrate import newest_revision
from app.settings.loader import ROOT

TEMPLATES = Path(__file__).resolve().parent / "templates" / "feature"
PROVIDERS_END = "    # new-plugin: providers above this line\n"
NAME = re.compile(r"[a-z][a-z0-9]*(_[a-z0-9]+)*s")
LONGEST_NAME = 32
"""Discord's limit for the name of a command."""


class CannotScaffold(AppError):
    """The name does not fit, or is taken."""


@dataclass(frozen=True, slots=True)
class Names:
    """The spellings of one feature's name."""

    module: str
    entity: str
    revision: str
    previous: str

    @classmethod
    def of(cls, name: str) -> Names:
        """From the plural that names folder, table and command; raises ``CannotScaffold``."""
        if not NAME.fullmatch(name) or len(name) > LONGEST_NAME:
            raise CannotScaffold(
                f"{name!r} does not fit: a lower-case plural of at most {LONGEST_NAME} letters, such as `reminders`"
            )
        entity = "".join(part.title() for part in name[:-1].split("_"))
        previous = newest_revision()
        return cls(name, entity, f"{int(previous) + 1:04}", previous)

    def fill(self, text: str) -> str:
        return Template(text).substitute(
            module=self.module,
            title=self.module.replace("_", " ").capitalize(),
            entity=self.entity,
            revision=self.revision,
            previous=self.previous,
        )


def create(name: str, root: Path = ROOT) -> list[Path]:
    """Write the slice called ``name`` below ``root`` and give the files touched. Overwrites nothing."""
    names = Names.of(name)
    files = dict(_files(names, root))
    taken = [path for path in (*files, root / "plugins" / name) if path.exists()]
    if taken:
        raise CannotScaffold(f"{taken[0]} exists already")
    for path, text in files.items():
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
    # How lines break depends on how long the name is.
    modules = [str(path) for path in files if path.suffix == ".py"]
    command = [sys.executable, "-m", "ruff", "format", "--quiet", *modules]
    subprocess.run(command, cwd=root, check=True)  # noqa: S603 - our own tool and paths
    return [
        *files,
        _add_provider(root / "app" / "container.py", names),
        _switch_on(root / "settings.toml", names),
    ]


def _files(names: Names, root: Path) -> Iterator[tuple[Path, str]]:
    for source in sorted(TEMPLATES.rglob("*.tmpl")):
        relative = names.fill(str(source.relative_to(TEMPLATES)).removesuffix(".tmpl"))
        yield root / relative, names.fill(source.read_text(encoding="utf-8"))


def _add_provider(container: Path, names: Names) -> Path:
    text = container.read_text(encoding="utf-8")
    imported = f"from app.features.{names.module}.service import {names.entity}Service\n"
    lines = text.splitlines(keepends=True)
    # Imports are sorted, and the line goes before the first that comes after it.
    position = next(
        index for index, line in enumerate(lines) if line.startswith("from app.") and line > imported
    )
    lines.insert(position, imported)
    provider = f"    {names.module} = Injectable({names.entity}Service, sessions=sessions, audit=audit_log)\n"
    container.write_text("".join(lines).replace(PROVIDERS_END, provider + PROVIDERS_END), encoding="utf-8")
    return container


def _switch_on(settings: Path, names: Names) -> Path:
    before, table, after = settings.read_text(encoding="utf-8").partition("[default.plugins]\n")
    block, separator, rest = after.partition("\n\n")
    plugins = "\n".join(sorted([*block.splitlines(), f"{names.module} = true"]))
    settings.write_text(before + table + plugins + separator + rest, encoding="utf-8")
    return settings
