"""Write the page of all commands, for members and staff: what each does, which permission it takes, an example."""

from __future__ import annotations

import asyncio
import sys
from collections.abc import Iterator
from itertools import groupby

import hikari

from app.discord.registry import Command
from scripts.messages import loaded

INTRODUCTION = """\
# All commands

<!-- Generated from the commands by `make generate`. Do not edit. -->

Type `/` and the first letters, and Discord shows the rest. `/help` lists what you can use where you are. A server can
keep commands to some channels and roles, or switch them off, so not all of these are everywhere.
"""
MENUS = {
    hikari.CommandType.USER: "a member's menu, *Apps*",
    hikari.CommandType.MESSAGE: "a message's menu, *Apps*",
}


async def main() -> int:
    async with loaded() as runtime:
        commands = runtime.container.commands().all()
    sys.stdout.write(INTRODUCTION)
    for plugin, its in groupby(commands, lambda command: command.plugin):
        sys.stdout.write(f"\n## {plugin.capitalize()}\n\n[More about them](plugins/{plugin}.md)\n\n")
        sys.stdout.write("| command | what it does | permission | for example |\n| --- | --- | --- | --- |\n")
        sys.stdout.write("".join(f"| {' | '.join(_row(command))} |\n" for command in its))
    return 0


def _row(command: Command) -> Iterator[str]:
    examples = "<br>".join(f"`{example}`" for example in command.info.examples)
    yield f"`{command.label}`"
    yield f"{command.description.text or f'In {MENUS[command.kind]}.'} {command.info.note}".strip()
    yield _permission(command)
    yield examples if command.kind is hikari.CommandType.SLASH else ""


def _permission(command: Command) -> str:
    if command.info.operators:
        return "to own the bot"
    needs = command.info.needs or command.hidden_without
    return str(needs.label) if needs else ""


if __name__ == "__main__":
    sys.exit(asyncio.run(main()))
