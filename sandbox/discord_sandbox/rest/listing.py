"""The page of what the sandbox answers and what it does not."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from discord_sandbox.rest.resources import resources
from discord_sandbox.rest.unanswered import UNANSWERED

_BEGINNING = """\
# What the sandbox answers

`discord-sandbox routes` writes this page. Differences within what it answers have [a page of their own](../differences.md).
"""
_BETWEEN = """\
## Not answered

Discord's description has these as well. The sandbox refuses them with status 501, and everything else that is not
above; each time it writes an error to its log and adds it to `Sandbox.violations`, on which a test can insist.
"""


def answered() -> Iterator[tuple[str, str]]:
    """The method and the path of everything that is answered."""
    for resource in resources():
        for route, _ in resource.routes.all:
            yield route.method, route.template


def unanswered() -> Iterator[tuple[str, str]]:
    """The method and the path of everything that is known not to be."""
    for operations in UNANSWERED.values():
        for operation in operations:
            method, _, path = operation.partition(" ")
            yield method, path


def page() -> str:
    """The page, in Markdown."""
    return "\n".join((_BEGINNING, "## Answered\n", *_resources(), _BETWEEN, *_topics())).rstrip() + "\n"


def _resources() -> Iterator[str]:
    for resource in resources():
        yield _section(
            resource.title, (f"{route.method} {route.template}" for route, _ in resource.routes.all)
        )


def _topics() -> Iterator[str]:
    for topic, operations in UNANSWERED.items():
        yield _section(topic, operations)


def _section(title: str, operations: Iterable[str]) -> str:
    return "\n".join((f"### {title}\n", "```text", *operations, "```\n"))
