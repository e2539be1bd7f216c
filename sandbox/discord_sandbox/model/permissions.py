"""Who may do what: Discord's permission arithmetic."""

from __future__ import annotations

from enum import IntFlag
from functools import reduce
from operator import or_

from discord_sandbox.model.channel import Channel, ChannelType
from discord_sandbox.model.guild import Guild
from discord_sandbox.model.member import Member
from discord_sandbox.model.role import Role


class Permission(IntFlag):
    """The bits of a permission set, by the names of Discord's reference."""

    CREATE_INSTANT_INVITE = 1 << 0
    KICK_MEMBERS = 1 << 1
    BAN_MEMBERS = 1 << 2
    ADMINISTRATOR = 1 << 3
    MANAGE_CHANNELS = 1 << 4
    MANAGE_GUILD = 1 << 5
    ADD_REACTIONS = 1 << 6
    VIEW_AUDIT_LOG = 1 << 7
    PRIORITY_SPEAKER = 1 << 8
    STREAM = 1 << 9
    VIEW_CHANNEL = 1 << 10
    SEND_MESSAGES = 1 << 11
    SEND_TTS_MESSAGES = 1 << 12
    MANAGE_MESSAGES = 1 << 13
    EMBED_LINKS = 1 << 14
    ATTACH_FILES = 1 << 15
    READ_MESSAGE_HISTORY = 1 << 16
    MENTION_EVERYONE = 1 << 17
    USE_EXTERNAL_EMOJIS = 1 << 18
    VIEW_GUILD_INSIGHTS = 1 << 19
    CONNECT = 1 << 20
    SPEAK = 1 << 21
    MUTE_MEMBERS = 1 << 22
    DEAFEN_MEMBERS = 1 << 23
    MOVE_MEMBERS = 1 << 24
    USE_VAD = 1 << 25
    CHANGE_NICKNAME = 1 << 26
    MANAGE_NICKNAMES = 1 << 27
    MANAGE_ROLES = 1 << 28
    MANAGE_WEBHOOKS = 1 << 29
    MANAGE_GUILD_EXPRESSIONS = 1 << 30
    USE_APPLICATION_COMMANDS = 1 << 31
    REQUEST_TO_SPEAK = 1 << 32
    MANAGE_EVENTS = 1 << 33
    MANAGE_THREADS = 1 << 34
    CREATE_PUBLIC_THREADS = 1 << 35
    CREATE_PRIVATE_THREADS = 1 << 36
    USE_EXTERNAL_STICKERS = 1 << 37
    SEND_MESSAGES_IN_THREADS = 1 << 38
    USE_EMBEDDED_ACTIVITIES = 1 << 39
    MODERATE_MEMBERS = 1 << 40
    VIEW_CREATOR_MONETIZATION_ANALYTICS = 1 << 41
    USE_SOUNDBOARD = 1 << 42
    CREATE_GUILD_EXPRESSIONS = 1 << 43
    CREATE_EVENTS = 1 << 44
    USE_EXTERNAL_SOUNDS = 1 << 45
    SEND_VOICE_MESSAGES = 1 << 46
    SET_VOICE_CHANNEL_STATUS = 1 << 48
    SEND_POLLS = 1 << 49
    USE_EXTERNAL_APPS = 1 << 50
    PIN_MESSAGES = 1 << 51
    BYPASS_SLOWMODE = 1 << 52


ALL = int(reduce(or_, Permission))
EVERYWHERE_IN_PRIVATE = int(
    Permission.VIEW_CHANNEL
    | Permission.SEND_MESSAGES
    | Permission.SEND_TTS_MESSAGES
    | Permission.EMBED_LINKS
    | Permission.ATTACH_FILES
    | Permission.READ_MESSAGE_HISTORY
    | Permission.MENTION_EVERYONE
    | Permission.ADD_REACTIONS
    | Permission.USE_EXTERNAL_EMOJIS
    | Permission.USE_APPLICATION_COMMANDS
    | Permission.PIN_MESSAGES
)
"""What the two in a direct message may do there."""

