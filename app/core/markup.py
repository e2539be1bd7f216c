"""Discord's markup: mentions, moments, addresses of messages, and what members wrote, letter by letter.

Nothing else writes these by hand; a test fails where something does.
"""

from __future__ import annotations

import re
from datetime import datetime
from typing import Literal, TypeAlias

MomentStyle: TypeAlias = Literal["t", "T", "d", "D", "f", "F", "R"]
"""Discord's letters: ``t`` the time, ``D`` the day, ``f`` both, ``R`` how long ago; capitals say more."""

MENTION = re.compile(r"<(?:@[&!]?|#)\d+>")
TOKEN = re.compile(
    r"<(?:@(?P<role>&)?!?(?P<who>\d+)|\#(?P<channel>\d+)|a?:(?P<emoji>\w+):\d+|t:(?P<moment>-?\d+)(?::[a-zA-Z])?"
    r"|/(?P<command>[^<>:\n]+):\d+|id:(?P<page>\w+)|(?P<address>https?://[^\s<>]+))>"
)
"""What Discord shows in another way than it is written: mentions, emoji, moments, commands, bare addresses."""
_MARKDOWN = re.compile(r"([\\*_~`|<>\[\]])|^(\s*)([#\-+])|^(\s*\d+)(\.)", re.MULTILINE)
_MESSAGE_URL = re.compile(
    r"https://(?:\w+\.)?discord(?:app)?\.com/channels/(\d{15,20})/(\d{15,20})/(\d{15,20})"
)


def user(user_id: int | str) -> str:
    """A mention; it notifies nobody unless a message says that it may."""
    return f"<@{user_id}>"


def named_user(user_id: int | str, name: str | None) -> str:
    """A mention, with the name for those whom Discord no longer knows here."""
    return f"{user(user_id)} ({escape(name)})" if name else user(user_id)


def role(role_id: int | str) -> str:
    return f"<@&{role_id}>"


def channel(channel_id: int | str) -> str:
    """Also for threads and categories."""
    return f"<#{channel_id}>"


def command(name: str) -> str:
    """The qualified name of a slash command, as people type it."""
    return f"`/{name}`"


def moment(at: datetime, style: MomentStyle = "f") -> str:
    """Shown by Discord in the reader's own language and time zone."""
    return f"<t:{int(at.timestamp())}:{style}>"


def message_url(guild_id: int, channel_id: int, message_id: int) -> str:
    return f"https://discord.com/channels/{guild_id}/{channel_id}/{message_id}"


def read_message_url(url: str) -> tuple[int, int, int] | None:
    """The ids of guild, channel and message in an address that a member copied; None for anything else."""
    match = _MESSAGE_URL.fullmatch(url.strip())
    return (int(match[1]), int(match[2]), int(match[3])) if match else None


def escape(text: str) -> str:
    """``text`` so that Discord shows it letter by letter, on one line or many."""
    return _MARKDOWN.sub(_backslash, text)


def _backslash(match: re.Match[str]) -> str:
    inline, indent, bullet, number, dot = match.groups()
    if inline:
        return f"\\{inline}"
    return f"{indent}\\{bullet}" if bullet else f"{number}\\{dot}"
