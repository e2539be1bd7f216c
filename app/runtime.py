"""Assembles the bot from its parts and runs it until it is told to stop."""

from __future__ import annotations

import asyncio
import signal
from collections.abc import AsyncIterator, Callable, Coroutine
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass
from typing import cast

import hikari
from loguru import logger

from app.container import Container
from app.core.errors import AppError
from app.core.gc_policy import freeze_startup
from app.discord.gateway import is_final
from app.infra.db.engine import is_outage
from app.infra.leases import LeaseLost, Shards
from app.injection import collect_background, connect
from app.settings.schema import Settings

DRAIN_SECONDS = 10.0
"""How long the commands, and then the jobs and writes under way may take to end after a request to stop."""

HEAD_START_SECONDS = 1.0
"""How long jobs leave the process to the commands that waited for its start."""

STOP_SIGNALS = (signal.SIGINT, signal.SIGTERM)


class ConnectionRefused(AppError):
    """Discord does not accept this bot: its token, its intents or its shards are wrong."""


@dataclass(frozen=True, slots=True)
class Runtime:
    """One assembled process; nothing has connected yet."""

    container: Container

    async def load(self) -> None:
        """Load the plugins that the settings switch on. Fails before anything is online."""
        wanted = [name for name, on in self.container.settings().plugins.items() if on]
        await self.container.plugins().load_all(wanted)
        await self.container.client().start()

    async def close(self) -> None:
        """Undo what was created, in reverse."""
        await self.container.plugins().unload_all()
        await self.container.client().stop()
        await self.container.lifespan().aclose()


def assemble(settings: Settings) -> Runtime:
    """Build the object graph for ``settings``. Touches no network."""
    container = Container(settings=settings)
    connect(container, container.client())
    return Runtime(container)


async def serve(runtime: Runtime, announce: Callable[[], None] = lambda: None) -> None:
    """Run the bot until a signal, ``/owner shutdown`` or a fatal answer of Discord's.

    ``announce`` is called when the bot is ready to answer.
    """
    container = runtime.container
    stopping, lost = asyncio.Event(), container.leases().lost
    _on_signals(stopping)
    background = Background(container)
    try:
        await runtime.load()
        freeze_startup()
        if container.settings().http.enabled:
            await container.http().start()
        if await _unless(_go_online(container, background), stopping, lost):
            background.start()
            announce()
            await _until_stopped(container.bot(), container.client().stopping, stopping, lost)
        if lost.is_set():
            await _leave_gateway(container)
    finally:
        await _shut_down(runtime, background)


async def work(runtime: Runtime) -> None:
    """Run jobs without connecting to the gateway, until a signal."""
    container = runtime.container
    stopping = asyncio.Event()
    _on_signals(stopping)
    runner = container.runner()
    freeze_startup()
    try:
        if container.settings().http.enabled:
            await container.worker_http().start()
        async with http_only(container.bot()):
            logger.info("the worker is ready for jobs of {} kinds", len(container.jobs()))
            task = asyncio.create_task(runner.run())
            await stopping.wait()
            runner.stop()
            await task
    finally:
        if container.settings().http.enabled:
            await container.worker_http().stop()
        await runtime.close()


@asynccontextmanager
async def http_only(bot: hikari.GatewayBot) -> AsyncIterator[None]:
    """Make the bot's HTTP client usable without connecting to the gateway."""
    rest = cast("hikari.impl.RESTClientImpl", bot.rest)
    rest.start()
    try:
        yield
    finally:
        await rest.close()


async def _unless(doing: Coroutine[object, object, None], *reasons: asyncio.Event) -> bool:
    """Do it to the end; False when there was a reason to stop before."""
    task = asyncio.create_task(doing)
    waiting = {asyncio.create_task(reason.wait()) for reason in reasons}
    await asyncio.wait({task, *waiting}, return_when=asyncio.FIRST_COMPLETED)
    for reason in waiting:
        reason.cancel()
    if not task.done():
        task.cancel()
        await asyncio.gather(task, return_exceptions=True)
        return False
    await task
    return True


