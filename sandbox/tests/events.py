"""What Discord's description and documentation say of the data of gateway events."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from discord_sandbox.model.payload import Payload
from discord_sandbox.rest.openapi import Description

HIDDEN = 1 << 17
"""The flag of a channel that the bot cannot see."""


@dataclass(frozen=True)
class Shape:
    """An event is a component of the description with more fields, or fields of its own, some of them components."""

    whole: tuple[str, ...] = ()
    """The component; of several the one that fits."""
    more: frozenset[str] = frozenset()
    """Fields that it has besides."""
    needed: frozenset[str] = frozenset()
    parts: Mapping[str, str] = field(default_factory=dict)
    """The component that a field is, or that each item of its list is."""


def of(*whole: str, more: Iterable[str] = (), needed: Iterable[str] = (), **parts: str) -> Shape:
    return Shape(whole, frozenset(more), frozenset(needed), parts)


def fields(needed: str, optional: str = "", **parts: str) -> Shape:
    """An event that no component describes as a whole."""
    return Shape((), frozenset(optional.split()), frozenset(needed.split()), parts)


MESSAGE = of(
    "MessageResponse", more=("guild_id", "member", "channel_type"), member="BasicGuildMemberResponse"
)
CHANNEL = of("GuildChannelResponse", needed=("guild_id",))
THREAD = of("ThreadResponse", more=("newly_created",), needed=("guild_id",))
MEMBER = of("GuildMemberResponse", more=("guild_id",), needed=("guild_id",))
ROLE = fields("guild_id role", role="GuildRoleResponse")
USER_IN_GUILD = fields("guild_id user", user="UserResponse")
RULE = of(
    "KeywordRuleResponse",
    "MLSpamRuleResponse",
    "DefaultKeywordRuleResponse",
    "MentionSpamRuleResponse",
    "UserProfileRuleResponse",
)
SCHEDULED = of("ExternalScheduledEventResponse", "VoiceScheduledEventResponse", "StageScheduledEventResponse")
INTERESTED = fields("guild_scheduled_event_id user_id guild_id")
REACTION = "user_id channel_id message_id emoji burst type"
VOTE = fields("user_id channel_id message_id answer_id", "guild_id")
GUILD = of(
    "GuildResponse",
    more=(
        *(
            "joined_at",
            "large",
            "unavailable",
            "member_count",
            "voice_states",
            "members",
            "channels",
            "threads",
        ),
        *("presences", "stage_instances", "guild_scheduled_events", "soundboard_sounds"),
    ),
    members="GuildMemberResponse",
    channels="GuildChannelResponse",
    threads="ThreadResponse",
)

SHAPES: Mapping[str, Shape] = {
    "READY": fields(
        "v user guilds session_id resume_gateway_url application",
        "shard session_type private_channels relationships user_settings",
        user="UserPIIResponse",
    ),
    "RESUMED": fields("", "_trace"),
    "RATE_LIMITED": fields("opcode retry_after meta"),
    "APPLICATION_COMMAND_PERMISSIONS_UPDATE": of("CommandPermissionsResponse"),
    "AUTO_MODERATION_RULE_CREATE": RULE,
    "AUTO_MODERATION_RULE_UPDATE": RULE,
    "AUTO_MODERATION_RULE_DELETE": RULE,
    "AUTO_MODERATION_ACTION_EXECUTION": fields(
        "guild_id action rule_id rule_trigger_type user_id content matched_keyword matched_content",
        "channel_id message_id alert_system_message_id",
    ),
    "CHANNEL_CREATE": CHANNEL,
    "CHANNEL_UPDATE": CHANNEL,
    "CHANNEL_DELETE": CHANNEL,
    "CHANNEL_PINS_UPDATE": fields("channel_id", "guild_id last_pin_timestamp"),
    "THREAD_CREATE": THREAD,
    "THREAD_UPDATE": THREAD,
    "THREAD_DELETE": fields("id guild_id parent_id type"),
    "THREAD_LIST_SYNC": fields(
        "guild_id threads members", "channel_ids", threads="ThreadResponse", members="ThreadMemberResponse"
    ),
    "THREAD_MEMBERS_UPDATE": fields(
        "id guild_id member_count", "added_members removed_member_ids", added_members="ThreadMemberResponse"
    ),
    "GUILD_CREATE": GUILD,
    "GUILD_UPDATE": of("GuildResponse"),
    "GUILD_DELETE": fields("id", "unavailable"),
    "GUILD_AUDIT_LOG_ENTRY_CREATE": of("AuditLogEntryResponse", more=("guild_id",), needed=("guild_id",)),
    "GUILD_BAN_ADD": USER_IN_GUILD,
    "GUILD_BAN_REMOVE": USER_IN_GUILD,
    "GUILD_EMOJIS_UPDATE": fields("guild_id emojis", emojis="EmojiResponse"),
    "GUILD_STICKERS_UPDATE": fields("guild_id stickers", stickers="GuildStickerResponse"),
    "GUILD_MEMBER_ADD": MEMBER,
    "GUILD_MEMBER_UPDATE": MEMBER,
    "GUILD_MEMBER_REMOVE": USER_IN_GUILD,
    "GUILD_MEMBERS_CHUNK": fields(
        "guild_id members chunk_index chunk_count", "not_found presences nonce", members="GuildMemberResponse"
    ),
    "GUILD_ROLE_CREATE": ROLE,
    "GUILD_ROLE_UPDATE": ROLE,
    "GUILD_ROLE_DELETE": fields("guild_id role_id"),
    "GUILD_SCHEDULED_EVENT_CREATE": SCHEDULED,
    "GUILD_SCHEDULED_EVENT_UPDATE": SCHEDULED,
    "GUILD_SCHEDULED_EVENT_DELETE": SCHEDULED,
    "GUILD_SCHEDULED_EVENT_USER_ADD": INTERESTED,
    "GUILD_SCHEDULED_EVENT_USER_REMOVE": INTERESTED,
    "INTERACTION_CREATE": fields(
        "id application_id type token version entitlements authorizing_integration_owners attachment_size_limit",
        "data guild guild_id channel channel_id member user message app_permissions locale guild_locale context",
        message="MessageResponse",
        user="UserResponse",
        member="GuildMemberResponse",
    ),
    "INVITE_CREATE": fields(
        "channel_id code created_at max_age max_uses temporary uses expires_at",
        "guild_id inviter target_type target_user target_application role_ids",
        inviter="UserResponse",
    ),
    "INVITE_DELETE": fields("channel_id code", "guild_id"),
    "MESSAGE_CREATE": MESSAGE,
    "MESSAGE_UPDATE": MESSAGE,
    "MESSAGE_DELETE": fields("id channel_id", "guild_id"),
    "MESSAGE_DELETE_BULK": fields("ids channel_id", "guild_id"),
    "MESSAGE_REACTION_ADD": fields(
        REACTION,
        "guild_id member message_author_id burst_colors",
        member="GuildMemberResponse",
        emoji="MessageReactionEmojiResponse",
    ),
    "MESSAGE_REACTION_REMOVE": fields(REACTION, "guild_id", emoji="MessageReactionEmojiResponse"),
    "MESSAGE_REACTION_REMOVE_ALL": fields("channel_id message_id", "guild_id"),
    "MESSAGE_REACTION_REMOVE_EMOJI": fields(
        "channel_id message_id emoji", "guild_id", emoji="MessageReactionEmojiResponse"
    ),
    "MESSAGE_POLL_VOTE_ADD": VOTE,
    "MESSAGE_POLL_VOTE_REMOVE": VOTE,
    "PRESENCE_UPDATE": fields("user guild_id status activities client_status"),
    "TYPING_START": fields("channel_id user_id timestamp", "guild_id member", member="GuildMemberResponse"),
    "USER_UPDATE": of("UserPIIResponse"),
    "VOICE_SERVER_UPDATE": fields("token guild_id endpoint"),
    "VOICE_STATE_UPDATE": of("VoiceStateResponse"),
    "WEBHOOKS_UPDATE": fields("guild_id channel_id"),
}


def objections(description: Description, name: str, data: Payload) -> list[str]:
    """What is not as it should be with an event."""
    shape = SHAPES.get(name)
    if shape is None:
        return [f"{name}: nothing says what this event looks like"]
    return [
        f"{name}: {each}"
        for each in (*_fields(description, shape, data), *_components(description, shape, data))
    ]


def _fields(description: Description, shape: Shape, data: Payload) -> Iterable[str]:
    known = shape.needed | shape.more
    for component in shape.whole:
        known |= description.fields(component)
    yield from (f"{each} is missing" for each in shape.needed - data.keys())
    yield from (f"{each} does not belong there" for each in data.keys() - known)


def _told(data: Payload) -> Payload:
    """What is to be compared of a channel: Discord's description does not know yet what it hides from a bot as null."""
    if not (data.get("flags") or 0) & HIDDEN:
        return data
    return {name: value for name, value in data.items() if value is not None}


def _components(description: Description, shape: Shape, data: Payload) -> Iterable[str]:
    if shape.whole:
        told = _told(data)
        tried = [list(description.component_mismatches(component, told)) for component in shape.whole]
        yield from (f"{pointer}: {message}" for pointer, message in min(tried, key=len))
    for part, component in shape.parts.items():
        value = data.get(part)
        for item in value if isinstance(value, list) else [value]:
            if item is not None:
                for pointer, message in description.component_mismatches(component, _told(item)):
                    yield f"{part}{pointer}: {message}"
