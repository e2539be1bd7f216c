"""What the sandbox's pages say: commands and addresses exist, programs run, scenarios can be read."""

from __future__ import annotations

import re
import shlex
import sys
from collections.abc import Iterator
from pathlib import Path

import click
import pytest
from markdown_it import MarkdownIt

from discord_sandbox import Sandbox
from discord_sandbox.cli import sandbox
from discord_sandbox.scenarios.reading import read
from discord_sandbox.scenarios.runner import Player
from discord_sandbox.scenarios.transport import LocalTransport
from sandbox.tests import specimen
from sandbox.tests.terminal import process

HOME = Path(__file__).parents[1]
PAGES = [
    HOME / "README.md",
    HOME / "CHANGELOG.md",
    *(page for page in sorted((HOME / "docs").rglob("*.md")) if "_build" not in page.parts),
]
LANGUAGES = {"console", "text"}
"""Python is an excerpt of what tests run; only the README, which is read where nothing is included, has its own."""

each_page = pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)


def blocks(page: Path) -> Iterator[tuple[str, str]]:
    """Language and text of the fenced blocks of a page."""
    for token in MarkdownIt().parse(page.read_text(encoding="utf-8")):
        if token.type == "fence":
            yield token.info.strip(), token.content


def inline_code(page: Path) -> Iterator[str]:
    for token in MarkdownIt().enable("table").parse(page.read_text(encoding="utf-8")):
        yield from (child.content for child in token.children or () if child.type == "code_inline")


def calls(page: Path) -> Iterator[list[str]]:
    """The arguments of every call of the command on a page."""
    lines = [
        line[2:]
        for language, text in blocks(page)
        if language == "console"
        for line in text.splitlines()
        if line.startswith("$ ")
    ]
    for line in [*lines, *inline_code(page)]:
        if line.startswith("discord-sandbox "):
            yield shlex.split(line)[1:]


def unknown_part(arguments: list[str]) -> str | None:
    """The first word of a call that the command line does not know."""
    command: click.Command = sandbox
    rest = list(arguments)
    while isinstance(command, click.Group) and rest:
        found = command.get_command(click.Context(command), rest[0])
        if found is None:
            return rest[0]
        command = found
        rest.pop(0)
    known = {option for parameter in command.params for option in parameter.opts}
    return next((word for word in rest if word.startswith("--") and word not in known), None)


def test_the_check_of_commands_can_tell() -> None:
    assert unknown_part(["worlds", "list"]) is None
    assert unknown_part(["act", "erin", "/ping", "--port", "1"]) is None
    assert unknown_part(["worlds", "drop"]) == "drop"
    assert unknown_part(["act", "erin", "/ping", "--loud"]) == "--loud"


@each_page
def test_every_command_exists(page: Path) -> None:
    for arguments in calls(page):
        assert unknown_part(arguments) is None, arguments


def test_every_command_is_shown_somewhere() -> None:
    shown = {arguments[0] for page in PAGES for arguments in calls(page)}
    assert set(sandbox.commands) <= shown


@each_page
def test_every_address_exists_within_the_distribution(page: Path) -> None:
    for target in re.findall(r"\]\(([^)#\s]+)|literalinclude\} (\S+)", page.read_text()):
        address = "".join(target)
        if "://" not in address:
            found = (page.parent / address).resolve()
            assert found.exists(), address
            assert found.is_relative_to(HOME), address


@each_page
def test_blocks_are_in_languages_that_are_checked(page: Path) -> None:
    for language, _ in blocks(page):
        wanted = LANGUAGES | ({"python"} if page.name == "README.md" else set())
        assert language in wanted or language.startswith("{"), language


def test_nothing_speaks_of_one_bot() -> None:
    """Whoever reads this writes a bot of their own."""
    own = re.compile(r"\btwi\b|\bTWI_|\bmake run\b")
    kinds = {".css", ".html", ".js", ".md", ".py", ".toml"}
    files = [path for path in HOME.rglob("*") if path.suffix in kinds and path != Path(__file__)]
    assert len(files) > 300
    assert [path.name for path in files if own.search(path.read_text(encoding="utf-8"))] == []


PROGRAMS = [text for language, text in blocks(HOME / "README.md") if language == "python"]


@pytest.mark.parametrize("program", PROGRAMS, ids=["hikari", "discord.py"])
async def test_the_first_programs_run_as_they_are_written(discord: Sandbox, program: str) -> None:
    environment = {"DISCORD_TOKEN": discord.token, "DISCORD_REST_URL": discord.rest_url}
    async with process(sys.executable, "-c", program, environment=environment) as running:
        await discord.ready(commands=1)
        reply = await discord.guild().member("erin").slash("ping")
        assert reply.text == "Pong!"
        assert running.returncode is None
    assert discord.violations == []


async def test_a_scenario_is_a_test() -> None:
    scenario = read(Path(__file__).parent / "whisper.toml")
    async with Sandbox(port=0) as discord, specimen.running(discord.rest_url, discord.token):
        await discord.ready(commands=1)
        stage = LocalTransport(discord)
        async for result in Player(stage, scenario).play():
            assert not result.differences, result
