"""What Discord answers when it refuses a request."""

from __future__ import annotations

from enum import Enum

import orjson

from app.sandbox.payload import Payload
from app.sandbox.rules.form import Errors


class Refusal(Enum):
    """Status, error code and message of each refusal, as in Discord's tables of codes."""

    BAD_REQUEST = 400, 0, "400: Bad Request"
    UNAUTHORIZED = 401, 0, "401: Unauthorized"
    NOT_IMPLEMENTED = 501, 0, "The sandbox does not know this route yet"

    UNKNOWN_APPLICATION = 404, 10002, "Unknown Application"
    UNKNOWN_CHANNEL = 404, 10003, "Unknown Channel"
    UNKNOWN_GUILD = 404, 10004, "Unknown Guild"
    UNKNOWN_MEMBER = 404, 10007, "Unknown Member"
    UNKNOWN_MESSAGE = 404, 10008, "Unknown Message"
    UNKNOWN_ROLE = 404, 10011, "Unknown Role"
    UNKNOWN_USER = 404, 10013, "Unknown User"
    UNKNOWN_EMOJI = 400, 10014, "Unknown Emoji"
    UNKNOWN_WEBHOOK = 404, 10015, "Unknown Webhook"
    UNKNOWN_INTERACTION = 404, 10062, "Unknown interaction"
    UNKNOWN_COMMAND = 404, 10063, "Unknown application command"
    UNKNOWN_COMMAND_PERMISSIONS = 404, 10066, "Unknown application command permissions"

    TOO_MANY_PINS = 400, 30003, "Maximum number of pins reached for the channel (250)"
    TOO_MANY_REACTIONS = 400, 30010, "Maximum number of reactions reached (20)"
    TOO_MANY_COMMANDS = 400, 30032, "Maximum number of application commands reached"
    TOO_MANY_COMMANDS_TODAY = (
        429,
        30034,
        "Max number of daily application command creates has been reached (200)",
    )

    REQUEST_TOO_LARGE = 413, 40005, "Request entity too large"
    ALREADY_ACKNOWLEDGED = 400, 40060, "Interaction has already been acknowledged."

    MISSING_ACCESS = 403, 50001, "Missing Access"
    NOT_IN_PRIVATE = 403, 50003, "Cannot execute action on a DM channel"
    NOT_YOURS = 403, 50005, "Cannot edit a message authored by another user"
    EMPTY_MESSAGE = 400, 50006, "Cannot send an empty message"
    CANNOT_MESSAGE_USER = 403, 50007, "Cannot send messages to this user"
    NOT_A_TEXT_CHANNEL = 400, 50008, "Cannot send messages in a non-text channel"
    MISSING_PERMISSIONS = 403, 50013, "Missing Permissions"
    BULK_DELETE_COUNT = (
        400,
        50016,
        "Provided too few or too many messages to delete. Must provide at least 2 and at most 100.",
    )
    INVALID_WEBHOOK_TOKEN = 401, 50027, "Invalid Webhook Token"
    TOO_OLD_FOR_BULK_DELETE = 400, 50034, "A message provided was too old to bulk delete"
    INVALID_FORM = 400, 50035, "Invalid Form Body"
    NO_SHARED_GUILD = 400, 50278, "Cannot send messages to this user due to having no mutual guilds"
    INVALID_JSON = 400, 50109, "The request body contains invalid JSON."

    def __init__(self, status: int, code: int, message: str) -> None:
        self.status = status
        self.code = code
        self.message = message


class ApiError(Exception):
    """A request that is answered with ``refusal``."""

    def __init__(self, refusal: Refusal, errors: Errors | None = None, **details: object) -> None:
        super().__init__(refusal.message)
        self.refusal = refusal
        self.errors = errors
        self.details = details

    def __str__(self) -> str:
        details = f" {orjson.dumps(self.errors).decode()}" if self.errors else ""
        return f"{self.refusal.status} {self.refusal.message} ({self.refusal.code}){details}"

    def inside(self, field: str) -> ApiError:
        """The same refusal, when what was checked is only a part of the body."""
        errors = {field: self.errors} if self.errors else None
        return ApiError(self.refusal, errors, **self.details)

    def payload(self) -> Payload:
        payload: Payload = {"message": self.refusal.message, "code": self.refusal.code, **self.details}
        if self.errors:
            payload["errors"] = self.errors
        return payload


def invalid_form(errors: Errors) -> ApiError:
    """The body is not what the route takes; ``errors`` says where and why."""
    return ApiError(Refusal.INVALID_FORM, errors)
