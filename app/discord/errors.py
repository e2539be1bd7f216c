"""Turns whatever stopped an invocation into one honest sentence, and tells the operator what is theirs."""

from __future__ import annotations

from dataclasses import dataclass

import hikari
from lightbulb.di import DependencyInjectionException
from lightbulb.exceptions import ExecutionPipelineFailedException
from loguru import logger

from app.core.errors import RateLimited, ServedElsewhere, UserError
from app.core.i18n import Text, t
from app.core.wordless import summary
from app.discord.interaction_context import InteractionContext
from app.discord.reply import ALREADY_ANSWERED, Reply
from app.infra.db.engine import is_outage
from app.infra.metrics import Metrics

UNKNOWN_INTERACTION, UNKNOWN_WEBHOOK, INVALID_TOKEN = 10062, 10015, 50027
NOTHING_TO_ANSWER = {UNKNOWN_INTERACTION, ALREADY_ANSWERED, UNKNOWN_WEBHOOK, INVALID_TOKEN}
CANNOT_MESSAGE = 50007


@dataclass(frozen=True, slots=True)
class Failure:
    """``outcome`` is the label in the metrics; without ``text`` there is nobody left to tell."""

    outcome: str
    text: Text | None


class ErrorHandler:
    """The one handler of failures, for every kind of interaction."""

    def __init__(self, metrics: Metrics) -> None:
        self._metrics = metrics

    async def report(self, error: BaseException, context: InteractionContext, reply: Reply) -> None:
        """Tell the person privately; log what the person could not have caused."""
        failure = self.assess(error, context)
        if failure.text is None:
            return
        try:
            await reply.say(failure.text, private=True)
        except Exception as undelivered:  # noqa: BLE001 - there is nobody left to tell
            logger.warning("a failure notice could not be delivered: {}", summary(undelivered))

    def assess(self, error: BaseException, context: InteractionContext) -> Failure:
        """Judge ``error`` once: note the outcome, log it where it is ours."""
        cause = root_cause(error)
        failure = _judge(cause, context.id)
        context.outcome = failure.outcome
        if failure.outcome == "bug":
            logger.opt(exception=cause).error("{} {} failed", context.kind, context.name)
        elif failure.outcome == "elsewhere":
            logger.info("{} {} is served elsewhere: {}", context.kind, context.name, cause)
        elif failure.outcome in {"outage", "late", "discord"}:
            logger.warning("{} {} failed: {}", context.kind, context.name, summary(cause))
        if failure.outcome not in {"refused", "limited", "elsewhere"}:
            self._metrics.failures.labels(failure.outcome).inc()
        return failure


def root_cause(error: BaseException) -> BaseException:
    """What lies below the wrappings of lightbulb's pipeline and of the injector."""
    if isinstance(error, ExecutionPipelineFailedException):
        error = error.causes[0]
    while isinstance(error, DependencyInjectionException) and error.__cause__ is not None:
        error = error.__cause__
    return error


def _judge(error: BaseException, code: str) -> Failure:
    match error:
        case ServedElsewhere():
            return Failure("elsewhere", None)
        case UserError():
            return Failure("limited" if isinstance(error, RateLimited) else "refused", error.text)
        case hikari.ClientHTTPResponseError() if error.code in NOTHING_TO_ANSWER:
            return Failure("late", None)
        case hikari.ForbiddenError():
            return Failure("discord", _forbidden(error))
        case hikari.NotFoundError():
            return Failure("discord", t("That is no longer there. Somebody may have deleted it just now."))
        case hikari.RateLimitTooLongError() | hikari.InternalServerError():
            return Failure("discord", t("Discord is busy at the moment. Please try again in a minute."))
    if is_outage(error):
        return Failure("outage", t("I cannot reach my memory at the moment. Please try again in a minute."))
    return Failure("bug", t("Something broke on my side, sorry! The code for staff is `{code}`.", code=code))


def _forbidden(error: hikari.ForbiddenError) -> Text:
    if error.code == CANNOT_MESSAGE:
        return t("I cannot send a direct message there; direct messages may be closed.")
    return t("Discord does not let me do that here. Please ask an admin to check my permissions.")
