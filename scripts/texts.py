"""Write the page of all texts: what each command is called for, and every sentence where it belongs."""

from __future__ import annotations

import asyncio
import sys
from collections.abc import Iterator
from itertools import groupby

from app.discord.localizations import places
from scripts.messages import Message, every_command, sentences_by_file

INTRODUCTION = """\
# Every text

<!-- Generated from the catalogue by `make generate`. Do not edit. -->

All that the bot says, to be read aloud in one sitting: is it short, warm and plain, and would somebody say it? What
stands in braces is put in later; of two forms the first is for one.

"""


def main() -> int:
    sys.stdout.write(INTRODUCTION + "## Commands\n\n" + "".join(descriptions()))
    for part, told in groupby(sorted(sentences_by_file(), key=_part), _part):
        texts = sorted({" / ".join(_forms(message)) for _, message in told}, key=_order)
        sys.stdout.write(f"\n## {part}\n\n" + "".join(f"- {_literally(text)}\n" for text in texts))
    return 0


def descriptions() -> Iterator[str]:
    """What members read while they look for a command."""
    for place in places(asyncio.run(every_command())):
        if place.field == "description":
            yield f"- **{place.label}** {place.name.text}\n"
        elif not place.label.startswith("/"):
            yield f"- **{place.label}**, in a menu\n"


def _order(text: str) -> tuple[str, str]:
    # "Tags" and "tags" fold to the same, and a set has no order of its own.
    return text.casefold(), text


def _part(told: tuple[str, Message]) -> str:
    """The feature a text belongs to, or the part of the house."""
    folders = told[0].removeprefix("features/").split("/")[:-1]
    return folders[0] if folders else "start"


def _forms(message: Message) -> tuple[str, ...]:
    return (message,) if isinstance(message, str) else message


def _literally(text: str) -> str:
    line = " ⏎ ".join(text.split("\n"))
    return f"`` {line} ``" if "`" in line else f"`{line.strip()}`"


if __name__ == "__main__":
    sys.exit(main())
