"""``twi sandbox worlds``."""

from __future__ import annotations

import sys

import click


@click.group()
def worlds() -> None:
    """The worlds that the sandbox can start with; the setting sandbox.world names one, or a file."""


@worlds.command("list")
def list_worlds() -> None:
    """List the worlds that come with the sandbox, and what is in them."""
    from discord_sandbox.fixtures import load, names

    for name in names():
        world = load(name)
        click.echo(f"{name:<12} {world.about} ({', '.join(world.guilds)})")


@worlds.command()
@click.argument("files", nargs=-1, metavar="[NAME_OR_FILE]...")
def check(files: tuple[str, ...]) -> None:
    """Say everything that is wrong with world files, by default with all that come along; exit code 1 if anything is."""
    from discord_sandbox.fixtures import load, names
    from discord_sandbox.fixtures.checked_toml import BadFile

    wrong = False
    for name in files or names():
        try:
            load(name)
        except BadFile as error:
            wrong = True
            click.echo(str(error), err=True)
        else:
            click.echo(f"{name} is fine.")
    if wrong:
        sys.exit(1)
