"""The gateway's opcodes, close codes and intents."""

from __future__ import annotations

from enum import IntEnum, IntFlag
from typing import Final


class Opcode(IntEnum):
    """What a gateway payload is."""

    DISPATCH = 0
    HEARTBEAT = 1
    IDENTIFY = 2
    PRESENCE_UPDATE = 3
    VOICE_STATE_UPDATE = 4
    RESUME = 6
    RECONNECT = 7
    REQUEST_GUILD_MEMBERS = 8
    INVALID_SESSION = 9
    HELLO = 10
    HEARTBEAT_ACK = 11
    REQUEST_SOUNDBOARD_SOUNDS = 31
    REQUEST_CHANNEL_INFO = 43


class CloseCode(IntEnum):
    """Why the gateway ends a connection."""

    UNKNOWN_ERROR = 4000
    UNKNOWN_OPCODE = 4001
    DECODE_ERROR = 4002
    NOT_AUTHENTICATED = 4003
    AUTHENTICATION_FAILED = 4004
    ALREADY_AUTHENTICATED = 4005
    INVALID_SEQUENCE = 4007
    RATE_LIMITED = 4008
    SESSION_TIMED_OUT = 4009
    INVALID_SHARD = 4010
    SHARDING_REQUIRED = 4011
    INVALID_VERSION = 4012
    INVALID_INTENTS = 4013
    DISALLOWED_INTENTS = 4014


SESSION_ENDING = frozenset({1000, 1001})
"""Close codes of a client with which it gives its session up."""


class Intent(IntFlag):
    """Kinds of events that a session may ask for."""

    GUILDS = 1 << 0
    GUILD_MEMBERS = 1 << 1
    GUILD_MODERATION = 1 << 2
    GUILD_EXPRESSIONS = 1 << 3
    GUILD_INTEGRATIONS = 1 << 4
    GUILD_WEBHOOKS = 1 << 5
    GUILD_INVITES = 1 << 6
    GUILD_VOICE_STATES = 1 << 7
    GUILD_PRESENCES = 1 << 8
    GUILD_MESSAGES = 1 << 9
    GUILD_MESSAGE_REACTIONS = 1 << 10
    GUILD_MESSAGE_TYPING = 1 << 11
    DIRECT_MESSAGES = 1 << 12
    DIRECT_MESSAGE_REACTIONS = 1 << 13
    DIRECT_MESSAGE_TYPING = 1 << 14
    MESSAGE_CONTENT = 1 << 15
    GUILD_SCHEDULED_EVENTS = 1 << 16
    AUTO_MODERATION_CONFIGURATION = 1 << 20
    AUTO_MODERATION_EXECUTION = 1 << 21
    GUILD_MESSAGE_POLLS = 1 << 24
    DIRECT_MESSAGE_POLLS = 1 << 25


KNOWN_INTENTS: Final = sum(Intent)

