"""Jobs of the recording."""

from __future__ import annotations

from app.infra.jobs import Job
from app.recording.backfill.service import HistoryService
from app.recording.retention import RecordingUpkeep
from app.recording.writer import CHANNEL_GONE, REPAIR


def jobs(history: HistoryService, upkeep: RecordingUpkeep) -> list[Job]:
    return [
        Job(name="activity.upkeep", run=upkeep.tidy, cron="50 4 * * *"),
        Job(name="activity.repairs", run=history.repair_all, cron="*/15 * * * *"),
        Job(name=CHANNEL_GONE, run=upkeep.mark_deleted),
        Job(name=REPAIR, run=history.repair),
    ]
