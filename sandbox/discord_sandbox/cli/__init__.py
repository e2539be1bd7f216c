"""The command ``discord-sandbox``. What takes long to import is imported when a command runs."""

from __future__ import annotations

import sys

import click

from discord_sandbox import __version__
from discord_sandbox.cli import act, load, look, record, replay, routes, run, worlds
from discord_sandbox.cli.program import Refused

CANNOT_BE_DONE = 2


@click.group(context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(__version__)
def sandbox() -> None:
    """A Discord on this machine: run it, and act in the one that runs."""


for command in (
    run.run,
    act.act,
    act.press,
    act.select,
    act.submit,
    look.calls,
    look.journal,
    load.load,
    record.record,
    replay.replay,
    worlds.worlds,
    routes.routes,
):
    sandbox.add_command(command)


def main(*arguments: object) -> None:
    """Run ``discord-sandbox``. What cannot be done ends with one message on stderr."""
    try:
        sandbox(*arguments)
    except Refused as error:
        click.echo(f"discord-sandbox: {error}", err=True)
        sys.exit(CANNOT_BE_DONE)
