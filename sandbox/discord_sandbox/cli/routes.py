"""``discord-sandbox routes``."""

from __future__ import annotations

import click


@click.command()
def routes() -> None:
    """List what the REST API answers and what it does not, as a page in Markdown."""
    from discord_sandbox.rest import listing

    click.echo(listing.page(), nl=False)
