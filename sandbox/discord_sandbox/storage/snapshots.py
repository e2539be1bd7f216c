"""Keeps the world: restored at the start, written every so often and at the end."""

from __future__ import annotations

import asyncio
import logging
import time
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path
from typing import Any

import orjson

from discord_sandbox.model.channel import Channel
from discord_sandbox.model.command import Command
from discord_sandbox.model.command_permissions import CommandPermission
from discord_sandbox.model.emoji import Emoji
from discord_sandbox.model.event import Event
from discord_sandbox.model.payload import JsonObject, Payload
from discord_sandbox.model.world import World
from discord_sandbox.operations import polls, threads
from discord_sandbox.storage.folder import Folder
from discord_sandbox.storage.object_graph import Reader, Unreadable, Writer, typed_fields

logger = logging.getLogger(__name__)

VERSION = 1
"""Of what stands in the file; to be raised when the same words come to mean something else."""
SECONDS_BETWEEN = 30.0
MESSAGES_KEPT = 1000
"""The latest of each channel."""
SLICE_SECONDS = 0.003
"""For which writing may hold up the answers to the bot."""

KEPT = ("users", "guilds", "channels", "private", "attachments", "webhooks", "invites")
"""The fields of the world that outlive a run. Commands, their permissions and the bot's emojis do, too."""


class Keeper:
    """Keeps one world in a folder."""

    def __init__(self, world: World, path: Path) -> None:
        self._world = world
        self._folder = Folder(path)
        self._taken = False
        self._changed = False
        self._task: asyncio.Task[None] | None = None

    def restore(self) -> bool:
        """Bring back what was kept; False if there is nothing, or nothing that can be used."""
        self._taken = self._folder.take()
        if not self._taken:
            logger.warning(
                "another sandbox keeps its state in %s; this one forgets", self._folder.state.parent
            )
            return False
        if not self._folder.state.exists():
            return False
        try:
            self._read(orjson.loads(self._folder.state.read_bytes()))
        except Exception as error:  # noqa: BLE001 - whatever is wrong with the file, the sandbox has to start
            reason = f"{type(error).__name__}: {error}"
            aside = self._folder.put_aside()
            logger.warning(
                "the kept state cannot be used (%s); it is now %s, a new one begins", reason, aside
            )
            return False
        return True

    def start(self) -> None:
        """Write from now on whenever something has changed."""
        if self._taken:
            self._world.listeners.append(self._note)
            self._task = asyncio.create_task(self._write_now_and_then())

    async def stop(self) -> None:
        """Write for the last time."""
        if self._task:
            self._task.cancel()
            with suppress(asyncio.CancelledError):
                await self._task
        if self._taken:
            await self._write(slice_seconds=float("inf"))
            self._folder.give_back()

    def _note(self, _: Event) -> None:
        self._changed = True

    async def _write_now_and_then(self) -> None:
        while True:
            await asyncio.sleep(SECONDS_BETWEEN)
            if self._changed:
                await self._write(SLICE_SECONDS)

    async def _write(self, slice_seconds: float) -> None:
        self._changed = False
        contents: set[str] = set()

        def store(content: bytes) -> str:
            name = self._folder.store(content)
            contents.add(name)
            return name

        writer = Writer(store, _latest)
        document = self._document(writer)
        began = time.perf_counter()
        for _ in writer.rest():
            if time.perf_counter() - began > slice_seconds:
                await asyncio.sleep(0)
                began = time.perf_counter()
        document["objects"] = writer.objects
        self._folder.write(orjson.dumps(document))
        self._folder.clear(contents)

    def _document(self, writer: Writer) -> JsonObject:
        world = self._world
        return {
            "version": VERSION,
            "url": world.url,
            "last_id": world.snowflakes.last,
            "world": {name: writer.value(getattr(world, name)) for name in KEPT},
            "commands": writer.value(world.commands.everything()),
            "command_permissions": [
                [guild_id, target, writer.value(world.commands.permissions.of(guild_id, target))]
                for guild_id in world.guilds
                for target in world.commands.permissions.of_guild(guild_id)
            ],
            "own_emojis": writer.value(world.application.emojis),
        }

    def _read(self, document: Payload) -> None:
        if document.get("version") != VERSION:
            raise Unreadable(f"it is of version {document.get('version')}, not {VERSION}")
        if document["url"] != self._world.url:
            # Whatever was uploaded is found below the present address from now on.
            text = orjson.dumps(document).replace(document["url"].encode(), self._world.url.encode())
            document = orjson.loads(text)
        reader = Reader(document["objects"], self._folder.fetch)
        found = dict(self._values(reader, document["world"]))
        commands: list[Command] = reader.value(list[Command], document["commands"])
        allowed = [
            (guild_id, target, reader.value(list[CommandPermission], written))
            for guild_id, target, written in document["command_permissions"]
        ]
        application = self._world.application
        application.emojis = reader.value(dict[int, Emoji], document["own_emojis"])
        application.bot = found["users"][application.bot.id]
        application.owner = found["users"][application.owner.id]
        for name, value in found.items():
            setattr(self._world, name, value)
        self._world.commands.restore(commands)
        for guild_id, target, permissions in allowed:
            self._world.commands.permissions.set(guild_id, target, permissions)
        self._world.snowflakes.continue_after(document["last_id"])
        self._go_on()

    def _go_on(self) -> None:
        """Threads are archived and polls end as they would have."""
        for channel in self._world.channels.values():
            threads.watch(self._world, channel)
            for message in channel.messages.values():
                polls.watch(self._world, message)

    def _values(self, reader: Reader, written: JsonObject) -> Iterator[tuple[str, Any]]:
        for field, hint in typed_fields(World):
            if field.name in KEPT and field.name in written:
                yield field.name, reader.value(hint, written[field.name])


def _latest(owner: object, name: str, value: Any) -> Any:
    """Of a channel's messages only the latest are kept."""
    if name != "messages" or not isinstance(owner, Channel) or len(value) <= MESSAGES_KEPT:
        return value
    return dict(list(value.items())[-MESSAGES_KEPT:])
