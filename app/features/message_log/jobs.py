"""Jobs of the message log."""

from __future__ import annotations

from app.core.events import MessageLogChosen, RecordingPaused
from app.features.message_log.posting import LogPosting, catch_up
from app.features.message_log.service import MessageLogService
from app.features.message_log.writing import post_waiting
from app.infra.events import Subscriber
from app.infra.jobs.kinds import Job, scheduled

FOLLOW_CHOICE = Subscriber("message_log.follow_choice", MessageLogChosen)
FORGET_MEMBER = Subscriber("message_log.forget_member", RecordingPaused)


def jobs(message_log: MessageLogService, posting: LogPosting) -> list[Job]:
    return [
        post_waiting.run_by(posting.post),
        catch_up.run_by(posting.catch_up, cron="* * * * *", retried=False),
        FOLLOW_CHOICE.run_by(message_log.follow_choice),
        FORGET_MEMBER.run_by(message_log.forget_member),
        scheduled("message_log.sweep", message_log.sweep, "7 * * * *"),
    ]
