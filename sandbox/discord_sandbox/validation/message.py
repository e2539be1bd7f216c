"""The bodies with which messages are made and edited."""

from __future__ import annotations

from discord_sandbox.model.checks import (
    Check,
    Errors,
    Rule,
    array,
    boolean,
    every,
    ids,
    integer,
    maybe,
    merge,
    number,
    one_of,
    problem,
    record,
    snowflake,
    string,
    unique,
)
from discord_sandbox.model.message import MessageFlag
from discord_sandbox.model.payload import JsonObject, Payload
from discord_sandbox.validation.components import LEGACY_COMPONENTS, V2_COMPONENTS
from discord_sandbox.validation.embed import EMBEDS
from discord_sandbox.validation.poll import POLL

# Discord: Resources > Message > Create Message (2000 characters, 3 stickers); OpenAPI would let 4000 through.
# Ten files: Topics > Opcodes and Status Codes > JSON Error Codes (30015).
CONTENT = 2000
ATTACHMENTS_PER_MESSAGE = 10
STICKERS_PER_MESSAGE = 3

# Discord: Resources > Message > Message Flags, and the row "flags" of each request. The code of the error is assumed.
# Plain numbers: what is not in a set of MessageFlag would leave out the bits that have no name.
FLAGS_OF_NEW_MESSAGES = int(
    MessageFlag.SUPPRESS_EMBEDS
    | MessageFlag.SUPPRESS_NOTIFICATIONS
    | MessageFlag.IS_VOICE_MESSAGE
    | MessageFlag.IS_COMPONENTS_V2
)
FLAGS_OF_WEBHOOKS = FLAGS_OF_NEW_MESSAGES & ~int(MessageFlag.IS_VOICE_MESSAGE)
"""Also those of a forum's posts."""
FLAGS_OF_ANSWERS = FLAGS_OF_NEW_MESSAGES | int(MessageFlag.EPHEMERAL)
FLAGS_OF_EDITS = int(MessageFlag.SUPPRESS_EMBEDS | MessageFlag.IS_COMPONENTS_V2)

_COMPONENTS_V2 = int(MessageFlag.IS_COMPONENTS_V2)
_NUMBER, _TEXT = integer(-(2**63), 2**63 - 1), string(0, 25)


# Discord: Resources > Message > Allowed Mentions Object, Allowed Mentions Reference.
def _exclusive(mentions: Payload) -> Errors | None:
    """Either all of a kind are notified, or those listed."""
    parsed = mentions.get("parse") or []
    for kind in ("users", "roles"):
        if kind in parsed and mentions.get(kind):
            message = f'parse:["{kind}"] and {kind}: [ids...] are mutually exclusive.'
            return problem("MESSAGE_ALLOWED_MENTIONS_PARSE_EXCLUSIVE", message)
    return None


_ALLOWED_MENTIONS = every(
    record(
        {
            "parse": maybe(every(array(one_of("users", "roles", "everyone")), unique)),
            "users": maybe(ids(100)),
            "roles": maybe(ids(100)),
            "replied_user": maybe(boolean),
        }
    ),
    _exclusive,
)
# OpenAPI description, MessageAttachmentRequest. Discord: Resources > Message > Attachment Object.
_ATTACHMENT = record(
    {
        "id": snowflake,
        "filename": maybe(string(1, 1024)),
        "title": maybe(string(0, 1024)),
        "description": maybe(string(0, 1024)),
        "duration_secs": maybe(number(0)),
        "waveform": maybe(string(0, 400)),
        "is_spoiler": maybe(boolean),
        "is_remix": maybe(boolean),
        # What a bot sends back from an attachment it was given is overlooked.
        **dict.fromkeys(
            ("size", "url", "proxy_url", "content_type", "width", "height", "ephemeral", "flags"),
            lambda _: None,
        ),
    },
    needed=("id",),
)
# Discord: Resources > Message > Message Reference Structure.
_REFERENCE = record(
    {
        "type": maybe(one_of(0, 1)),
        "message_id": snowflake,
        "channel_id": maybe(snowflake),
        "guild_id": maybe(snowflake),
        "fail_if_not_exists": maybe(boolean),
    },
    needed=("message_id",),
)

_SHOWN: dict[str, Check] = {
    "content": maybe(string(0, CONTENT)),
    "embeds": maybe(EMBEDS),
    "components": maybe(array(lambda _: None)),
    "allowed_mentions": maybe(_ALLOWED_MENTIONS),
    "attachments": maybe(array(_ATTACHMENT, 0, ATTACHMENTS_PER_MESSAGE)),
    "flags": maybe(integer(0)),
}


