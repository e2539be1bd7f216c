"""Every menu that the bot's panels show, found by using what is on them."""

from __future__ import annotations

from collections import Counter, deque
from collections.abc import AsyncIterator, Awaitable, Callable, Iterable
from dataclasses import dataclass, replace
from typing import Any

from discord_sandbox import Person, Reply

BUTTON, TEXT = 2, 3
MOST_ALIKE = 6
"""Buttons and menus of one action that are followed: those of a list differ only in what they are about."""


class Gone(LookupError):
    """What was used before has ended what it was about, as a deletion does."""


@dataclass(frozen=True, slots=True)
class Trail:
    """How to come to a message: the command, and what is used on it, by action and argument."""

    command: str
    options: tuple[tuple[str, Any], ...]
    prepare: Callable[[], Awaitable[None]]
    """What has to be done before the command can be used once more."""
    steps: tuple[str, ...] = ()

    async def walk(self, person: Person) -> Reply:
        """The message, opened anew."""
        await self.prepare()
        reply = await (await person.slash(self.command, **dict(self.options))).settled()
        for step in self.steps:
            part = {meaning(part): part for part in _parts(reply)}.get(step)
            if part is None:
                raise Gone(f"/{self.command}: there is no {step} in {reply.text!r}")
            if part["type"] == BUTTON:
                answer = await person.click(reply, part["custom_id"])
            else:
                first = part["options"][0]["value"]
                answer = await person.select(reply, part["custom_id"], [first])
            reply = await answer.settled()
        return reply


def meaning(part: dict[str, Any]) -> str:
    """Action and argument of a part's custom id, without the signature and the owner."""
    _, _, action, _, argument = part["custom_id"].split(":", 4)
    return f"{action}:{argument}"


async def menus(person: Person, trails: Iterable[Trail]) -> AsyncIterator[tuple[Trail, dict[str, Any]]]:
    """Every menu that can be come to from these messages, with the way there."""
    todo, seen, alike = deque(trails), set[str](), Counter[str]()
    while todo:
        trail = todo.popleft()
        try:
            reached = await trail.walk(person)
        except Gone:
            continue
        for part in _parts(reached):
            step = meaning(part)
            alike[step.partition(":")[0]] += step not in seen
            if step in seen or alike[step.partition(":")[0]] > MOST_ALIKE:
                continue
            seen.add(step)
            if part["type"] != BUTTON:
                yield trail, part
            if part["type"] in (BUTTON, TEXT):
                todo.append(replace(trail, steps=(*trail.steps, step)))


def _parts(reply: Reply) -> list[dict[str, Any]]:
    parts = [*reply.buttons, *reply.selects] if reply.message else []
    return [part for part in parts if part.get("custom_id") and not part.get("disabled")]
