"""Write what can be translated as a gettext template; exits with 1 when a translation cannot be shown by Discord.

Sentences are found in the source, marked with ``t`` or ``tn``; names and descriptions of commands in the commands
themselves, with what they are as their context.
"""

from __future__ import annotations

import asyncio
import pkgutil
import sys
from collections.abc import AsyncIterator, Iterable
from contextlib import asynccontextmanager
from pathlib import Path
from typing import TypeAlias

from babel.messages.catalog import Catalog
from babel.messages.extract import extract_from_dir
from babel.messages.pofile import write_po
from hikari.api import CommandBuilder
from pydantic import SecretStr

import plugins
from app.discord.localizations import places, unfit
from app.runtime import Runtime, assemble
from app.settings.schema import Settings
from app.settings.sections.discord import DiscordSettings
from app.settings.types import Profile

ROOT = Path(__file__).resolve().parent.parent
PLACEHOLDER = "MQ.none.none"
"""Of the form that a token has; nothing is asked of Discord."""
KEYWORDS = {"t": None, "tn": (1, 2)}
Message: TypeAlias = str | tuple[str, ...]


def main() -> int:
    commands = asyncio.run(every_command())
    catalogue = Catalog()
    for message, context in [*sentences(), *names(commands)]:
        catalogue.add(message, context=context)
    # Without line numbers: those would change with every edit.
    write_po(sys.stdout.buffer, catalogue, no_location=True, omit_header=True, sort_output=True, width=76)
    wrong = sorted(set(unfit(commands)))
    print(*wrong, sep="\n", end="\n" if wrong else "", file=sys.stderr)
    return 1 if wrong else 0


@asynccontextmanager
async def loaded() -> AsyncIterator[Runtime]:
    """The bot with every plugin loaded, connected to nothing."""
    runtime = assemble(
        Settings(
            profile=Profile.TESTING,
            discord=DiscordSettings(token=SecretStr(PLACEHOLDER)),
            plugins=dict.fromkeys((each.name for each in pkgutil.iter_modules(plugins.__path__)), True),
        )
    )
    await runtime.load()
    try:
        yield runtime
    finally:
        await runtime.close()


async def every_command() -> list[CommandBuilder]:
    """The commands of all plugins, as Discord is told of them."""
    async with loaded() as runtime:
        return [command for scope in (await runtime.container.sync().wanted()).values() for command in scope]


def sentences_by_file() -> Iterable[tuple[str, Message]]:
    """Every sentence with the file it stands in, below ``app`` or ``plugins``; one with a plural is both forms."""
    for folder in ("app", "plugins"):
        for file, _, message, _, _ in extract_from_dir(ROOT / folder, keywords=KEYWORDS):
            yield Path(file).as_posix(), message


def sentences() -> Iterable[tuple[Message, None]]:
    return ((message, None) for _, message in sentences_by_file())


def names(commands: Iterable[CommandBuilder]) -> Iterable[tuple[str, str]]:
    for place in places(commands):
        yield place.name.text, place.name.context


if __name__ == "__main__":
    sys.exit(main())
