"""Whom a message notifies."""

from __future__ import annotations

import re
from dataclasses import dataclass, field

from discord_sandbox.model.channel import Channel
from discord_sandbox.model.message import Message
from discord_sandbox.model.payload import JsonObject, Payload
from discord_sandbox.model.permissions import Permission
from discord_sandbox.model.user import User
from discord_sandbox.model.world import World

_USER = re.compile(r"<@!?(\d+)>")
_ROLE = re.compile(r"<@&(\d+)>")
_EVERYONE = re.compile(r"@(everyone|here)\b")


@dataclass(slots=True)
class Mentions:
    """Those who are notified."""

    users: list[User] = field(default_factory=list)
    roles: list[int] = field(default_factory=list)
    everyone: bool = False


def mentions_in(
    world: World,
    channel: Channel,
    author: User,
    text: str,
    allowed: JsonObject | None,
    replied_to: Message | None,
) -> Mentions:
    """Whom ``text`` mentions, as far as its author may and wants to; ``allowed`` is Discord's allowed_mentions."""
    found = Mentions()
    if "@" in text:
        found.users = [user for user in _users(world, text) if _wanted(allowed, "users", user.id)]
        guild = world.guild_of(channel)
        if guild:
            loud = bool(world.permissions(author.id, channel) & Permission.MENTION_EVERYONE)
            found.everyone = loud and bool(_EVERYONE.search(text)) and _wanted(allowed, "everyone", 0)
            found.roles = [
                role_id
                for role_id in dict.fromkeys(map(int, _ROLE.findall(text)))
                if role_id in guild.roles
                and (loud or guild.roles[role_id].mentionable)
                and _wanted(allowed, "roles", role_id)
            ]
    message_event = allowed is None or bool(allowed.get("replied_user"))
    if replied_to and message_event and replied_to.author not in found.users:
        found.users.append(replied_to.author)
    return found


def _users(world: World, text: str) -> list[User]:
    ids = dict.fromkeys(map(int, _USER.findall(text)))
    return [world.users[user_id] for user_id in ids if user_id in world.users]


def _wanted(allowed: Payload | None, kind: str, snowflake: int) -> bool:
    if allowed is None or kind in (allowed.get("parse") or ()):
        return True
    return snowflake in map(int, allowed.get(kind) or ())
