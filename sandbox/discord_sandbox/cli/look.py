"""``discord-sandbox calls`` and ``journal``."""

from __future__ import annotations

import time
from collections.abc import Callable
from functools import partial
from typing import Any

import click

from discord_sandbox.cli.program import PORT_OPTION, ask
from discord_sandbox.remote import Remote

PAUSE_SECONDS = 0.5
ENTRIES_AT_ONCE = 1000


@click.command()
@click.option("--limit", default=20, show_default=True, help="How many.")
@PORT_OPTION
def calls(limit: int, port: int) -> None:
    """Show the bot's latest calls, the newest first."""
    for call in ask(port, lambda remote: remote.calls(limit)):
        click.echo(_line_of_call(call))


@click.command()
@click.option("--limit", default=40, show_default=True, help="How many of the latest entries.")
@click.option("--follow", is_flag=True, help="Go on with what happens from now on, until Ctrl-C.")
@PORT_OPTION
def journal(limit: int, port: int, *, follow: bool) -> None:
    """Show what happened, in order: acts, gateway events, calls, faults; what is wrong stands in red."""
    entries, revision = _entries(port, 0)
    for entry in sorted(entries, key=lambda entry: int(entry["number"]))[-limit:]:
        _show(entry)
    while follow:
        time.sleep(PAUSE_SECONDS)
        entries, revision = _entries(port, revision)
        for entry in entries:
            if entry.get("done", True) and entry.get("status") != 0:
                _show(entry)


def _entries(port: int, revision: int) -> tuple[list[dict[str, Any]], int]:
    """What has happened after a revision of the journal, and the present one."""
    entries: list[dict[str, Any]] = []
    while True:
        found = ask(port, partial(_look, revision))
        if not found["entries"]:
            return entries, revision
        entries += found["entries"]
        revision = found["next"]


def _look(revision: int, remote: Remote) -> dict[str, Any]:
    return remote.journal(revision, ENTRIES_AT_ONCE)


def _show(entry: dict[str, Any]) -> None:
    problem = entry.get("problem") or entry.get("error")
    problems = [problem] if problem else [each["problem"] for each in entry.get("problems", ())]
    line = f"{entry['at'][11:23]} {entry['kind']:<5} {_LINES[entry['kind']](entry)}"
    if problems:
        click.secho(f"{line}  {', '.join(problems)}", fg="red")
    else:
        click.echo(line)


def _line_of_call(call: dict[str, object]) -> str:
    return f"{call['status']} {call['milliseconds']:>7.1f} ms  {call['method']:<6} {call['path']}"


def _line_of_action(action: dict[str, Any]) -> str:
    from discord_sandbox.clients.action_kinds import python_line

    latency = "" if action["latency"] is None else f"  answered after {action['latency'] * 1000:.0f} ms"
    return python_line(action["request"]) + latency


_LINES: dict[str, Callable[[dict[str, Any]], str]] = {
    "call": _line_of_call,
    "act": _line_of_action,
    "event": lambda event: f"{event['name']} (shard {event['shard']}, guild {event['guild'] or 'none'})",
    "fault": lambda fault: str(fault["fault"]),
}
