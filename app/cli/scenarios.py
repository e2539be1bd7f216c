"""``twi sandbox record`` and ``twi sandbox replay``."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from app.cli.remote import asking
from app.core.errors import AppError

if TYPE_CHECKING:
    from discord_sandbox.scenarios.model import Scenario
    from discord_sandbox.scenarios.runner import Result


class BadScenario(AppError):
    """A scenario file cannot be used, or is in the way."""


@click.command()
@click.argument("file", type=click.Path(dir_okay=False, path_type=Path))
@click.option("--about", default="", help="What it shows, in a sentence.")
@click.option("--last", type=click.IntRange(1), help="Take the last so many acts instead of recording.")
@click.option("--force", is_flag=True, help="Replace FILE if it is there already.")
def record(file: Path, about: str, last: int | None, *, force: bool) -> None:
    """Write what is done in the running sandbox into FILE, as a scenario, until Enter is pressed.

    It does not matter where it is done: on the page, or with `twi sandbox act` in another terminal.
    """
    if file.exists() and not force:
        raise BadScenario(f"{file} is there already; --force replaces it")
    if last:
        recording = asking(lambda remote: remote.record("last", count=last, about=about))
    else:
        asking(lambda remote: remote.record("start"))
        click.echo("Recording what is done in the sandbox. Press Enter to end it.")
        sys.stdin.readline()
        recording = asking(lambda remote: remote.record("stop", about=about))
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_text(recording["text"], encoding="utf-8")
    click.echo(f"{file} has {recording['steps']} steps. Play it with: twi sandbox replay {file}")


@click.command()
@click.argument("files", nargs=-1, required=True, type=click.Path(exists=True, path_type=Path))
@click.option("--running", is_flag=True, help="Play in the sandbox that runs, with the bot that runs.")
@click.option("--verbose", is_flag=True, help="Show every step, not only those of files with differences.")
def replay(files: tuple[Path, ...], *, running: bool, verbose: bool) -> None:
    """Play scenario FILES and compare what comes with what they expect; exit code 1 if anything is different.

    A folder stands for the scenarios in it. Unless --running is given, this starts a sandbox and the bot on a
    database that is thrown away, and plays each file in a guild of its own.
    """
    scenarios = [(path, _read(path)) for path in _files(files)]
    telling = _Telling(verbose=verbose)
    if running:
        from app.cli.replaying import play_here

        play_here(scenarios, telling)
    else:
        from app.cli.replaying import play_apart

        play_apart(scenarios, telling)
    sys.exit(telling.finish())


def _files(given: tuple[Path, ...]) -> list[Path]:
    return [file for path in given for file in (sorted(path.glob("*.toml")) if path.is_dir() else [path])]


def _read(path: Path) -> Scenario:
    from discord_sandbox.fixtures.checked_toml import BadFile
    from discord_sandbox.scenarios.reading import read

    try:
        return read(path)
    except BadFile as error:
        raise BadScenario(str(error)) from error


class _Telling:
    """Says how each scenario went."""

    def __init__(self, *, verbose: bool) -> None:
        self._verbose = verbose
        self._played = self._different = 0

    def tell(self, path: Path, scenario: Scenario, results: list[Result], values: dict[str, Any]) -> None:
        from discord_sandbox.scenarios.report import lines

        different = any(result.differences for result in results)
        self._played += 1
        self._different += different
        told = "DIFFERS" if different else "ok"
        click.secho(f"{told:<8} {path}  {scenario.about}", fg="red" if different else "green")
        if different or self._verbose:
            for result in results:
                for line in lines(result, values):
                    click.secho(f"  {line}", fg=_COLORS.get(line.strip()[:1]))

    def finish(self) -> int:
        """The exit code."""
        click.echo(f"Played: {self._played}. Different from what was expected: {self._different}.")
        return 1 if self._different else 0


_COLORS = {"-": "red", "+": "green"}
