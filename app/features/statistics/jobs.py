"""Jobs of the figures."""

from __future__ import annotations

from app.core.events import GuildOptionChanged
from app.core.guild_options import TIME_ZONE
from app.features.statistics.digest.service import DigestService, post_digest
from app.features.statistics.rollups.service import RollupRefresher
from app.infra.events import Subscriber
from app.infra.jobs.kinds import Job, scheduled

RECOUNT = Subscriber("statistics.recount", GuildOptionChanged, lambda changed: changed.key == TIME_ZONE.key)


def jobs(rollups: RollupRefresher, digests: DigestService) -> list[Job]:
    return [
        scheduled("statistics.count", rollups.refresh, "* * * * *", retried=False),
        scheduled("statistics.digests", digests.announce_due, "* * * * *", retried=False),
        RECOUNT.run_by(rollups.recount),
        post_digest.run_by(digests.post),
    ]
