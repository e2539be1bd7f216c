"""Takes events in as they come and has them written: in batches, in order, through outages.

In memory up to a bound, then on disk; what neither takes is the newest, and is fetched from Discord later.
"""

from __future__ import annotations

import asyncio
import time
from collections import deque
from collections.abc import Mapping
from contextlib import suppress

from loguru import logger

from app.core.wordless import summary
from app.infra.db.engine import is_poison
from app.recording.batch import Batch, Lost
from app.recording.bisection import bisect, joined
from app.recording.decoder import EventDecoder
from app.recording.metrics import RecordingMetrics
from app.recording.spill import Spill, SpillFull
from app.recording.writer import Writer
from app.settings.sections.activity import ActivitySettings

RETRY_SECONDS = 1.0
ALERT_SECONDS = 60.0
LAST_WRITE_SECONDS = 8.0
"""How long the last batches may take when the process ends."""

ALONE = frozenset(
    {"GUILD_CREATE", "GUILD_MEMBERS_CHUNK", "GUILD_DELETE", "CHANNEL_UPDATE", "THREAD_LIST_SYNC"}
)
"""Events that are about many rows at once, or after which messages are found to be missing: they are not folded with
what came before and comes after."""


class Pipeline:
    """The one way from the gateway into the tables of activity."""

    def __init__(
        self,
        decoder: EventDecoder,
        writer: Writer,
        spill: Spill,
        settings: ActivitySettings,
        metrics: RecordingMetrics,
    ) -> None:
        self._intake = decoder
        self._writer = writer
        self._spill = spill
        self._settings = settings
        self._metrics = metrics
        self._batch = _new_batch(0)
        self._backlog: deque[Batch] = deque()
        self._backlog_events = 0
        self._on_disk = 0
        self._lost: dict[int, Lost] = {}
        self._due = asyncio.Event()
        self._work = asyncio.Event()
        self._stopping = asyncio.Event()
        self._alert_after = 0.0
        self._degraded = False
        self._broken = False

    @property
    def families(self) -> frozenset[str]:
        """The events that are recorded."""
        return self._intake.families

    @property
    def pending(self) -> int:
        """Events that were taken and are neither in the database nor on disk."""
        return self._backlog_events + self._batch.events

    async def healthy(self) -> bool:
        """For the readiness check: False while events only pile up."""
        return not (self._degraded or self._broken)

    def take(self, name: str, payload: Mapping[str, object]) -> None:
        """Note one event. Never waits and never raises."""
        alone = name in ALONE
        if alone:
            self._cut()
        try:
            self._intake.take(self._batch, name, payload, time.time())
        except Exception as error:  # noqa: BLE001 - what is in an event can be anything, and so what comes of it
            self._metrics.malformed.labels(name).inc()
            logger.warning("a {} event cannot be read: {}", name, summary(error))
            return
        self._batch.events += 1
        if alone:
            self._cut()
        elif self._batch.events >= self._settings.flush_size:
            self._due.set()

    async def run(self) -> None:
        """Write until ``stop``; then what is left, and what cannot be written any more goes to disk."""
        try:
            await self._run()
        except Exception as error:
            self._broken = True
            logger.opt(exception=error).error(
                "ALERT: recording has ended; no event is stored until a restart"
            )
            raise

    async def _run(self) -> None:
        await self._open()
        cutting = asyncio.create_task(self._cut_on_time())
        # If that ends by itself it has failed, and somebody has to notice.
        cutting.add_done_callback(lambda _: self._work.set())
        try:
            while not self._stopping.is_set():
                await self._work.wait()
                self._work.clear()
                if cutting.done():
                    await cutting
                await self._write_all()
        finally:
            cutting.cancel()
            await asyncio.gather(cutting, return_exceptions=True)
        self._cut()
        with suppress(TimeoutError):
            async with asyncio.timeout(LAST_WRITE_SECONDS):
                await self._write_all()
        while self._backlog:
            await self._to_disk(self._pop_newest())
        await asyncio.to_thread(self._spill.close)

    async def _open(self) -> None:
        try:
            self._on_disk = await asyncio.to_thread(self._spill.open)
            newest = await asyncio.to_thread(self._spill.newest)
        except SpillFull as error:
            self._alert("what earlier processes left on disk cannot be read", error)
        else:
            self._number_after(newest)
        if self._on_disk:
            self._work.set()

    def _number_after(self, number: int) -> None:
        """Have what is in memory come after batch ``number``: the clock may have been set back since."""
        for batch in (*self._backlog, self._batch):
            batch.number = number = max(batch.number, number + 1)

    def stop(self) -> None:
        """Let ``run`` come to its end."""
        self._stopping.set()
        self._work.set()

    async def _cut_on_time(self) -> None:
        while True:
            with suppress(TimeoutError):
                async with asyncio.timeout(self._settings.flush_seconds):
                    await self._due.wait()
            self._due.clear()
            self._cut()
            # The first is being written just now.
            while self._backlog_events > self._settings.buffer_events and len(self._backlog) > 1:
                await self._to_disk(self._pop_newest())
            self._metrics.buffered.set(self.pending)
            self._metrics.on_disk.set(self._on_disk)

    def _cut(self) -> None:
        """Close the present batch and begin another."""
        batch = self._batch
        # An empty one is not stored, and leaves its number to the next.
        self._batch = _new_batch(batch.number + bool(batch))
        self._metrics.events.inc(batch.events)
        if batch:
            self._backlog.append(batch)
            self._backlog_events += batch.events
            self._work.set()

    async def _write_all(self) -> None:
        """Write batches, the oldest first, until there are none or, when stopping, until one fails."""
        while (oldest := await self._oldest()) is not None:
            batch, from_disk = oldest
            refused: list[tuple[Batch, Exception]] = []
            try:
                await self._write(batch, refused)
            except Exception as error:  # noqa: BLE001 - whatever it is, the events must not be lost
                self._degrade(error)
                with suppress(TimeoutError):
                    await asyncio.wait_for(self._stopping.wait(), RETRY_SECONDS)
                if self._stopping.is_set():
                    return
                continue
            if refused:
                await self._refuse(joined(batch, (part for part, _ in refused)), refused[0][1])
            await self._written(batch, from_disk=from_disk)

    async def _write(self, batch: Batch, refused: list[tuple[Batch, Exception]]) -> None:
        """Write a batch, all but the notes that the database will not take: those are added to ``refused``.

        Raises for what passes. To write the same once more is harmless.
        """
        try:
            await self._writer.write(batch)
        except Exception as error:
            if not is_poison(error):
                raise
            parts = bisect(batch)
            if parts is None:
                refused.append((batch, error))
                return
            for part in parts:
                await self._write(part, refused)

    async def _oldest(self) -> tuple[Batch, bool] | None:
        """The batch to write next, and whether it is on disk."""
        on_disk = await self._first_on_disk() if self._on_disk else None
        if on_disk is not None and (not self._backlog or on_disk.number < self._backlog[0].number):
            return on_disk, True
        return (self._backlog[0], False) if self._backlog else None

    async def _first_on_disk(self) -> Batch | None:
        try:
            first = await asyncio.to_thread(self._spill.first)
        except SpillFull as error:
            # What is in memory must get through all the same.
            self._alert("events on disk cannot be read just now", error)
            return None
        if first is None:
            # A file was corrupt, and what it held is not to be waited for.
            self._on_disk = 0
        return first

    async def _written(self, batch: Batch, *, from_disk: bool) -> None:
        if from_disk:
            await asyncio.to_thread(self._spill.remove, batch.number)
            self._on_disk = max(0, self._on_disk - 1)
        else:
            self._backlog.popleft()
            self._backlog_events -= batch.events
            self._metrics.lag.observe(time.time() - batch.began)
        if self._degraded:
            logger.info("events are stored again; {} batches wait on disk", self._on_disk)
            self._degraded = False
        if self._lost:
            await self._fetch_lost()

    async def _fetch_lost(self) -> None:
        told = dict(self._lost)
        try:
            await self._writer.fetch_later(list(told.values()))
        except Exception as error:  # noqa: BLE001 - there is a next time, and events go on coming
            logger.warning("what was lost cannot be noted just now: {}", summary(error))
        else:
            # Meanwhile more may have been lost.
            self._lost = {place: lost for place, lost in self._lost.items() if told.get(place) != lost}

    def _degrade(self, error: Exception) -> None:
        if not self._degraded:
            logger.warning("events cannot be stored just now and are kept: {}", summary(error))
        self._degraded = True

    async def _refuse(self, batch: Batch, error: Exception) -> None:
        """Put aside what is refused for what is in it, so that the rest and what is behind it get through."""
        logger.opt(exception=error).error("{} events are refused and put aside", batch.events)
        self._note_lost(batch)
        self._metrics.dropped.inc(batch.events)
        try:
            await asyncio.to_thread(self._spill.refuse, batch)
        except Exception as failure:  # noqa: BLE001 - it is refused, and what is behind it has to get through
            logger.error("refused events are not kept: {}", summary(failure))

    def _pop_newest(self) -> Batch:
        batch = self._backlog.pop()
        self._backlog_events -= batch.events
        return batch

    async def _to_disk(self, batch: Batch) -> None:
        try:
            await asyncio.to_thread(self._spill.put, batch)
        except Exception as error:  # noqa: BLE001 - this batch is lost, those after it need not be
            self._lose(batch, error)
        else:
            self._on_disk += 1
            self._work.set()

    def _lose(self, batch: Batch, error: Exception) -> None:
        """Neither memory nor disk has room. The messages are fetched from Discord once the database is back."""
        self._metrics.dropped.inc(batch.events)
        self._alert("the disk is full and events are lost, the newest first", error)
        self._note_lost(batch)

    def _alert(self, what: str, error: Exception) -> None:
        if time.monotonic() >= self._alert_after:
            self._alert_after = time.monotonic() + ALERT_SECONDS
            logger.error("ALERT: {}: {}", what, summary(error))

    def _note_lost(self, batch: Batch) -> None:
        for note in batch.messages.values():
            lost = self._lost.get(note.channel_id, Lost(note.guild_id, note.channel_id, note.id, note.id))
            self._lost[note.channel_id] = lost.widened(note.id)


def _new_batch(least_number: int) -> Batch:
    return Batch(max(time.time_ns(), least_number), time.time())
