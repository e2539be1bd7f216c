"""``twi sandbox``."""

from __future__ import annotations

import time
from collections.abc import Callable
from functools import partial
from typing import TYPE_CHECKING, Any

import click

from app.cli.loading import load
from app.cli.remote import SandboxRefuses, asking
from app.cli.scenarios import record, replay
from app.cli.worlds import worlds
from app.settings.loader import load_settings
from app.settings.schema import Profile

if TYPE_CHECKING:
    from discord_sandbox.remote import Remote, RemoteReply

PAUSE_SECONDS = 0.5
ENTRIES_AT_ONCE = 1000
WHO = click.argument("who")
GUILD = click.option("--guild", help="Key or id of the guild; the first one if left out.")
CHANNEL = click.option("--channel", help="Name of the channel; the first one if left out.")


@click.group(invoke_without_command=True)
@click.pass_context
def sandbox(ctx: click.Context) -> None:
    """The local Discord: run it alone (without a subcommand), or act in the one that runs."""
    if ctx.invoked_subcommand is None:
        import asyncio

        from discord_sandbox.__main__ import Choices, serve
        from discord_sandbox.fixtures.checked_toml import BadFile

        settings = load_settings()
        if settings.profile is Profile.PRODUCTION:
            raise SandboxRefuses("the sandbox does not run in the profile production")
        chosen = settings.sandbox
        try:
            asyncio.run(
                serve(Choices(chosen.port, chosen.world, chosen.keep, rate_limits=chosen.rate_limits))
            )
        except (OSError, BadFile) as error:
            raise SandboxRefuses(f"the sandbox cannot start: {error}") from error


sandbox.add_command(load)
sandbox.add_command(record)
sandbox.add_command(replay)
sandbox.add_command(worlds)


@sandbox.command()
@WHO
@click.argument("line")
@GUILD
@CHANNEL
def act(who: str, line: str, guild: str | None, channel: str | None) -> None:
    """Let WHO type LINE: a slash command such as "/quote add quote:Hello", or something to say."""
    _show(asking(lambda remote: remote.act(who, line, guild=guild, channel=channel)))


@sandbox.command("click")
@WHO
@click.argument("button")
@GUILD
@CHANNEL
def press(who: str, button: str, guild: str | None, channel: str | None) -> None:
    """Let WHO press BUTTON, by its label, on the last reply they got."""
    _show(asking(lambda remote: remote.click(who, button, guild=guild, channel=channel)))


@sandbox.command()
@WHO
@click.argument("select")
@click.argument("values", nargs=-1)
@GUILD
@CHANNEL
def select(who: str, select: str, values: tuple[str, ...], guild: str | None, channel: str | None) -> None:
    """Let WHO choose VALUES in SELECT, by its placeholder, on the last reply they got."""
    _show(asking(lambda remote: remote.select(who, select, list(values), guild=guild, channel=channel)))


@sandbox.command()
@WHO
@click.argument("fields", nargs=-1, metavar="[FIELD=VALUE]...")
@GUILD
@CHANNEL
def submit(who: str, fields: tuple[str, ...], guild: str | None, channel: str | None) -> None:
    """Let WHO fill in the form they were last shown; a FIELD is named by its label or its id."""
    given = dict(_pair(field) for field in fields)
    _show(asking(lambda remote: remote.submit(who, given, guild=guild, channel=channel)))


@sandbox.command()
@click.option("--limit", default=20, show_default=True, help="How many.")
def calls(limit: int) -> None:
    """Show the bot's latest calls, the newest first."""
    for call in asking(lambda remote: remote.calls(limit)):
        click.echo(_line_of_call(call))


@sandbox.command()
@click.option("--limit", default=40, show_default=True, help="How many of the latest entries.")
@click.option("--follow", is_flag=True, help="Go on with what happens from now on, until Ctrl-C.")
def journal(limit: int, *, follow: bool) -> None:
    """Show what happened, in order: acts, gateway events, calls, faults; what is wrong stands in red."""
    entries, revision = _entries(0)
    for entry in sorted(entries, key=lambda entry: int(entry["number"]))[-limit:]:
        _show_entry(entry)
    while follow:
        time.sleep(PAUSE_SECONDS)
        entries, revision = _entries(revision)
        for entry in entries:
            if entry.get("done", True) and entry.get("status") != 0:
                _show_entry(entry)


def _entries(revision: int) -> tuple[list[dict[str, Any]], int]:
    """What has happened after a revision of the journal, and the present one."""
    entries: list[dict[str, Any]] = []
    while True:
        found = asking(partial(_look, revision))
        if not found["entries"]:
            return entries, revision
        entries += found["entries"]
        revision = found["next"]


def _look(revision: int, remote: Remote) -> dict[str, Any]:
    return remote.journal(revision, ENTRIES_AT_ONCE)


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


def _show_entry(entry: dict[str, Any]) -> None:
    problem = entry.get("problem") or entry.get("error")
    problems = [problem] if problem else [each["problem"] for each in entry.get("problems", ())]
    line = f"{entry['at'][11:23]} {entry['kind']:<5} {_LINES[entry['kind']](entry)}"
    if problems:
        click.secho(f"{line}  {', '.join(problems)}", fg="red")
    else:
        click.echo(line)


def _line_of_call(call: dict[str, Any]) -> str:
    return f"{call['status']} {call['milliseconds']:>7.1f} ms  {call['method']:<6} {call['path']}"


def _line_of_act(act: dict[str, Any]) -> str:
    from discord_sandbox.scenarios.python_line import python_line

    latency = "" if act["latency"] is None else f"  answered after {act['latency'] * 1000:.0f} ms"
    return python_line(act["deed"]) + latency


_LINES: dict[str, Callable[[dict[str, Any]], str]] = {
    "call": _line_of_call,
    "act": _line_of_act,
    "event": lambda event: f"{event['name']} (shard {event['shard']}, guild {event['guild'] or 'none'})",
    "fault": lambda fault: str(fault["fault"]),
}
