"""``discord-sandbox act``, ``click``, ``select`` and ``submit``."""

from __future__ import annotations

import click

from discord_sandbox.cli.program import PORT_OPTION, ask
from discord_sandbox.remote import RemoteReply

WHO = click.argument("who")
GUILD = click.option("--guild", help="Key or id of the guild; the first one if left out.")
CHANNEL = click.option("--channel", help="Name of the channel; the first one if left out.")


@click.command()
@WHO
@click.argument("line")
@GUILD
@CHANNEL
@PORT_OPTION
def act(who: str, line: str, guild: str | None, channel: str | None, port: int) -> None:
    """Let WHO type LINE: a slash command such as "/quote add quote:Hello", or something to say."""
    _show(ask(port, lambda remote: remote.act(who, line, guild=guild, channel=channel)))


@click.command("click")
@WHO
@click.argument("button")
@GUILD
@CHANNEL
@PORT_OPTION
def press(who: str, button: str, guild: str | None, channel: str | None, port: int) -> None:
    """Let WHO press BUTTON, by its label, on the last reply they got."""
    _show(ask(port, lambda remote: remote.click(who, button, guild=guild, channel=channel)))


@click.command()
@WHO
@click.argument("select")
@click.argument("values", nargs=-1)
@GUILD
@CHANNEL
@PORT_OPTION
def select(
    who: str, select: str, values: tuple[str, ...], guild: str | None, channel: str | None, port: int
) -> None:
    """Let WHO choose VALUES in SELECT, by its placeholder, on the last reply they got."""
    _show(ask(port, lambda remote: remote.select(who, select, list(values), guild=guild, channel=channel)))


@click.command()
@WHO
@click.argument("fields", nargs=-1, metavar="[FIELD=VALUE]...")
@GUILD
@CHANNEL
@PORT_OPTION
def submit(who: str, fields: tuple[str, ...], guild: str | None, channel: str | None, port: int) -> None:
    """Let WHO fill in the form they were last shown; a FIELD is named by its label or its id."""
    given = dict(_pair(field) for field in fields)
    _show(ask(port, lambda remote: remote.submit(who, given, guild=guild, channel=channel)))


def _pair(field: str) -> tuple[str, str]:
    name, equals, value = field.partition("=")
    if not equals:
        raise click.BadParameter(f"{field!r} is not FIELD=VALUE")
    return name, value


def _show(reply: RemoteReply) -> None:
    shown = reply.text or (f"opened the form {reply.modal['title']!r}" if reply.modal else "")
    if reply.ephemeral:
        click.secho("only you can see this", dim=True)
    click.echo(shown or "(no text)")
    if reply.buttons:
        click.secho("  ".join(f"[{label}]" for label in reply.buttons), fg="cyan")
    for followup in reply.followups:
        _show(followup)
