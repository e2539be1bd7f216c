"""Jobs of the message log."""

from __future__ import annotations

from app.features.message_log.posting import CATCH_UP, LogPosting
from app.features.message_log.service import MessageLogService
from app.features.message_log.switch import FORGET_GUILD
from app.features.message_log.writing import POST
from app.infra.jobs import Job
from app.recording.consent.service import FORGET_MEMBER


def jobs(message_log: MessageLogService, posting: LogPosting) -> list[Job]:
    return [
        Job(name=POST, run=posting.post),
        Job(name=CATCH_UP, run=posting.catch_up, cron="* * * * *", attempts=1),
        Job(name=FORGET_GUILD, run=message_log.forget_guild),
        Job(name=FORGET_MEMBER, run=message_log.forget_member),
        Job(name="message_log.sweep", run=message_log.sweep, cron="7 * * * *"),
    ]
