"""``twi plugin``."""

from __future__ import annotations

import click

from app.settings.loader import ROOT, load_settings


@click.group()
def plugin() -> None:
    """The plugins: list them, begin a new one, take one away."""


@plugin.command("list")
def list_plugins() -> None:
    """List the plugins, and whether the settings switch them on."""
    from pkgutil import iter_modules

    import plugins

    wanted = load_settings().plugins
    for module in sorted(iter_modules(plugins.__path__), key=lambda module: module.name):
        click.echo(f"{'on ' if wanted.get(module.name) else 'off'} {module.name}")


@plugin.command()
@click.argument("name")
def new(name: str) -> None:
    """Write the whole slice of a new feature called NAME, a plural such as `reminders`."""
    from app.scaffold import create

    for path in create(name):
        click.echo(path.relative_to(ROOT))
    click.echo(f"Next: docs/add-a-plugin.md; try it with `make run` and `/{name} add`.")


@plugin.command()
@click.argument("name")
@click.option("--yes", is_flag=True, help="Do not ask.")
def remove(name: str, *, yes: bool) -> None:
    """Take away the plugin NAME that `new` has written, its migration included."""
    from app.scaffold import remove as take_away

    if not yes:
        click.echo("If a database has its tables, take them away first: twi db downgrade -1")
        click.confirm(f"Delete all files of {name}?", abort=True)
    for path in take_away(name):
        click.echo(path.relative_to(ROOT))
    click.echo("Next: make generate")
