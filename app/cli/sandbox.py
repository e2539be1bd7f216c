"""``twi sandbox``."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, TypeVar

import click

from app.core.errors import AppError
from app.settings.loader import load_settings
from app.settings.schema import Profile

if TYPE_CHECKING:
    from app.sandbox.remote import Remote, RemoteReply

T = TypeVar("T")
WHO = click.argument("who")
GUILD = click.option("--guild", help="Key or id of the guild; the first one if left out.")
CHANNEL = click.option("--channel", help="Name of the channel; the first one if left out.")


class SandboxRefuses(AppError):
    """The sandbox does not run, or cannot do what was asked."""


@click.group(invoke_without_command=True)
@click.pass_context
def sandbox(ctx: click.Context) -> None:
    """The local Discord: run it alone (without a subcommand), or act in the one that runs."""
    settings = load_settings()
    if settings.profile is Profile.PRODUCTION:
        raise SandboxRefuses("the sandbox does not run in the profile production")
    if ctx.invoked_subcommand is None:
        import asyncio

        from app.sandbox.__main__ import serve

        asyncio.run(serve(settings.sandbox.port, exit_with_parent=False))


@sandbox.command()
@WHO
@click.argument("line")
@GUILD
@CHANNEL
def act(who: str, line: str, guild: str | None, channel: str | None) -> None:
    """Let WHO type LINE: a slash command such as "/quote add quote:Hello", or something to say."""
    _show(_asking(lambda remote: remote.act(who, line, guild=guild, channel=channel)))


@sandbox.command("click")
@WHO
@click.argument("button")
@GUILD
@CHANNEL
def press(who: str, button: str, guild: str | None, channel: str | None) -> None:
    """Let WHO press BUTTON, by its label, on the last reply they got."""
    _show(_asking(lambda remote: remote.click(who, button, guild=guild, channel=channel)))


@sandbox.command()
@click.option("--limit", default=20, show_default=True, help="How many.")
def calls(limit: int) -> None:
    """Show the bot's latest calls, the newest first."""
    for call in _asking(lambda remote: remote.calls(limit)):
        click.echo(f"{call['status']} {call['milliseconds']:>7.1f} ms  {call['method']:<6} {call['path']}")


def _asking(ask: Callable[[Remote], T]) -> T:
    from app.sandbox.remote import Remote, RemoteError

    port = load_settings().sandbox.port
    try:
        return ask(Remote(port))
    except OSError as error:
        raise SandboxRefuses(f"no sandbox listens on port {port}; `make run` starts one") from error
    except RemoteError as error:
        raise SandboxRefuses(str(error)) from error


def _show(reply: RemoteReply) -> None:
    shown = reply.text or (f"opened the form {reply.modal['title']!r}" if reply.modal else "")
    if reply.ephemeral:
        click.secho("only you can see this", dim=True)
    click.echo(shown or "(no text)")
    if reply.buttons:
        click.secho("  ".join(f"[{label}]" for label in reply.buttons), fg="cyan")
    for followup in reply.followups:
        _show(followup)
