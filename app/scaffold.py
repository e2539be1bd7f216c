"""Writes the files of a new feature: a slice that already passes every check."""

from __future__ import annotations

import re
import subprocess
import sys
from collections.abc import Iterator
from contextlib import ExitStack
from dataclasses import dataclass
from keyword import iskeyword
from pathlib import Path
from string import Template

from app.core.errors import AppError
from app.infra.db.migrate import newest_revision
from app.settings.loader import ROOT

TEMPLATES = Path(__file__).resolve().parent / "templates" / "feature"
NAME = re.compile(r"[a-z][a-z0-9]*(_[a-z0-9]+)*s")
LONGEST_NAME = 32
"""Discord's limit for the name of a command."""


class CannotScaffold(AppError):
    """The name does not fit or is taken, or the new files cannot be finished."""


@dataclass(frozen=True, slots=True)
class Names:
    """The spellings of one feature's name."""

    module: str
    entity: str
    part: str
    """Of the container."""
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
        if iskeyword(name) or iskeyword(entity):
            raise CannotScaffold(f"{name!r} does not fit: it is, or would make, a word of Python's own")
        previous = newest_revision()
        part = "".join(part.title() for part in name.split("_"))
        return cls(name, entity, part, f"{int(previous) + 1:04}", previous)

    def fill(self, text: str) -> str:
        return Template(text).substitute(
            module=self.module,
            title=self.module.replace("_", " ").capitalize(),
            entity=self.entity,
            part=self.part,
            revision=self.revision,
            previous=self.previous,
        )


def create(name: str, root: Path = ROOT) -> list[Path]:
    """Write the slice called ``name`` below ``root`` and give the files touched. Overwrites nothing.

    All of it or, after an error, nothing.
    """
    names = Names.of(name)
    files = dict(_files(names, root))
    taken = [path for path in (*files, root / "plugins" / name) if path.exists()]
    if taken:
        raise CannotScaffold(f"{taken[0]} exists already")
    container, settings = root / "app" / "container" / "__init__.py", root / "settings.toml"
    with ExitStack() as undo:
        for path in (container, settings):
            undo.callback(path.write_text, path.read_text(encoding="utf-8"), encoding="utf-8")
        for path, text in files.items():
            _write(path, text, undo)
        _format([path for path in files if path.suffix == ".py"], root)
        _add_base(container, names)
        _switch_on(settings, names)
        # All went well: there is nothing to undo.
        undo.pop_all()
    return [*files, container, settings]


def _write(path: Path, text: str, undo: ExitStack) -> None:
    for folder in reversed(path.parents):
        if not folder.exists():
            folder.mkdir()
            undo.callback(folder.rmdir)
    undo.callback(path.unlink, missing_ok=True)
    path.write_text(text, encoding="utf-8")


def _format(modules: list[Path], root: Path) -> None:
    # How lines break depends on how long the name is.
    command = [sys.executable, "-m", "ruff", "format", "--quiet", *map(str, modules)]
    if subprocess.run(command, cwd=root, check=False).returncode != 0:  # noqa: S603 - our own tool and paths
        raise CannotScaffold("ruff cannot format the new files; its reason stands above")


def _files(names: Names, root: Path) -> Iterator[tuple[Path, str]]:
    for source in sorted(TEMPLATES.rglob("*.tmpl")):
        relative = names.fill(str(source.relative_to(TEMPLATES)).removesuffix(".tmpl"))
        yield root / relative, names.fill(source.read_text(encoding="utf-8"))


def _add_base(container: Path, names: Names) -> None:
    """Let the root inherit the new part."""
    lines = container.read_text(encoding="utf-8").splitlines(keepends=True)
    _insert(lines, "from app.container.", f"from app.container.{names.module} import {names.part}\n")
    _insert(lines, "    ", f"    {names.part},\n", end="):\n")
    container.write_text("".join(lines), encoding="utf-8")


def _insert(lines: list[str], start: str, new: str, end: str | None = None) -> None:
    """Put ``new`` among the sorted lines that begin with ``start``, those before ``end`` if that is given."""
    last = lines.index(end) if end else len(lines)
    among = [index for index, line in enumerate(lines[:last]) if line.startswith(start)]
    after = next((index for index in among if lines[index] > new), among[-1] + 1 if among else last)
    lines.insert(after, new)


def _switch_on(settings: Path, names: Names) -> None:
    before, table, after = settings.read_text(encoding="utf-8").partition("[default.plugins]\n")
    block, separator, rest = after.partition("\n\n")
    plugins = "\n".join(sorted([*block.splitlines(), f"{names.module} = true"]))
    settings.write_text(before + table + plugins + separator + rest, encoding="utf-8")
