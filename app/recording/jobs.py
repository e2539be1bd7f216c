"""Jobs of the recording."""

from __future__ import annotations

from app.core.events import ChannelGone
from app.infra.events import Subscriber
from app.infra.jobs.kinds import Job, scheduled
from app.recording.backfill.service import HistoryService
from app.recording.retention.service import RecordingRetention
from app.recording.writer import repair_guild

MARK_DELETED = Subscriber("recording.mark_deleted", ChannelGone)


def jobs(history: HistoryService, upkeep: RecordingRetention) -> list[Job]:
    return [
        scheduled("recording.upkeep", upkeep.tidy, "50 4 * * *"),
        scheduled("recording.repairs", history.repair_all, "*/15 * * * *"),
        MARK_DELETED.run_by(upkeep.mark_deleted),
        repair_guild.run_by(history.repair),
    ]
