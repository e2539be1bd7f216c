"""Jobs of the activity feature."""

from __future__ import annotations

from app.core.guild import TIME_ZONE_CHANGED
from app.features.statistics.counting import Counting
from app.features.statistics.digest import POST, DigestService
from app.infra.jobs import Job
from app.recording.backfill.service import HistoryService
from app.recording.retention import RecordingUpkeep
from app.recording.writer import CHANNEL_GONE, REPAIR


def jobs(
    counting: Counting, history: HistoryService, upkeep: RecordingUpkeep, digests: DigestService
) -> list[Job]:
    return [
        Job(name="activity.count", run=counting.refresh, cron="* * * * *", attempts=1),
        Job(name="activity.upkeep", run=upkeep.tidy, cron="50 4 * * *"),
        Job(name="activity.repairs", run=history.repair_all, cron="*/15 * * * *"),
        Job(name="activity.digests", run=digests.announce_due, cron="* * * * *", attempts=1),
        Job(name=TIME_ZONE_CHANGED, run=counting.recount),
        Job(name=CHANNEL_GONE, run=upkeep.mark_deleted),
        Job(name=REPAIR, run=history.repair),
        Job(name=POST, run=digests.post),
    ]
