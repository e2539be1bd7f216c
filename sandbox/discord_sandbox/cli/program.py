"""What the commands share: the port, the sandbox behind it, and how this program is told of."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TypeVar

import click

from discord_sandbox.remote import PORT, Remote, RemoteError

T = TypeVar("T")

PORT_OPTION = click.option(
    "--port", type=click.IntRange(0, 65535), default=PORT, show_default=True, help="Port of the sandbox."
)


class Refused(Exception):
    """What was asked for cannot be done; the message is for the person at the terminal."""


@dataclass(frozen=True, slots=True)
class Program:
    """What another program that mounts these commands puts differently: an ``obj`` of its context."""

    start: str = "`discord-sandbox run` starts one"
    connect: str = "rest_url  {rest_url}\ntoken     {token}"


def program() -> Program:
    """How the program that runs puts it."""
    found = click.get_current_context().find_object(Program)
    return found or Program()


def command_prefix() -> str:
    """What stands before the name of a command here, such as ``discord-sandbox``."""
    parent = click.get_current_context().parent
    return parent.command_path if parent else "discord-sandbox"


def ask(port: int, question: Callable[[Remote], T]) -> T:
    """What the running sandbox answers. Raises ``Refused``."""
    try:
        return question(Remote(port))
    except OSError as error:
        raise Refused(f"no sandbox listens on port {port}; {program().start}") from error
    except RemoteError as error:
        raise Refused(str(error)) from error
