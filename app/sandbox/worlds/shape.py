"""What a world file may say, and in which form."""

from __future__ import annotations

import re
from typing import Any

from app.sandbox.checked_toml import unknown
from app.sandbox.permissions import Permission
from app.sandbox.rules.embed import EMBED
from app.sandbox.rules.form import (
    Check,
    Errors,
    array,
    boolean,
    integer,
    mapping,
    one_of,
    problem,
    record,
    string,
)
from app.sandbox.world.channel import ChannelType
from app.sandbox.worlds.pictures import PATTERNS
from app.sandbox.worlds.sets import SETS
from app.sandbox.worlds.spans import is_span

TYPES = {
    "text": ChannelType.GUILD_TEXT,
    "voice": ChannelType.GUILD_VOICE,
    "category": ChannelType.GUILD_CATEGORY,
    "announcement": ChannelType.GUILD_ANNOUNCEMENT,
    "stage": ChannelType.GUILD_STAGE_VOICE,
    "forum": ChannelType.GUILD_FORUM,
    "media": ChannelType.GUILD_MEDIA,
}
TALKING = frozenset({"voice", "stage"})
POSTING = frozenset({"forum", "media"})
"""Types of channels that have threads only."""

_NAME = string(1, 100)
_USERNAME = string(2, 32, pattern=re.compile(r"[a-z0-9_.]+"))
_KEY = string(1, 32, pattern=re.compile(r"[a-z0-9_-]+"))
_COLOR = string(7, 7, pattern=re.compile(r"#[0-9A-Fa-f]{6}"))


def _span(value: Any) -> Errors | None:
    wrong = string(1)(value)
    if wrong or is_span(value):
        return wrong
    return problem("SPAN", f"{value!r} is no span of time such as '3 weeks' or '2 days 4 hours'")


def _permission(value: Any) -> Errors | None:
    known = [*SETS, *(permission.name or "" for permission in Permission)]
    return None if value in known else problem("PERMISSION", unknown(str(value), known))


_PERMISSIONS = array(_permission)
_USER = record(
    {
        "username": _USERNAME,
        "name": string(1, 32),
        "bot": boolean,
        "locale": string(2, 5),
        "closed": boolean,
        "status": one_of("online", "idle", "dnd", "offline"),
    },
    needed=("username",),
)
_ROLE = record(
    {
        "name": _NAME,
        "permissions": _PERMISSIONS,
        "color": _COLOR,
        "hoist": boolean,
        "mentionable": boolean,
    },
    needed=("name",),
)
_MEMBER = record(
    {"user": _USERNAME, "roles": array(_NAME), "nick": string(1, 32), "joined": _span},
    needed=("user",),
)
_EMOJI = record(
    {"name": string(2, 32, pattern=re.compile(r"\w+", re.ASCII)), "animated": boolean}, needed=("name",)
)
_FILE = record(
    {
        "name": _NAME,
        "picture": one_of(*PATTERNS),
        "colors": array(_COLOR, 2, 2),
        "text": string(),
        "description": string(1, 1024),
        "spoiler": boolean,
    },
    needed=("name",),
)
_POLL = record(
    {
        "question": string(1, 300),
        "answers": array(string(1, 55), 1, 10),
        "hours": integer(1, 768),
        "multiple": boolean,
        "votes": mapping(array(_USERNAME)),
    },
    needed=("question", "answers"),
)
_SAID: dict[str, Check] = {
    "by": _USERNAME,
    "ago": _span,
    "text": string(0, 2000),
    "as": _NAME,
    "reply_to": _NAME,
    "pinned": boolean,
    "reactions": mapping(array(_USERNAME, 1)),
    "file": array(_FILE, 1, 10),
    "embed": array(EMBED, 1, 10),
    "poll": _POLL,
}
_MESSAGE = record(_SAID, needed=("by",))
_THREAD = record(
    {
        "title": _NAME,
        "by": _USERNAME,
        "ago": _span,
        "tags": array(string(1, 20), 0, 5),
        "from": _NAME,
        "locked": boolean,
        "message": array(_MESSAGE),
    },
    needed=("title", "by"),
)
_CHANNEL = record(
    {
        "name": _NAME,
        "type": one_of(*TYPES),
        "topic": string(1, 1024),
        "category": _NAME,
        "slow_mode": integer(0, 21_600),
        "nsfw": boolean,
        "only": array(_NAME, 1),
        "overwrite": array(
            record({"role": _NAME, "allow": _PERMISSIONS, "deny": _PERMISSIONS}, needed=("role",))
        ),
        "tags": array(string(1, 20), 0, 20),
        "archive_after": one_of(60, 1440, 4320, 10_080),
        "talking": array(_USERNAME, 1),
        "message": array(_MESSAGE),
        "thread": array(_THREAD),
    },
    needed=("name",),
)
_GUILD = record(
    {
        "key": _KEY,
        "name": string(2, 100),
        "owner": _USERNAME,
        "description": string(1, 300),
        "everyone": _PERMISSIONS,
        "bot": _PERMISSIONS,
        "has_bot": boolean,
        "role": array(_ROLE, 0, 250),
        "member": array(_MEMBER),
        "emoji": array(_EMOJI, 0, 50),
        "channel": array(_CHANNEL, 1, 500),
    },
    needed=("key", "name", "owner", "channel"),
)
WORLD = record(
    {"about": string(1, 300), "user": array(_USER), "guild": array(_GUILD, 1)},
    needed=("about", "guild"),
)
