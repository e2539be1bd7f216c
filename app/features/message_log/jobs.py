"""Jobs of the message log."""

from __future__ import annotations

from app.core.events import GuildOptionChanged, RecordingPaused
from app.features.message_log.observer import post_waiting
from app.features.message_log.options import MESSAGE_LOG
from app.features.message_log.posting.service import LogPosting, catch_up
from app.features.message_log.service import MessageLogService, forget_kept
from app.infra.events import Subscriber
from app.infra.jobs.kinds import Job, scheduled

FOLLOW_CHOICE = Subscriber(
    "message_log.follow_choice", GuildOptionChanged, lambda changed: changed.key == MESSAGE_LOG.key
)
FORGET_MEMBER = Subscriber("message_log.forget_member", RecordingPaused)


def jobs(message_log: MessageLogService, posting: LogPosting) -> list[Job]:
    return [
        post_waiting.run_by(posting.post),
        catch_up.run_by(posting.catch_up, cron="* * * * *", retried=False),
        FOLLOW_CHOICE.run_by(message_log.follow_choice),
        forget_kept.run_by(message_log.forget_guild),
        FORGET_MEMBER.run_by(message_log.forget_member),
        scheduled("message_log.sweep", message_log.sweep, "7 * * * *"),
    ]
