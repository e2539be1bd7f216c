"""Jobs of the figures."""

from __future__ import annotations

from app.core.guild import TIME_ZONE_CHANGED
from app.features.statistics.counting import Counting
from app.features.statistics.digest import POST, DigestService
from app.infra.jobs import Job


def jobs(counting: Counting, digests: DigestService) -> list[Job]:
    return [
        Job(name="activity.count", run=counting.refresh, cron="* * * * *", attempts=1),
        Job(name="activity.digests", run=digests.announce_due, cron="* * * * *", attempts=1),
        Job(name=TIME_ZONE_CHANGED, run=counting.recount),
        Job(name=POST, run=digests.post),
    ]
