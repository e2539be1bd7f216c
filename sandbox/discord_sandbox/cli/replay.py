"""``discord-sandbox replay``, and what another program needs to play scenarios with a bot of its own."""

from __future__ import annotations

import asyncio
import sys
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeAlias

import click

from discord_sandbox.cli.program import PORT_OPTION, Refused, ask
from discord_sandbox.remote import Remote

if TYPE_CHECKING:
    from discord_sandbox.scenarios.model import Scenario
    from discord_sandbox.scenarios.runner import Result

Scenarios: TypeAlias = "Sequence[tuple[Path, Scenario]]"

FILES = click.argument("files", nargs=-1, required=True, type=click.Path(exists=True, path_type=Path))
VERBOSE = click.option(
    "--verbose", is_flag=True, help="Show every step, not only those of files with differences."
)


@click.command()
@FILES
@VERBOSE
@PORT_OPTION
def replay(files: tuple[Path, ...], port: int, *, verbose: bool) -> None:
    """Play scenario FILES in the running sandbox, with the bot that is connected; exit code 1 if anything differs.

    A folder stands for the scenarios in it.
    """
    scenarios, report = read_scenarios(files), Report(verbose=verbose)
    ask(port, lambda remote: asyncio.run(play_all(remote, scenarios, report)))
    sys.exit(report.finish())


def read_scenarios(given: Iterable[Path]) -> Scenarios:
    """Every scenario in files and folders. Raises ``Refused``."""
    from discord_sandbox.fixtures.checked_toml import BadFile
    from discord_sandbox.scenarios.reading import read

    try:
        return [(file, read(file)) for path in given for file in _files(path)]
    except BadFile as error:
        raise Refused(str(error)) from error


def _files(path: Path) -> list[Path]:
    return sorted(path.glob("*.toml")) if path.is_dir() else [path]


async def play_all(remote: Remote, scenarios: Scenarios, report: Report, *, apart: bool = False) -> None:
    """Play one after the other: in the guilds that are there, or ``apart``, each in a guild of its own."""
    from discord_sandbox.cli.remote_transport import RemoteTransport
    from discord_sandbox.scenarios.runner import Player

    transport = RemoteTransport(remote)
    for number, (path, scenario) in enumerate(scenarios, start=1):
        guilds = {}
        if apart:
            guilds[scenario.guild] = f"{scenario.guild}-{number}"
            like = {"guild": guilds[scenario.guild], "like": scenario.guild, "world": scenario.world}
            await asyncio.to_thread(remote.perform, {"kind": "create_guild", **like})
        player = Player(transport, scenario, guilds)
        results = [result async for result in player.play()]
        report.tell(path, scenario, results, dict(player.values))


class Report:
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
