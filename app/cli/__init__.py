"""The ``twi`` command. What a subcommand needs is imported when it runs: hikari alone takes half a second."""

from __future__ import annotations

import sys
from importlib import import_module

import click

from app import __version__
from app.core.errors import AppError
from app.core.gc_policy import relax_gc

COMMANDS = {
    "run": "app.cli.run:run",
    "worker": "app.cli.run:worker",
    "health": "app.cli.health:health",
    "sandbox": "app.cli.sandbox:sandbox",
    "config": "app.cli.config:config",
    "db": "app.cli.database:db",
    "import": "app.cli.importing:import_",
    "jobs": "app.cli.jobs:jobs",
    "plugin": "app.cli.plugin:plugin",
    "commands": "app.cli.commands:commands",
    "activity": "app.cli.activity:activity",
}


class _LateGroup(click.Group):
    def list_commands(self, ctx: click.Context) -> list[str]:
        return list(COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        if cmd_name not in COMMANDS:
            return None
        module, _, name = COMMANDS[cmd_name].partition(":")
        command: click.Command = getattr(import_module(module), name)
        return command


@click.group(cls=_LateGroup, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(__version__)
def twi() -> None:
    """Twi Bot Shard: a community bot for Discord."""


def main() -> None:
    """Run ``twi``. A deliberate failure ends with one message on stderr and its exit code."""
    relax_gc()
    try:
        twi()
    except AppError as error:
        click.echo(f"twi: {error}", err=True)
        sys.exit(error.exit_code)
