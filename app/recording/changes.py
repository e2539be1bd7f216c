"""What can change in a guild, one type for each: written in the order in which it came.

Moments are seconds since 1970 and lists are plain, as a batch that cannot be written goes to disk. The fields are
called like the columns that they are written to. ``subject`` is what a change is about: changes about different
things may be written together.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final, NamedTuple, Protocol, TypeAlias

Seconds: TypeAlias = float
"""A moment, in seconds since 1970."""
Subject: TypeAlias = tuple[str | int, ...]
Newest: TypeAlias = Sequence[tuple[int, int]]
"""Channels, each with its newest message."""
OverwriteRow: TypeAlias = tuple[int, int, int, int]
"""Role or 0, member or 0, allowed, denied."""


class RecordedChange(Protocol):
    """A change, of the recording itself or of who hears what is recorded."""

    @property
    def subject(self) -> Subject: ...


class GuildSeen(NamedTuple):
    id: int
    name: str

    @property
    def subject(self) -> Subject:
        return "guild", self.id


class GuildLeft(NamedTuple):
    id: int
    at: Seconds

    @property
    def subject(self) -> Subject:
        return "guild", self.id


class ChannelSeen(NamedTuple):
    """A channel or thread. What is None was not told. Earlier versions left some on disk without the last fields."""

    id: int
    guild_id: int
    parent_id: int | None
    kind: int | None
    name: str | None
    position: int | None
    archived: bool | None
    hidden: bool = False
    overwrites: Sequence[OverwriteRow] | None = None
    last_id: int = 0
    """The newest message that is there."""

    @property
    def subject(self) -> Subject:
        return "channel", self.id


class ChannelDeleted(NamedTuple):
    id: int
    guild_id: int
    at: Seconds

    @property
    def subject(self) -> Subject:
        return "channel", self.id


class RoleSeen(NamedTuple):
    """What is None was not told."""

    id: int
    guild_id: int
    name: str | None
    color: int | None
    position: int | None

    @property
    def subject(self) -> Subject:
        return "role", self.id


class RoleDeleted(NamedTuple):
    id: int
    at: Seconds

    @property
    def subject(self) -> Subject:
        return "role", self.id


class GuildListed(NamedTuple):
    """A guild's channels and roles, all at once. Earlier versions left some on disk that were complete."""

    guild_id: int
    channels: Sequence[ChannelSeen]
    roles: Sequence[RoleSeen]
    newest: Newest
    at: Seconds
    all_channels: bool = True
    """Whether a channel that is not in it is gone."""
    all_roles: bool = True

    @property
    def subject(self) -> Subject:
        return "guild listed", self.guild_id


class NewestListed(NamedTuple):
    """Channels that the bot can see from now on."""

    guild_id: int
    newest: Newest

    @property
    def subject(self) -> Subject:
        return "newest", self.guild_id


class EmojisListed(NamedTuple):
    guild_id: int
    emojis: Sequence[tuple[int, str | None, bool]]
    """Id, name, whether it moves."""
    at: Seconds

    @property
    def subject(self) -> Subject:
        return "emojis", self.guild_id


class MemberJoined(NamedTuple):
    guild_id: int
    user_id: int
    is_bot: bool
    joined_at: Seconds
    role_ids: Sequence[int] | None
    """None where they were not told."""

    @property
    def subject(self) -> Subject:
        return "member", self.guild_id, self.user_id

    @property
    def counted_at(self) -> Seconds:
        return self.joined_at


class MemberSeen(NamedTuple):
    guild_id: int
    user_id: int
    is_bot: bool
    joined_at: Seconds
    role_ids: Sequence[int] | None
    """None where they were not told."""
    at: Seconds

    @property
    def subject(self) -> Subject:
        return "member", self.guild_id, self.user_id


class MemberLeft(NamedTuple):
    guild_id: int
    user_id: int
    at: Seconds

    @property
    def subject(self) -> Subject:
        return "member", self.guild_id, self.user_id

    @property
    def counted_at(self) -> Seconds:
        return self.at


class MembersListed(NamedTuple):
    """Everybody in a guild: who is not in it has left."""

    guild_id: int
    user_ids: Sequence[int]
    at: Seconds

    @property
    def subject(self) -> Subject:
        return "members", self.guild_id

    @property
    def counted_at(self) -> Seconds:
        return self.at


class MemberNamed(NamedTuple):
    guild_id: int
    user_id: int
    name: str

    @property
    def subject(self) -> Subject:
        return "name", self.guild_id, self.user_id


class ThreadFollowed(NamedTuple):
    guild_id: int
    thread_id: int
    user_id: int

    @property
    def subject(self) -> Subject:
        return "thread", self.thread_id, self.user_id


class ThreadUnfollowed(NamedTuple):
    guild_id: int
    thread_id: int
    user_id: int

    @property
    def subject(self) -> Subject:
        return "thread", self.thread_id, self.user_id


class VoiceMoved(NamedTuple):
    guild_id: int
    user_id: int
    channel_id: int | None
    at: Seconds

    @property
    def subject(self) -> Subject:
        return "voice", self.guild_id, self.user_id


class VoicesListed(NamedTuple):
    """Everybody in a guild's voice channels."""

    guild_id: int
    present: Sequence[tuple[int, int]]
    """Member and channel."""
    at: Seconds

    @property
    def subject(self) -> Subject:
        return "voices", self.guild_id


CountedChange: TypeAlias = MemberJoined | MemberLeft | MembersListed
"""Their day is counted anew, that of ``counted_at``."""

CHANGES: Final[dict[str, type[RecordedChange]]] = {
    "guild": GuildSeen,
    "guild left": GuildLeft,
    "snapshot": GuildListed,
    "channel": ChannelSeen,
    "newest": NewestListed,
    "channel gone": ChannelDeleted,
    "role": RoleSeen,
    "role gone": RoleDeleted,
    "emojis": EmojisListed,
    "members": MembersListed,
    "join": MemberJoined,
    "member": MemberSeen,
    "leave": MemberLeft,
    "name": MemberNamed,
    "follow": ThreadFollowed,
    "unfollow": ThreadUnfollowed,
    "voices": VoicesListed,
    "voice": VoiceMoved,
}
"""By the names that they have on disk, which are as old as the files there: never change one."""