_KEPT_IN_TIME_OUT = int(Permission.VIEW_CHANNEL | Permission.READ_MESSAGE_HISTORY)
_LOST_WITHOUT_SENDING = int(
    Permission.MENTION_EVERYONE
    | Permission.SEND_TTS_MESSAGES
    | Permission.ATTACH_FILES
    | Permission.EMBED_LINKS
    | Permission.SEND_POLLS
    | Permission.SEND_VOICE_MESSAGES
)
_ADMINISTRATOR = int(Permission.ADMINISTRATOR)
_VIEW_CHANNEL = int(Permission.VIEW_CHANNEL)
_SEND_MESSAGES = int(Permission.SEND_MESSAGES)
_SEND_IN_THREADS = int(Permission.SEND_MESSAGES_IN_THREADS)
_MANAGE_THREADS = int(Permission.MANAGE_THREADS)
_CONNECT = int(Permission.CONNECT)
_ABOVE_ALL = (1 << 31, 0)


def guild_permissions(guild: Guild, member: Member, now: float) -> int:
    """What the member's roles allow, before any channel's overwrites; next to nothing during a time-out."""
    granted = _granted(guild, member)
    return granted & _KEPT_IN_TIME_OUT if granted != ALL and member.timed_out(now) else granted


def channel_permissions(guild: Guild, member: Member, channel: Channel, now: float) -> int:
    """What the member may do in ``channel``; a thread goes by its parent."""
    granted = _granted(guild, member)
    if granted == ALL:
        return ALL
    ruling = guild.channels.get(channel.parent_id or 0, channel) if channel.thread else channel
    granted = _overwritten(granted, guild, member, ruling)
    if channel.type is ChannelType.PRIVATE_THREAD and not _invited(channel, member, granted):
        return 0
    if member.timed_out(now):
        granted &= _KEPT_IN_TIME_OUT
    return _implied(granted, channel)


def _granted(guild: Guild, member: Member) -> int:
    if guild.owner_id == member.user.id:
        return ALL
    granted = guild.everyone.permissions
    for role_id in member.roles:
        granted |= guild.roles[role_id].permissions
    return ALL if granted & _ADMINISTRATOR else granted


def _overwritten(granted: int, guild: Guild, member: Member, channel: Channel) -> int:
    """Everyone's overwrite first, then all of the roles' together, then the member's own."""
    everyone = channel.overwrites.get(guild.id)
    if everyone:
        granted = granted & ~everyone.deny | everyone.allow
    allow = deny = 0
    for role_id in member.roles:
        overwrite = channel.overwrites.get(role_id)
        if overwrite:
            allow |= overwrite.allow
            deny |= overwrite.deny
    granted = granted & ~deny | allow
    own = channel.overwrites.get(member.user.id)
    return granted & ~own.deny | own.allow if own else granted


def _invited(thread: Channel, member: Member, granted: int) -> bool:
    """A private thread is only there for who is in it, and for moderators."""
    inside = thread.thread is not None and member.user.id in thread.thread.members
    return inside or bool(granted & _MANAGE_THREADS)


def _implied(granted: int, channel: Channel) -> int:
    """Whoever cannot see a channel can do nothing there; whoever cannot write cannot write loudly either."""
    if not granted & _VIEW_CHANNEL:
        return 0
    if channel.type in ChannelType.voice() and not granted & _CONNECT:
        return _VIEW_CHANNEL
    speaking = _SEND_IN_THREADS if channel.type in ChannelType.threads() else _SEND_MESSAGES
    return granted if granted & speaking else granted & ~_LOST_WITHOUT_SENDING


def names(permissions: int) -> str:
    """The names of the bits that are set, for an error message."""
    return ", ".join(bit.name or "" for bit in Permission if bit & permissions)


def top_role(guild: Guild, member: Member) -> tuple[int, int]:
    """Where the member's highest role stands. Of roles with the same position the older is the higher."""
    if guild.owner_id == member.user.id:
        return _ABOVE_ALL
    return max((rank(guild.roles[role_id]) for role_id in member.roles), default=(0, 0))


def rank(role: Role) -> tuple[int, int]:
    return role.position, -role.id


def outranks(guild: Guild, member: Member, other: Member) -> bool:
    """Whether ``member`` may act on ``other``: the owner on everybody, the others on those below them."""
    return other.user.id != guild.owner_id and top_role(guild, member) > top_role(guild, other)
