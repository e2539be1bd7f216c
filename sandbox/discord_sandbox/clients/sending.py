"""Whether somebody can write something somewhere, as a client and the automatic moderation decide it."""

from __future__ import annotations

from collections.abc import Iterable

from discord_sandbox.clients.errors import ActionUnavailable, Blocked
from discord_sandbox.model.channel import Channel
from discord_sandbox.model.message import Message
from discord_sandbox.model.permissions import Permission, names
from discord_sandbox.model.user import User
from discord_sandbox.model.world import World
from discord_sandbox.operations import screening
from discord_sandbox.operations.screening import Finding
from discord_sandbox.validation.message import CONTENT

_SEND = int(Permission.SEND_MESSAGES)
_SEND_IN_THREADS = int(Permission.SEND_MESSAGES_IN_THREADS)
_ATTACH_FILES = int(Permission.ATTACH_FILES)
_MANAGE_THREADS = int(Permission.MANAGE_THREADS)
_NOT_SLOWED = int(Permission.BYPASS_SLOWMODE | Permission.MANAGE_CHANNELS | Permission.MANAGE_MESSAGES)


def check_text(world: World, user: User, channel: Channel, content: str, *, files: bool) -> None:
    """What a client checks before it sends."""
    granted = world.permissions(user.id, channel)
    needed = (_SEND_IN_THREADS if channel.thread else _SEND) | (_ATTACH_FILES if files else 0)
    if needed & ~granted:
        lacking = names(needed & ~granted)
        raise ActionUnavailable(f"{user.username} cannot write in #{channel.name}: it needs {lacking}")
    if len(content) > CONTENT:
        raise ActionUnavailable(f"a message has at most {CONTENT} characters")
    if channel.thread and channel.thread.locked and not granted & _MANAGE_THREADS:
        raise ActionUnavailable("the thread is locked")
    if channel.rate_limit_per_user and not granted & _NOT_SLOWED:
        _check_pace(world, user, channel)


def _check_pace(world: World, user: User, channel: Channel) -> None:
    """Slow mode: a message each so many seconds."""
    earliest = world.clock.time() - channel.rate_limit_per_user
    for message in reversed(channel.messages.values()):
        if message.created_at <= earliest:
            return
        if message.author is user:
            raise ActionUnavailable(f"slow mode: one message every {channel.rate_limit_per_user} seconds")


def screened(world: World, user: User, channel: Channel, text: str) -> list[Finding]:
    """The rules that the text breaks; raises ``Blocked`` when one of them keeps it from being sent."""
    member = world.member(user.id, channel.guild_id)
    findings = screening.screen(world, channel, member, text) if member else []
    blocking = next((each for each in findings if each.blocking), None)
    if member and blocking and blocking.blocking:
        for finding in findings:
            screening.act(world, channel, member, text, finding)
        said = blocking.blocking["metadata"].get("custom_message") or blocking.rule.name
        raise Blocked(f"the automatic moderation blocked the message: {said}")
    return findings


def settle(world: World, user: User, channel: Channel, findings: Iterable[Finding], message: Message) -> None:
    """Do what the rules say that let the message through."""
    member = world.member(user.id, channel.guild_id)
    for finding in findings:
        if member:
            screening.act(world, channel, member, message.content, finding, message)
