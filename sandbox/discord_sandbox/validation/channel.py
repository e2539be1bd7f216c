"""The bodies with which channels and threads are made and changed."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from discord_sandbox.model.channel import ChannelType
from discord_sandbox.model.checks import (
    Check,
    Errors,
    Problems,
    array,
    boolean,
    every,
    ids,
    integer,
    maybe,
    one_of,
    permission_set,
    problem,
    record,
    snowflake,
    string,
    trimmed,
    unique,
)
from discord_sandbox.model.payload import JsonObject, Payload
from discord_sandbox.validation.message import POST_MESSAGE

# Discord: Resources > Channel > Channel Object (slow mode), Topics > Threads (minutes until the archive).
ARCHIVE_MINUTES = (60, 1440, 4320, 10080)
SLOWEST_SECONDS = 21_600
# Discord: Resources > Channel > Forum Tag Object, Modify Channel (20 tags), Start Thread in Forum (5 of them).
TAGS_PER_FORUM = 20
TAGS_PER_POST = 5
# OpenAPI description, CreateGuildChannelRequest.
OVERWRITES_PER_REQUEST = 100
# Discord: Resources > Channel > Modify Channel (topic, bitrate, user limit).
_TOPIC, _TOPIC_OF_FORUM = 1024, 4096
_LEAST_BITRATE, _MOST_BITRATE = 8_000, 96_000
"""Higher rates are for guilds that are boosted."""
_MOST_IN_VOICE = 99

# Discord: Resources > Channel > Channel Types.
MADE_BY_BOTS = (
    ChannelType.GUILD_TEXT,
    ChannelType.GUILD_VOICE,
    ChannelType.GUILD_CATEGORY,
    ChannelType.GUILD_ANNOUNCEMENT,
    ChannelType.GUILD_STAGE_VOICE,
    ChannelType.GUILD_FORUM,
    ChannelType.GUILD_MEDIA,
)

NAME = trimmed(1, 100)
_SLOW_MODE = maybe(integer(0, SLOWEST_SECONDS))
_ARCHIVE = maybe(one_of(*ARCHIVE_MINUTES))
_EMOJI: dict[str, Check] = {"emoji_id": maybe(snowflake), "emoji_name": maybe(string(0, 100))}


def _one_emoji(owner: JsonObject) -> Errors | None:
    if owner.get("emoji_id") and owner.get("emoji_name"):
        return {
            "emoji_name": problem("BASE_TYPE_UNSUPPORTED", "Only one of emoji_id and emoji_name may be set")
        }
    return None


# Discord: Resources > Channel > Forum Tag Object. That names differ whatever their case is assumed.
_TAG = every(
    record(
        {"id": maybe(snowflake), "name": string(1, 20), "moderated": maybe(boolean), **_EMOJI},
        needed=("name",),
    ),
    _one_emoji,
)


def _unique_tags(tags: list[Payload]) -> Errors | None:
    return unique([tag["name"].casefold() for tag in tags])


# Discord: Resources > Channel > Overwrite Object.
OVERWRITE = record(
    {
        "id": snowflake,
        "type": one_of(0, 1),
        "allow": maybe(permission_set),
        "deny": maybe(permission_set),
    },
    needed=("id",),
)
SET_OVERWRITE = record(
    {"type": one_of(0, 1), "allow": maybe(permission_set), "deny": maybe(permission_set)}, needed=("type",)
)

_CHANNEL: dict[str, Check] = {
    "name": NAME,
    "position": maybe(integer(0)),
    "topic": maybe(string(0, _TOPIC_OF_FORUM)),
    "nsfw": maybe(boolean),
    "rate_limit_per_user": _SLOW_MODE,
    "bitrate": maybe(integer(_LEAST_BITRATE, _MOST_BITRATE)),
    "user_limit": maybe(integer(0, _MOST_IN_VOICE)),
    "permission_overwrites": maybe(array(OVERWRITE, 0, OVERWRITES_PER_REQUEST)),
    "parent_id": maybe(snowflake),
    "rtc_region": maybe(string()),
    "video_quality_mode": maybe(one_of(1, 2)),
    "default_auto_archive_duration": _ARCHIVE,
    "default_reaction_emoji": maybe(every(record(_EMOJI), _one_emoji)),
    "default_thread_rate_limit_per_user": _SLOW_MODE,
    "default_sort_order": maybe(one_of(0, 1)),
    "default_forum_layout": maybe(one_of(0, 1, 2)),
    "default_tag_setting": maybe(one_of("match_all", "match_some")),
    "available_tags": maybe(every(array(_TAG, 0, TAGS_PER_FORUM), _unique_tags)),
}
_TALKING = frozenset(MADE_BY_BOTS) - {ChannelType.GUILD_CATEGORY}
_TEXT = _TALKING - ChannelType.voice()
# Discord: Resources > Channel > Modify Channel (the column of channel types). That Discord overlooks the
# rest is on no page.
_ONLY_IN: Mapping[str, frozenset[ChannelType]] = {
    "topic": _TEXT,
    "nsfw": _TALKING,
    "rate_limit_per_user": _TALKING,
    "parent_id": _TALKING,
    **dict.fromkeys(("bitrate", "user_limit", "rtc_region", "video_quality_mode"), ChannelType.voice()),
    **dict.fromkeys(("default_auto_archive_duration", "default_thread_rate_limit_per_user"), _TEXT),
    **dict.fromkeys(
        ("default_reaction_emoji", "default_sort_order", "default_forum_layout", "available_tags"),
        ChannelType.forums(),
    ),
    "default_tag_setting": ChannelType.forums(),
}
"""Which kinds of channels have what; Discord overlooks it in the others."""


def fitting(kind: ChannelType, body: Payload) -> Errors | None:
    """What is wrong with a body that is right by itself, for a channel of this kind."""
    problems = Problems()
    for name, value in body.items():
        if value and kind not in _ONLY_IN.get(name, {kind}):
            message = f"A channel of type {int(kind)} has no {name}"
            problems.add((name,), "CHANNEL_FIELD_UNSUPPORTED", message)
    topic = body.get("topic")
    if topic and kind not in ChannelType.forums() and len(topic) > _TOPIC:
        problems.add(("topic",), "BASE_TYPE_MAX_LENGTH", f"Must be {_TOPIC} or fewer in length.")
    return problems.errors


CREATE_CHANNEL = record(_CHANNEL | {"type": maybe(one_of(*MADE_BY_BOTS))}, needed=("name",))
EDIT_CHANNEL = record(
    _CHANNEL
    | {
        "type": maybe(one_of(ChannelType.GUILD_TEXT, ChannelType.GUILD_ANNOUNCEMENT)),
        "flags": maybe(integer(0)),
    }
)
# Discord: Resources > Guild > Modify Guild Channel Positions.
MOVE_CHANNELS = array(
    record(
        {
            "id": snowflake,
            "position": maybe(integer(0)),
            "parent_id": maybe(snowflake),
            "lock_permissions": maybe(boolean),
        },
        needed=("id",),
    )
)

# Discord: Resources > Channel > Start Thread from Message, Start Thread without Message, Start Thread in Forum.
_THREAD: dict[str, Check] = {
    "name": NAME,
    "auto_archive_duration": _ARCHIVE,
    "rate_limit_per_user": _SLOW_MODE,
}
EDIT_THREAD = record(
    _THREAD
    | {
        "archived": maybe(boolean),
        "locked": maybe(boolean),
        "invitable": maybe(boolean),
        "flags": maybe(integer(0)),
        "applied_tags": maybe(ids(TAGS_PER_POST)),
    }
)
START_THREAD_FROM_MESSAGE = record(_THREAD, needed=("name",))
START_THREAD = record(
    _THREAD
    | {
        "type": maybe(
            one_of(ChannelType.ANNOUNCEMENT_THREAD, ChannelType.PUBLIC_THREAD, ChannelType.PRIVATE_THREAD)
        ),
        "invitable": maybe(boolean),
    },
    needed=("name",),
)
START_POST = record(
    _THREAD | {"applied_tags": maybe(ids(TAGS_PER_POST)), "message": POST_MESSAGE},
    needed=("name", "message"),
)


def tag(described: JsonObject, tag_id: int) -> Payload:
    """A forum's tag as Discord keeps it."""
    emoji_id: Any = described.get("emoji_id")
    return {
        "id": str(tag_id),
        "name": described["name"],
        "moderated": bool(described.get("moderated")),
        "emoji_id": None if emoji_id is None else str(emoji_id),
        "emoji_name": described.get("emoji_name"),
    }
