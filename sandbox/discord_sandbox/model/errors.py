"""What Discord answers when it refuses a request."""

from __future__ import annotations

from enum import Enum

import orjson

from discord_sandbox.model.checks import Errors
from discord_sandbox.model.payload import Payload


class ErrorCode(Enum):
    """Status, error code and message of each refusal, as in Discord's tables of codes."""

    BAD_REQUEST = 400, 0, "400: Bad Request"
    UNAUTHORIZED = 401, 0, "401: Unauthorized"
    NOT_FOUND = 404, 0, "404: Not Found"
    NOT_IMPLEMENTED = 501, 0, "The sandbox does not answer this route: see docs/reference/sandbox-routes.md"
    NOT_SUPPORTED = (
        501,
        0,
        "The sandbox answers this route, but does not do this: see docs/differences.md",
    )

    UNKNOWN_APPLICATION = 404, 10002, "Unknown Application"
    UNKNOWN_CHANNEL = 404, 10003, "Unknown Channel"
    UNKNOWN_GUILD = 404, 10004, "Unknown Guild"
    UNKNOWN_INVITE = 404, 10006, "Unknown Invite"
    UNKNOWN_MEMBER = 404, 10007, "Unknown Member"
    UNKNOWN_MESSAGE = 404, 10008, "Unknown Message"
    UNKNOWN_OVERWRITE = 404, 10009, "Unknown Overwrite"
    UNKNOWN_ROLE = 404, 10011, "Unknown Role"
    UNKNOWN_USER = 404, 10013, "Unknown User"
    UNKNOWN_EMOJI = 404, 10014, "Unknown Emoji"
    INVALID_EMOJI = 400, 10014, "Unknown Emoji"
    UNKNOWN_WEBHOOK = 404, 10015, "Unknown Webhook"
    UNKNOWN_BAN = 404, 10026, "Unknown Ban"
    UNKNOWN_STICKER = 404, 10060, "Unknown sticker"
    UNKNOWN_INTERACTION = 404, 10062, "Unknown interaction"
    UNKNOWN_COMMAND = 404, 10063, "Unknown application command"
    UNKNOWN_VOICE_STATE = 404, 10065, "Unknown Voice State"
    UNKNOWN_COMMAND_PERMISSIONS = 404, 10066, "Unknown application command permissions"
    UNKNOWN_SCHEDULED_EVENT = 404, 10070, "Unknown Guild Scheduled Event"

    NOT_FOR_BOTS = 403, 20001, "Bots cannot use this endpoint"

    TOO_MANY_PINS = 400, 30003, "Maximum number of pins reached for the channel (250)"
    TOO_MANY_ROLES = 400, 30005, "Maximum number of guild roles reached (250)"
    TOO_MANY_WEBHOOKS = 400, 30007, "Maximum number of webhooks reached (15)"
    TOO_MANY_EMOJIS = 400, 30008, "Maximum number of emojis reached"
    TOO_MANY_REACTIONS = 400, 30010, "Maximum number of reactions reached (20)"
    TOO_MANY_CHANNELS = 400, 30013, "Maximum number of guild channels reached (500)"
    TOO_MANY_INVITES = 400, 30016, "Maximum number of invites reached (1000)"
    TOO_MANY_ANIMATED_EMOJIS = 400, 30018, "Maximum number of animated emojis reached"
    TOO_MANY_COMMANDS = 400, 30032, "Maximum number of application commands reached"
    TOO_MANY_IN_THREAD = 400, 30033, "Maximum number of thread participants has been reached (1000)"
    TOO_MANY_COMMANDS_TODAY = (
        429,
        30034,
        "Max number of daily application command creates has been reached (200)",
    )
    TOO_MANY_SCHEDULED_EVENTS = (
        400,
        30038,
        "Maximum number of uncompleted guild scheduled events reached (100)",
    )
    TOO_MANY_STICKERS = 400, 30039, "Maximum number of stickers reached"
    TOO_MANY_PINNED_POSTS = (
        400,
        30047,
        "Maximum number of pinned threads in a forum channel has been reached",
    )
    TOO_MANY_GUILD_WEBHOOKS = 400, 30058, "Maximum number of webhooks per guild reached (1000)"

    REQUEST_TOO_LARGE = 413, 40005, "Request entity too large"
    BANNED = 403, 40007, "The user is banned from this guild."
    NOT_IN_VOICE = 400, 40032, "Target user is not connected to voice."
    ALREADY_CROSSPOSTED = 400, 40033, "This message has already been crossposted"
    ALREADY_ACKNOWLEDGED = 400, 40060, "Interaction has already been acknowledged."
    TAG_REQUIRED = 400, 40067, "A tag is required to create a forum post in this channel"

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
    SYSTEM_MESSAGE = 403, 50021, "Cannot execute action on a system message"
    WRONG_CHANNEL_TYPE = 400, 50024, "Cannot execute action on this channel type"
    INVALID_WEBHOOK_TOKEN = 401, 50027, "Invalid Webhook Token"
    INVALID_ROLE = 400, 50028, "Invalid Role"
    TOO_OLD_FOR_BULK_DELETE = 400, 50034, "A message provided was too old to bulk delete"
    INVALID_FORM = 400, 50035, "Invalid Form Body"
    INVALID_FILE = 400, 50046, "Invalid Asset"
    INVALID_STICKER = 400, 50081, "Invalid sticker sent"
    THREAD_ARCHIVED = 400, 50083, "Thread is archived"
    INVALID_JSON = 400, 50109, "The request body contains invalid JSON."
    VOICE_MESSAGE_ALONE = 400, 50159, "Voice messages do not support additional content."
    VOICE_MESSAGE_FILE = 400, 50160, "Voice messages must have a single audio attachment."
    VOICE_MESSAGE_METADATA = 400, 50161, "Voice messages must have supporting metadata."
    VOICE_MESSAGE_EDITED = 403, 50162, "Voice messages cannot be edited."
    NO_SHARED_GUILD = 400, 50278, "Cannot send messages to this user due to having no mutual guilds"

    NO_HISTORY_TO_REPLY = 403, 160002, "You need permission to read message history to reply"
    ALREADY_HAS_THREAD = 400, 160004, "A thread has already been created for this message"
    THREAD_LOCKED = 403, 160005, "Thread is locked"
    CANNOT_FORWARD = 403, 160014, "You cannot forward a message whose content you cannot read"
    EVENT_FINISHED = 400, 180000, "Cannot update a finished event"
    FORUM_NEEDS_THREAD = 400, 220001, "Webhooks posted to forum channels must have a thread_name or thread_id"
    THREAD_GIVEN_TWICE = (
        400,
        220002,
        "Webhooks posted to forum channels cannot have both a thread_name and thread_id",
    )
    NO_FORUM_FOR_THREAD = 400, 220003, "Webhooks can only create threads in forum channels"
    NOBODY_BANNED = 400, 500000, "Failed to ban users"
    POLL_OVER = 400, 520001, "Poll expired"
    POLL_EDITED = 400, 520003, "Cannot edit a poll message"
    NO_POLL = 400, 520006, "Cannot expire a non-poll message"

    def __init__(self, status: int, code: int, message: str) -> None:
        self.status = status
        self.code = code
        self.message = message


class ApiError(Exception):
    """A request that is answered with ``refusal``."""

    def __init__(self, refusal: ErrorCode, errors: Errors | None = None, **details: object) -> None:
        super().__init__(refusal.message)
        self.refusal = refusal
        self.errors = errors
        self.details = details

    def __str__(self) -> str:
        details = f" {orjson.dumps(self.errors).decode()}" if self.errors else ""
        return f"{self.refusal.status} {self.refusal.message} ({self.refusal.code}){details}"

    def inside(self, field: str) -> ApiError:
        """The same refusal, when what was checked is only a part of the body."""
        errors: Errors | None = {field: self.errors} if self.errors else None
        return ApiError(self.refusal, errors, **self.details)

    def payload(self) -> Payload:
        payload: Payload = {"message": self.refusal.message, "code": self.refusal.code, **self.details}
        if self.errors:
            payload["errors"] = self.errors
        return payload


def invalid_form(errors: Errors) -> ApiError:
    """The body is not what the route takes; ``errors`` says where and why."""
    return ApiError(ErrorCode.INVALID_FORM, errors)
