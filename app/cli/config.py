"""``twi config``."""

from __future__ import annotations

import sys
from pathlib import Path

import click
import orjson

from app.settings.loader import ROOT, load_settings, warnings_of


@click.group()
def config() -> None:
    """The configuration: check it, show it, document it."""


@config.command()
def check() -> None:
    """Say everything that is wrong with the configuration; exit code 2 if anything is."""
    settings = load_settings()
    for warning in warnings_of():
        click.echo(f"Warning: {warning}", err=True)
    click.echo(f"The configuration of profile {settings.profile} is fine.")


@config.command()
def show() -> None:
    """Print the configuration in force as JSON, without secrets."""
    values = load_settings().model_dump(mode="json")
    click.echo(orjson.dumps(values, option=orjson.OPT_INDENT_2))


@config.command()
@click.option("--check", "only_check", is_flag=True, help="Write nothing; exit code 1 if a file is stale.")
def docs(*, only_check: bool) -> None:
    """Write the reference pages of docs and .secrets.toml.example."""
    from app import data_map, metrics_reference
    from app.settings import reference

    generated = {
        "docs/configuration.md": reference.reference(),
        "docs/data-map.md": data_map.reference(),
        "docs/reference/metrics.md": metrics_reference.reference(),
        ".secrets.toml.example": reference.secrets_example(),
    }
    stale = [name for name, text in generated.items() if not _holds(ROOT / name, text)]
    for name in stale:
        click.echo(f"{name} {'is stale: run `make generate`' if only_check else 'written'}")
        if not only_check:
            (ROOT / name).parent.mkdir(exist_ok=True)
            (ROOT / name).write_text(generated[name], encoding="utf-8")
    if stale and only_check:
        sys.exit(1)


def _holds(path: Path, text: str) -> bool:
    return path.is_file() and path.read_text(encoding="utf-8") == text
