"""Plays the transcripts of the documentation against the real bot; docs/testing.md describes their language."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from discord_sandbox import ActionUnavailable, GuildHandle, Person, Reply, SeenMessage
from discord_sandbox.clients.slash_line import parse
from tests.support.documents import Block, says

PRIVATE = "only you can see this"
PROMPT = re.compile(r"([a-z]+)> (.+)")
CONTROL = re.compile(r"\[(.+?)(?:: ?(.*))?\]")
MENU = re.compile(r"\((.+?)(?:: ?@(.*))?\)")
FIELD = re.compile(r"\{(.+?): ?(.*?)\}", re.DOTALL)
BUTTONS = re.compile(r"(\[[^\]]+\] *)+")
MENTION = re.compile(r"<(@&|@|#)(\d+)>")
ESCAPED = re.compile(r"\\([\\*_~`|<>\[\]#\-+.])")
FORMAT = re.compile(r"^(?:### |-# )|\*\*|(?<!\\)`", re.MULTILINE)


@dataclass(frozen=True, slots=True)
class Step:
    """What one person does, and the lines that have to come back."""

    line: int
    who: str
    deed: str
    answer: Sequence[str]


def steps(block: Block) -> Iterator[Step]:
    """The steps of one block; raises where it begins with an answer."""
    prompts = [(number, match) for number, text in block.lines if (match := PROMPT.fullmatch(text))]
    lines = dict(block.lines)
    if not prompts or prompts[0][0] != block.line:
        raise ValueError(f"line {block.line}: a transcript begins with who does what")
    ends = [number for number, _ in prompts[1:]] + [block.line + len(lines)]
    for (number, match), end in zip(prompts, ends, strict=True):
        yield Step(number, match[1], match[2], [lines[line] for line in range(number + 1, end)])


class Stage:
    """A guild in which transcripts are played; what was seen in one is there in the next."""

    def __init__(self, guild: GuildHandle, options: Mapping[str, Sequence[str]]) -> None:
        self._guild = guild
        self._options = options
        """The options of every slash command by its full name."""
        self._seen: list[SeenMessage] = []

    async def play(self, step: Step) -> None:
        """Let it happen; raises ``AssertionError`` where something else comes back."""
        reply = await self._do(self._guild.member(step.who), step.deed)
        if isinstance(reply, Reply) and reply.deferred:
            await reply.settled()
        self._seen.append(reply)
        told = self.shown(reply)
        private = PRIVATE in step.answer
        wrong = [] if private == reply.ephemeral else [f"that only {step.who} can see it"]
        position = 0
        for line in step.answer:
            if BUTTONS.fullmatch(line):
                wrong += [] if _labels(reply) == re.findall(r"\[([^\]]+)\]", line) else [line]
            elif line != PRIVATE:
                end = says(line, told, position)
                position, wrong = (position, [*wrong, line]) if end is None else (end, wrong)
        if wrong:
            missing = "\n  ".join(wrong)
            raise AssertionError(
                f"line {step.line}: {step.who}> {step.deed}\nexpected:\n  {missing}\ncame:\n{told}"
            )

    def shown(self, reply: SeenMessage) -> str:
        """What a reply says, as Discord shows it."""
        if isinstance(reply, Reply) and reply.modal:
            return f"opened the form {reply.modal.title!r}"
        parts = [reply, *(reply.followups if isinstance(reply, Reply) else ())]
        text = "\n".join(part.text for part in parts)
        return ESCAPED.sub(r"\1", FORMAT.sub("", MENTION.sub(self._named, text)))

    async def _do(self, who: Person, deed: str) -> SeenMessage:
        if deed.startswith("/"):
            line = parse(deed, self._options)
            return await who.slash(line.command, **line.options)
        if fields := dict(FIELD.findall(deed)):
            form = next(seen for seen in reversed(self._seen) if isinstance(seen, Reply) and seen.modal)
            return await who.submit(form, fields)
        if menu := MENU.fullmatch(deed):
            if menu[2]:
                return await who.user_menu(menu[1], menu[2].lower())
            return await who.message_menu(menu[1], self._seen[-1])
        if control := CONTROL.fullmatch(deed):
            return await self._use(who, control)
        return await who.say(deed)

    async def _use(self, who: Person, control: re.Match[str]) -> SeenMessage:
        label, chosen = control.groups()
        if chosen is None:
            return await who.click(self._with(who, label, _labels), label)
        values = [value.strip().lstrip("@#") for value in chosen.split(",") if value.strip()]
        return await who.select(self._with(who, label, _placeholders), label, values)

    def _with(self, who: Person, label: str, labels: Callable[[SeenMessage], list[Any]]) -> SeenMessage:
        """The newest message with this control on it that the person sees."""
        for seen in reversed(self._seen):
            if seen.message and seen.message.visible_to(who.id) and label in labels(seen):
                return seen
        raise ActionUnavailable(f"{who.user.username} sees no {label!r}")

    def _named(self, mention: re.Match[str]) -> str:
        kind, snowflake = mention[1], int(mention[2])
        guild = self._guild.guild
        if kind == "@":
            return f"@{guild.members[snowflake].user.display_name}"
        found = guild.roles[snowflake] if kind == "@&" else guild.channels[snowflake]
        return f"{kind[0]}{found.name}"


def _labels(message: SeenMessage) -> list[Any]:
    return [button.get("label") for button in message.buttons]


def _placeholders(message: SeenMessage) -> list[Any]:
    return [select.get("placeholder") for select in message.selects]