def _nonce(value: object) -> Errors | None:
    """A number of 64 bits with a sign, or a short text."""
    return _NUMBER(value) if isinstance(value, int) else _TEXT(value)


def _of_kind(allowed: int) -> Rule:
    """Rules over several fields: which flags, and what the flag for components V2 asks for."""

    def check(body: Payload) -> Errors | None:
        flags = body.get("flags") or 0
        errors: Errors | None = None
        if flags & ~allowed:
            errors = {
                "flags": problem("MESSAGE_FLAGS_INVALID", f"Flags {flags & ~allowed} cannot be set here")
            }
        return merge(errors, _layout(body, v2=bool(flags & _COMPONENTS_V2)))

    return check


def _layout(body: JsonObject, *, v2: bool) -> Errors | None:
    components = body.get("components")
    check = V2_COMPONENTS if v2 else LEGACY_COMPONENTS
    wrong = check(components) if components else None
    errors: Errors | None = {"components": wrong} if wrong else None
    return merge(errors, legacy_fields(body)) if v2 else errors


# Discord: Components > Reference (what IS_COMPONENTS_V2 disables).
def legacy_fields(body: JsonObject) -> Errors | None:
    """What a message with components V2 cannot have."""
    code = "MESSAGE_CANNOT_USE_LEGACY_FIELDS_WITH_COMPONENTS_V2"
    return {
        name: problem(code, f"The '{name}' field cannot be used when using MessageFlags.IS_COMPONENTS_V2")
        for name in ("content", "embeds", "poll", "sticker_ids")
        if body.get(name)
    } or None


_NEW: dict[str, Check] = _SHOWN | {"tts": maybe(boolean), "poll": maybe(POLL)}

# Discord: Resources > Message > Create Message (nonce of 25 characters).
CREATE_MESSAGE = every(
    record(
        _NEW
        | {
            "nonce": maybe(_nonce),
            "enforce_nonce": maybe(boolean),
            "message_reference": maybe(_REFERENCE),
            "sticker_ids": maybe(ids(STICKERS_PER_MESSAGE)),
        }
    ),
    _of_kind(FLAGS_OF_NEW_MESSAGES),
)
# Discord: Resources > Channel > Forum and Media Thread Message Params Object.
POST_MESSAGE = every(
    record(_SHOWN | {"poll": maybe(POLL), "sticker_ids": maybe(ids(STICKERS_PER_MESSAGE))}),
    _of_kind(FLAGS_OF_WEBHOOKS),
)
"""The first message of a forum's post."""
ANSWER_MESSAGE = every(record(_NEW), _of_kind(FLAGS_OF_ANSWERS))
"""An interaction's first answer, or a follow-up."""

# Discord: Resources > Webhook > Execute Webhook. Lengths: OpenAPI description, IncomingWebhookRequestPartial.
_SENDER: dict[str, Check] = {"username": maybe(string(1, 80)), "avatar_url": maybe(string(0, 2048))}
FOLLOW_UP = every(record(_NEW | _SENDER), _of_kind(FLAGS_OF_ANSWERS))
"""A follow-up may carry a webhook's name and picture; Discord overlooks them for interactions."""
EXECUTE_WEBHOOK = every(
    record(
        _NEW | _SENDER | {"thread_name": maybe(string(0, 100)), "applied_tags": maybe(ids(5))},
    ),
    _of_kind(FLAGS_OF_WEBHOOKS),
)

EDIT_MESSAGE = record(_SHOWN)
"""Without the rules of the layout, which depend on the message that is edited."""
EDIT_ANSWER = record(_SHOWN | {"poll": maybe(POLL)})
"""A promised answer can become a poll."""


def edited_layout(body: Payload, present_flags: int) -> Errors | None:
    """Whether an edit suits the layout that the message has or gets."""
    flags = body.get("flags")
    if flags is not None and flags & ~FLAGS_OF_EDITS & ~present_flags:
        return {
            "flags": problem(
                "MESSAGE_FLAGS_INVALID", "Only SUPPRESS_EMBEDS and IS_COMPONENTS_V2 can be set here"
            )
        }
    v2 = bool((present_flags | (flags or 0)) & _COMPONENTS_V2)
    removed = flags is not None and present_flags & _COMPONENTS_V2 and not flags & _COMPONENTS_V2
    # hikari leaves the flags out of an edit without V2 components, which keeps the layout as it is.
    if removed:
        return {
            "flags": problem("MESSAGE_FLAGS_COMPONENTS_V2_PERMANENT", "IS_COMPONENTS_V2 cannot be removed")
        }
    return _layout(body, v2=v2)
