"""What the documentation names exists: commands, targets, settings, variables, metrics, files."""

from __future__ import annotations

import ast
import re
import shlex
import tomllib
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import click
import pytest

from app.cli import twi
from app.metrics_reference import registry
from app.settings.problems import leaves
from app.settings.schema import Settings
from app.settings.sources import PROFILE_VARIABLE
from app.settings.types import Profile
from tests.support.documents import DOCS, PAGES, Block, blocks, inline_code, name_of

ROOT = DOCS.parent
LANGUAGES = {"console", "diff", "discord", "ini", "text", "toml"}
"""Python is only ever an excerpt of a file that tests run: ``{literalinclude}``."""

LEAVES = {leaf.name for leaf in leaves()}
VARIABLES = {PROFILE_VARIABLE} | {f"TWI_{name.replace('.', '__').upper()}" for name in LEAVES}
FILE = re.compile(
    r"(?:\.ci|app|changes|docs|migrations|plugins|requirements|sandbox|scripts|tests)/[\w./+-]+"
)
TAUGHT = re.compile("recipe")
"""What only exists after the tutorial."""
FOREIGN = {"Recreate"}
"""What is called like a class, and is a word of another program."""

SANDBOX_PAGES = [
    page for page in sorted((ROOT / "sandbox" / "docs").rglob("*.md")) if "_build" not in page.parts
]

each_page = pytest.mark.parametrize("page", PAGES, ids=name_of)


def metric_names() -> set[str]:
    """Every metric as it is exported, without the parts of histograms."""
    names = set()
    for metric in registry().collect():
        names.add(f"{metric.name}_total" if metric.type == "counter" else metric.name)
    return names


def shell_lines(page: Path) -> Iterator[str]:
    """What a reader may type: the lines of consoles, and single commands in the text."""
    for block in blocks(page, "console"):
        yield from (text[2:] for _, text in block.lines if text.startswith("$ "))
    yield from (code for code in inline_code(page) if re.match(r"(?:\.venv/bin/)?(?:twi|make) ", code))


def commands(page: Path, program: str) -> Iterator[list[str]]:
    """The arguments of every call of ``program`` on the page."""
    for line in shell_lines(page):
        for part in re.split(r"&&|;|\||>", line):
            words = shlex.split(part.strip()) if part.count('"') % 2 == 0 else part.split()
            for position, word in enumerate(words):
                if word.rpartition("/")[2] == program and not any(
                    "=" not in each for each in words[:position]
                ):
                    yield words[position + 1 :]
                    break


def unknown_part(arguments: list[str]) -> str | None:
    """The first word of a call of ``twi`` that it does not know."""
    command: click.Command = twi
    rest = list(arguments)
    while isinstance(command, click.Group) and rest and not rest[0].startswith("-"):
        found = command.get_command(click.Context(command), rest[0])
        if found is None:
            return rest[0]
        command = found
        rest.pop(0)
    known = {"-h", "--help", *(option for parameter in command.params for option in parameter.opts)}
    return next((word for word in rest if word.startswith("--") and word not in known), None)


def test_the_check_of_commands_can_tell() -> None:
    assert unknown_part(["db", "upgrade"]) is None
    assert unknown_part(["commands", "clear", "--guild", "1"]) is None
    assert unknown_part(["db", "vacuum"]) == "vacuum"
    assert unknown_part(["db", "upgrade", "--fast"]) == "--fast"


@each_page
def test_every_twi_command_exists(page: Path) -> None:
    for arguments in commands(page, "twi"):
        assert unknown_part(arguments) is None, f"twi {' '.join(arguments)}"


@each_page
def test_every_make_target_exists(page: Path) -> None:
    targets = set(re.findall(r"^([a-z-]+):", (ROOT / "Makefile").read_text(), re.MULTILINE))
    for arguments in commands(page, "make"):
        assert {word for word in arguments if "=" not in word} <= targets, f"make {' '.join(arguments)}"


@each_page
def test_every_variable_exists(page: Path) -> None:
    for variable in re.findall(r"TWI_[A-Z_]*[A-Z]", page.read_text()):
        assert variable in VARIABLES or variable.startswith("TWI_PLUGINS__"), variable


@each_page
def test_every_setting_exists(page: Path) -> None:
    for code in inline_code(page):
        section, dot, name = code.partition(".")
        if dot and section in Settings.model_fields and re.fullmatch("[a-z_]+", name) and name != "py":
            assert code in LEAVES, code
        if code.startswith("twi_") and "__" in code and "<" not in code:
            assert code.removeprefix("twi_").replace("__", ".") in LEAVES, code


def words_of_the_code() -> set[str]:
    tops = ("app", "migrations", "plugins", "tests", "sandbox/discord_sandbox")
    files = (path for top in tops for path in (ROOT / top).rglob("*.py"))
    return {word for path in files for word in re.findall(r"\w+", path.read_text(encoding="utf-8"))}


