"""``discord-sandbox record``."""

from __future__ import annotations

import sys
from pathlib import Path

import click

from discord_sandbox.cli.program import PORT_OPTION, Refused, ask, command_prefix


@click.command()
@click.argument("file", type=click.Path(dir_okay=False, path_type=Path))
@click.option("--about", default="", help="What it shows, in a sentence.")
@click.option("--last", type=click.IntRange(1), help="Take the last so many acts instead of recording.")
@click.option("--force", is_flag=True, help="Replace FILE if it is there already.")
@PORT_OPTION
def record(file: Path, about: str, last: int | None, port: int, *, force: bool) -> None:
    """Write what is done in the running sandbox into FILE, as a scenario, until Enter is pressed.

    It does not matter where it is done: on the page, or with `act` in another terminal.
    """
    if file.exists() and not force:
        raise Refused(f"{file} is there already; --force replaces it")
    if last:
        recording = ask(port, lambda remote: remote.record("last", count=last, about=about))
    else:
        ask(port, lambda remote: remote.record("start"))
        click.echo("Recording what is done in the sandbox. Press Enter to end it.")
        sys.stdin.readline()
        recording = ask(port, lambda remote: remote.record("stop", about=about))
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_text(recording["text"], encoding="utf-8")
    click.echo(f"{file} has {recording['steps']} steps. Play it with: {command_prefix()} replay {file}")
