"""One source file with all of its mutants in it, as mutmut writes them, loaded in place of the real one.

mutmut puts every mutated function beside the original, behind a switch: the file is imported once, and a name
says which of its mutants is alive. Nothing is written: the changed module exists in memory only.
"""

from __future__ import annotations

import difflib
import importlib.abc
import importlib.machinery
import importlib.util
import sys
import types
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from mutmut.mutation.file_mutation import MutatedFile, mutate_file_contents

SOURCE_ROOTS = ("sandbox",)
"""Folders that are on the import path themselves."""
BETWEEN = "__mutmut_"


@dataclass(frozen=True, slots=True, kw_only=True)
class Mutant:
    """One change of one function: the lines that went, and those that came instead."""

    name: str
    function: str
    was: str
    now: str


def module_of(path: Path) -> str:
    """The name under which the bot imports a file."""
    parts = path.with_suffix("").parts
    return ".".join(parts[1:] if parts[0] in SOURCE_ROOTS else parts)


class Mutated(importlib.abc.MetaPathFinder):
    """Finds one module, and loads it with its mutants."""

    def __init__(self, root: Path, path: Path) -> None:
        self.module = module_of(path)
        self._path = str(root / path)
        source = (root / path).read_text(encoding="utf-8")
        self._file = mutate_file_contents(str(path), source)
        self.mutants = _described(self._file)

    def find_spec(
        self,
        fullname: str,
        path: Sequence[str] | None,
        target: types.ModuleType | None = None,
        /,
    ) -> importlib.machinery.ModuleSpec | None:
        if fullname != self.module:
            return None
        loader = _Loader(fullname, self._path, self._file.code)
        return importlib.util.spec_from_file_location(fullname, self._path, loader=loader)

    def install(self) -> None:
        """From now on, who imports the module gets this one."""
        if self.module in sys.modules:
            raise RuntimeError(f"{self.module} has been imported already")
        sys.meta_path.insert(0, self)


class _Loader(importlib.machinery.SourceFileLoader):
    def __init__(self, fullname: str, path: str, code: str) -> None:
        super().__init__(fullname, path)
        self._code = code

    def get_code(self, fullname: str) -> types.CodeType:
        return compile(self._code, self.path, "exec", dont_inherit=True)


def _described(file: MutatedFile) -> list[Mutant]:
    lines = file.code.splitlines()

    def body(name: str) -> list[str]:
        span = file.line_span_by_function_name[name]
        mangled, _, _ = name.partition(BETWEEN)
        # The signature too, under its own name: a mutant can be in the default of an argument.
        return [
            line.strip().replace(f" {name}(", f" {mangled.rpartition('ǁ')[2].removeprefix('x_')}(")
            for line in lines[span.start - 1 : span.end]
        ]

    described = []
    for name in file.mutant_names:
        function = name.partition(BETWEEN)[0]
        changes = list(difflib.ndiff(body(f"{function}{BETWEEN}orig"), body(name)))
        was = " ".join(line[2:] for line in changes if line.startswith("- "))
        now = " ".join(line[2:] for line in changes if line.startswith("+ "))
        described.append(Mutant(name=name, function=_readable(function), was=was, now=now))
    return described


def _readable(mangled: str) -> str:
    return mangled[1:].replace("ǁ", ".").removeprefix("_").removeprefix(".")
