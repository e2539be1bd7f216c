"""People who write, and people who use commands."""

from __future__ import annotations

import asyncio
import itertools
import random
import time
from collections.abc import Iterator

from discord_sandbox.clients import offers
from discord_sandbox.clients.errors import ResponseTimeout
from discord_sandbox.clients.person import Person
from discord_sandbox.gateway.gateway import Gateway
from discord_sandbox.load.figures import Latencies
from discord_sandbox.load.plan import Plan
from discord_sandbox.model.channel import Channel, ChannelType
from discord_sandbox.model.permissions import Permission
from discord_sandbox.model.user import User
from discord_sandbox.model.world import World
from discord_sandbox.operations import messages
from discord_sandbox.operations.draft import Draft

AT_ONCE = 100
"""Messages between two turns of the event loop: few enough for answers not to wait for them."""
TICK = 0.002
PLACES, DRAWN = 20_000, 40_000
"""Pairs of a person and a channel, and how many are drawn at most to find those who may write there."""
NEEDED = Permission.VIEW_CHANNEL | Permission.SEND_MESSAGES | Permission.USE_APPLICATION_COMMANDS
WORDS = (
    "I did not see that coming.",
    "Has anybody read the newest chapter yet? No spoilers, please, I am at work until five.",
    "The innkeeper would have liked this very much, and then she would have charged us for the chairs.",
    "yes",
    "Listening again, and how much of volume one is in the first hour: the blue fruits, the chess, the sign!",
    "Drew something! It is not finished, but I wanted to show the hands before I ruin them.",
)


class MessageTraffic:
    """Messages at a rate, or as fast as they are read."""

    def __init__(self, world: World, gateway: Gateway, plan: Plan) -> None:
        self.written = 0
        self._world = world
        self._gateway = gateway
        self._plan = plan
        self._began = time.perf_counter()
        self._places = itertools.cycle(places(world, plan.seed))
        self._words = itertools.cycle([Draft(content=words) for words in WORDS])

    def behind_at(self, now: float) -> int:
        """Messages that should be there by then, and are not."""
        if self._plan.flat_out:
            return 0
        return max(0, int((now - self._began) * self._plan.messages) - self.written)

    async def go_on(self) -> None:
        """Write until it is cancelled."""
        self._began = time.perf_counter()
        while True:
            if self._gateway.backlog > self._plan.backlog:
                await asyncio.sleep(TICK)
                continue
            due = AT_ONCE if self._plan.flat_out else min(self.behind_at(time.perf_counter()), AT_ONCE)
            self._write(due)
            await asyncio.sleep(0 if due == AT_ONCE else TICK)

    def _write(self, count: int) -> None:
        for (channel, user), draft in zip(
            itertools.islice(self._places, count), itertools.islice(self._words, count), strict=True
        ):
            messages.create(self._world, channel, user, draft)
        self.written += count


class CommandTraffic:
    """Slash commands at a rate."""

    def __init__(self, world: World, plan: Plan) -> None:
        self.asked = 0
        self.answered = 0
        self.unanswered = 0
        self.latencies = Latencies()
        self._world = world
        self._plan = plan
        self._places = itertools.cycle(places(world, plan.seed + 1))
        self._waiting: set[asyncio.Task[None]] = set()

    async def go_on(self) -> None:
        """Ask until it is cancelled."""
        began = time.perf_counter()
        while True:
            due = int((time.perf_counter() - began) * self._plan.commands) - self.asked
            room = self._plan.in_flight - len(self._waiting)
            for channel, user in itertools.islice(self._places, max(0, min(due, room, AT_ONCE))):
                self._ask(Person(self._world, user, channel))
            await asyncio.sleep(TICK)

    def check(self) -> None:
        """Raise ``ActionUnavailable`` unless there is such a command, if there is to be any."""
        if self._plan.commands:
            offers.find(self._world, next(self._places)[0], self._plan.command)

    async def finish(self) -> None:
        """Wait for what was asked last."""
        await asyncio.gather(*self._waiting)

    def _ask(self, person: Person) -> None:
        self.asked += 1
        task = asyncio.create_task(self._answer(person))
        self._waiting.add(task)
        task.add_done_callback(self._waiting.discard)

    async def _answer(self, person: Person) -> None:
        try:
            reply = await person.slash(self._plan.command, **self._plan.options)
        except ResponseTimeout:
            self.unanswered += 1
        else:
            self.answered += 1
            self.latencies.add(reply.latency)


def places(world: World, seed: int) -> list[tuple[Channel, User]]:
    """Pairs of a channel and somebody who may write there, in the guilds that the bot is in."""
    # The same in every run, and nothing that is kept secret depends on it.
    chance = random.Random(seed)  # noqa: S311
    drawn = itertools.islice(_pairs(world, chance), DRAWN)
    allowed = ((place, user) for place, user in drawn if world.permissions(user.id, place) & NEEDED == NEEDED)
    found = list(itertools.islice(allowed, PLACES))
    if not found:
        raise LookupError("there is nobody who could write anything, or nowhere to do it")
    return found


def _pairs(world: World, chance: random.Random) -> Iterator[tuple[Channel, User]]:
    guilds = []
    for guild in world.joined_guilds:
        texts = [channel for channel in guild.channels.values() if channel.type is ChannelType.GUILD_TEXT]
        people = [member.user for member in guild.members.values() if not member.user.bot]
        if texts and people:
            guilds.append((texts, people))
    while guilds:
        texts, people = chance.choice(guilds)
        yield chance.choice(texts), chance.choice(people)