def test_every_class_exists() -> None:
    known = words_of_the_code() | FOREIGN
    assert "ComponentEvent" in known
    # Decisions also tell what was decided against.
    for page in (page for page in PAGES if page.parent.name != "decisions"):
        for code in inline_code(page):
            if name := re.match(r"[A-Z]\w*[a-z]\w*(?=$|\.[a-z_]+$|\()", code):
                assert name[0] in known or TAUGHT.search(name[0].lower()), f"{code} in {name_of(page)}"


@each_page
def test_every_file_of_settings_is_one(page: Path) -> None:
    for block in blocks(page, "toml"):
        for profile, sections in tomllib.loads(block.text).items():
            assert profile in {"default", *Profile}
            assert set(dotted(sections)) <= LEAVES


def dotted(values: dict[str, Any], prefix: str = "") -> Iterator[str]:
    for name, value in values.items():
        if isinstance(value, dict):
            yield from dotted(value, f"{prefix}{name}.")
        else:
            yield prefix + name


@each_page
def test_every_metric_exists(page: Path) -> None:
    for code in inline_code(page):
        if re.fullmatch("twi_[a-z_]+", code) and "__" not in code:
            assert code in metric_names(), code


def test_operators_are_told_of_every_metric() -> None:
    pages = (DOCS / "operate.md", DOCS / "reference" / "metrics.md")
    assert metric_names() <= {code for page in pages for code in inline_code(page)}


@each_page
def test_every_file_exists(page: Path) -> None:
    for code in inline_code(page):
        if FILE.fullmatch(code) and not TAUGHT.search(code):
            assert (ROOT / code).exists(), code


@each_page
def test_every_address_in_this_repository_exists(page: Path) -> None:
    for target in re.findall(r"\]\(([^)#\s]+)", page.read_text()):
        if "://" not in target:
            assert (page.parent / target).resolve().exists(), target


def objects_in(source: str) -> set[str]:
    """Classes, functions and methods, by their dotted names."""

    def below(node: ast.AST, prefix: str) -> Iterator[str]:
        for child in ast.iter_child_nodes(node):
            if isinstance(child, ast.ClassDef | ast.FunctionDef | ast.AsyncFunctionDef):
                yield f"{prefix}{child.name}"
                yield from below(child, f"{prefix}{child.name}.")
            else:
                yield from below(child, prefix)

    return set(below(ast.parse(source), ""))


def missing_of(page: Path, block: Block) -> str | None:
    """What an excerpt asks for and does not get: its file, the object in it, or a line where it begins or ends."""
    path = page.parent / block.language.partition(" ")[2]
    if not path.is_file():
        return f"{path.resolve()} is no file"
    text = path.read_text(encoding="utf-8")
    wanted = block.options.get("pyobject")
    if wanted is not None and wanted not in objects_in(text):
        return f"no {wanted} in {path.resolve()}"
    lines = [
        value.strip("'\"") for name, value in block.options.items() if name.startswith(("start-", "end-"))
    ]
    return next((f"no line with {line!r} in {path.resolve()}" for line in lines if line not in text), None)


def test_the_check_of_excerpts_can_tell() -> None:
    def missing(path: str, **options: str) -> bool:
        return missing_of(Path(__file__), Block(f"{{literalinclude}} {path}", 1, "", options)) is not None

    assert not missing("test_references.py", pyobject="missing_of")
    assert not missing("test_references.py", pyobject="objects_in.below")
    assert not missing("../support/documents.py", pyobject="Block.lines")
    assert missing("test_reference.py")
    assert missing("../docs")
    assert missing("test_references.py", pyobject="below")
    assert missing("../support/documents.py", pyobject="Block.line")
    assert missing("../support/documents.py", **{"start-at": "class " + "Fence"})


@pytest.mark.parametrize("page", [*PAGES, *SANDBOX_PAGES], ids=name_of)
def test_every_excerpt_exists(page: Path) -> None:
    for block in blocks(page):
        if block.language.startswith(("{literalinclude}", "{include}")):
            assert (missing := missing_of(page, block)) is None, f"line {block.line}: {missing}"


@each_page
def test_blocks_are_in_languages_that_are_checked(page: Path) -> None:
    for block in blocks(page):
        assert block.language in LANGUAGES or block.language.startswith("{"), f"line {block.line}"


def test_every_dependency_has_its_reason() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text())
    wanted = project["project"]["dependencies"] + [
        item for group in project["dependency-groups"].values() for item in group if isinstance(item, str)
    ]
    names = {re.split(r"[\[<>=; ]", requirement)[0] for requirement in wanted}
    assert names <= set(inline_code(DOCS / "dependencies.md"))