_GUILDS = int(Intent.GUILDS)
_MEMBERS = int(Intent.GUILD_MEMBERS)
_IN_GUILDS: Final[dict[str, int]] = {
    **dict.fromkeys(("GUILD_CREATE", "GUILD_UPDATE", "GUILD_DELETE"), _GUILDS),
    **dict.fromkeys(("GUILD_ROLE_CREATE", "GUILD_ROLE_UPDATE", "GUILD_ROLE_DELETE"), _GUILDS),
    **dict.fromkeys(("CHANNEL_CREATE", "CHANNEL_UPDATE", "CHANNEL_DELETE", "CHANNEL_PINS_UPDATE"), _GUILDS),
    **dict.fromkeys(("THREAD_CREATE", "THREAD_UPDATE", "THREAD_DELETE", "THREAD_LIST_SYNC"), _GUILDS),
    "THREAD_MEMBER_UPDATE": _GUILDS,
    "THREAD_MEMBERS_UPDATE": _MEMBERS,
    **dict.fromkeys(("GUILD_MEMBER_ADD", "GUILD_MEMBER_UPDATE", "GUILD_MEMBER_REMOVE"), _MEMBERS),
    **dict.fromkeys(
        ("GUILD_BAN_ADD", "GUILD_BAN_REMOVE", "GUILD_AUDIT_LOG_ENTRY_CREATE"), int(Intent.GUILD_MODERATION)
    ),
    **dict.fromkeys(("GUILD_EMOJIS_UPDATE", "GUILD_STICKERS_UPDATE"), int(Intent.GUILD_EXPRESSIONS)),
    "WEBHOOKS_UPDATE": int(Intent.GUILD_WEBHOOKS),
    **dict.fromkeys(("INVITE_CREATE", "INVITE_DELETE"), int(Intent.GUILD_INVITES)),
    "VOICE_STATE_UPDATE": int(Intent.GUILD_VOICE_STATES),
    "PRESENCE_UPDATE": int(Intent.GUILD_PRESENCES),
    **dict.fromkeys(
        ("MESSAGE_CREATE", "MESSAGE_UPDATE", "MESSAGE_DELETE", "MESSAGE_DELETE_BULK"),
        int(Intent.GUILD_MESSAGES),
    ),
    **dict.fromkeys(
        (
            "MESSAGE_REACTION_ADD",
            "MESSAGE_REACTION_REMOVE",
            "MESSAGE_REACTION_REMOVE_ALL",
            "MESSAGE_REACTION_REMOVE_EMOJI",
        ),
        int(Intent.GUILD_MESSAGE_REACTIONS),
    ),
    "TYPING_START": int(Intent.GUILD_MESSAGE_TYPING),
    **dict.fromkeys(("MESSAGE_POLL_VOTE_ADD", "MESSAGE_POLL_VOTE_REMOVE"), int(Intent.GUILD_MESSAGE_POLLS)),
    **dict.fromkeys(
        (
            "GUILD_SCHEDULED_EVENT_CREATE",
            "GUILD_SCHEDULED_EVENT_UPDATE",
            "GUILD_SCHEDULED_EVENT_DELETE",
            "GUILD_SCHEDULED_EVENT_USER_ADD",
            "GUILD_SCHEDULED_EVENT_USER_REMOVE",
        ),
        int(Intent.GUILD_SCHEDULED_EVENTS),
    ),
    **dict.fromkeys(
        ("AUTO_MODERATION_RULE_CREATE", "AUTO_MODERATION_RULE_UPDATE", "AUTO_MODERATION_RULE_DELETE"),
        int(Intent.AUTO_MODERATION_CONFIGURATION),
    ),
    "AUTO_MODERATION_ACTION_EXECUTION": int(Intent.AUTO_MODERATION_EXECUTION),
}
_IN_PRIVATE: Final[dict[str, int]] = {
    **{name: int(Intent.DIRECT_MESSAGES) for name in _IN_GUILDS if name.startswith("MESSAGE_")},
    **{name: int(Intent.DIRECT_MESSAGE_REACTIONS) for name in _IN_GUILDS if "_REACTION_" in name},
    **{name: int(Intent.DIRECT_MESSAGE_POLLS) for name in _IN_GUILDS if "_POLL_" in name},
    "CHANNEL_PINS_UPDATE": int(Intent.DIRECT_MESSAGES),
    "TYPING_START": int(Intent.DIRECT_MESSAGE_TYPING),
}
_PERSONAL: Final[dict[str, int]] = {"GUILD_MEMBER_UPDATE": 0, "THREAD_MEMBERS_UPDATE": _GUILDS}
"""What is told of the bot itself with fewer intents than of others."""


def intent_for(event: str, *, private: bool, personal: bool = False) -> int:
    """The intent that an event needs; 0 for those that everybody gets, such as interactions."""
    if personal and event in _PERSONAL:
        return _PERSONAL[event]
    return (_IN_PRIVATE if private else _IN_GUILDS).get(event, 0)