async def _go_online(container: Container, background: Background) -> None:
    """Wait for the turn to serve, connect, and tell Discord the commands."""
    try:
        shards = await _shards(container)
        # The first command should find a connection to the database: this opens one.
        await container.leases().acquire(shards)
        await background.start_recording()
        await container.bot().start(check_for_updates=False, shard_ids=shards.ids, shard_count=shards.count)
    except hikari.HikariError as error:
        if not is_final(error):
            raise
        raise ConnectionRefused(f"Discord refuses the connection: {error}") from error
    if container.settings().discord.sync_commands:
        await container.sync().sync()


async def _shards(container: Container) -> Shards:
    """The shards of this process: those of the settings, or all that Discord recommends."""
    discord = container.settings().discord
    count = discord.shard_count
    if count is None:
        async with http_only(container.bot()):
            count = (await container.bot().rest.fetch_gateway_bot_info()).shard_count
    return Shards(tuple(dict.fromkeys(discord.shard_ids)) or tuple(range(count)), count)


async def _leave_gateway(container: Container) -> None:
    """At once: what still comes is for who has the lease now."""
    await asyncio.gather(*(shard.close() for shard in container.bot().shards.values()))
    raise LeaseLost(str(container.leases().obstacle))


class Background:
    """What runs beside the commands of one process."""

    def __init__(self, container: Container) -> None:
        self._container = container
        self._recording: asyncio.Task[None] | None = None
        self._endless: set[asyncio.Task[object]] = set()
        self._finishing: set[asyncio.Task[object]] = set()
        """What is told to stop, and then brings what it has begun to an end."""

    async def start_recording(self) -> None:
        """Before the first event can come, and after it is known of whom nothing is recorded."""
        if self._container.settings().activity.enabled:
            try:
                await self._container.activity().known()
                for observer in self._container.observers():
                    await observer.known()
            except Exception as error:
                if not is_outage(error):
                    raise
                logger.warning("pauses cannot be read yet, as the database is away")
            self._recording = asyncio.create_task(self._container.pipeline().run())

    def start(self) -> None:
        self._endless |= {asyncio.create_task(run()) for run in collect_background(self._container)}
        if self._container.settings().jobs.enabled:
            self._finishing.add(asyncio.create_task(self._run_jobs()))

    async def stop_recording(self) -> None:
        """Bring what was taken in into the database, or to disk."""
        self._container.pipeline().stop()
        if self._recording:
            await asyncio.wait({self._recording}, timeout=DRAIN_SECONDS)

    async def stop(self) -> None:
        self._container.runner().stop()
        await self.stop_recording()
        if self._finishing:
            await asyncio.wait(self._finishing, timeout=DRAIN_SECONDS)
        everything = self._endless | self._finishing | ({self._recording} if self._recording else set())
        for task in everything:
            task.cancel()
        await asyncio.gather(*everything, return_exceptions=True)

    async def _run_jobs(self) -> None:
        # To import the job library takes a tenth of a second, in which the first commands would wait.
        await asyncio.sleep(HEAD_START_SECONDS)
        await self._container.runner().run()


async def _until_stopped(bot: hikari.GatewayBot, *reasons: asyncio.Event) -> None:
    waiting = {asyncio.ensure_future(reason.wait()) for reason in reasons}
    connected = asyncio.ensure_future(bot.join())
    done, pending = await asyncio.wait({*waiting, connected}, return_when=asyncio.FIRST_COMPLETED)
    for task in pending:
        task.cancel()
    if connected in done and (error := connected.exception()) is not None:
        if not is_final(error):
            raise error
        raise ConnectionRefused(f"Discord ended the connection: {error}") from error


async def _shut_down(runtime: Runtime, background: Background) -> None:
    logger.info("shutting down")
    container = runtime.container
    # While the commands under way come to their end the gateway stays open; Discord would not resend others.
    with suppress(TimeoutError):
        await asyncio.wait_for(container.client().idle(), DRAIN_SECONDS)
    if container.bot().is_alive:
        await container.bot().close()
    # The next process takes over before the jobs under way have ended, but not the events kept on disk.
    await background.stop_recording()
    await container.leases().release()
    await background.stop()
    if container.settings().http.enabled:
        await container.http().stop()
    await runtime.close()


def _on_signals(stopping: asyncio.Event) -> None:
    loop = asyncio.get_running_loop()
    for number in STOP_SIGNALS:
        loop.add_signal_handler(number, stopping.set)
