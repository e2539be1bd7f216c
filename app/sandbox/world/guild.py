"""A guild: what people call a server."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field

from app.sandbox.payload import Payload, timestamp
from app.sandbox.world.channel import Channel
from app.sandbox.world.member import Member
from app.sandbox.world.role import Role
from app.sandbox.world.voice import VoiceState

LARGE = 250
"""Members from which on a guild counts as large by default."""


@dataclass(slots=True, eq=False)
class Guild:
    """A guild with everything in it."""

    id: int
    key: str
    """The short name by which tests and the command line know it."""
    name: str
    owner_id: int
    preferred_locale: str = "en-US"
    description: str | None = None
    roles: dict[int, Role] = field(default_factory=dict)
    channels: dict[int, Channel] = field(default_factory=dict)
    threads: dict[int, Channel] = field(default_factory=dict)
    members: dict[int, Member] = field(default_factory=dict)
    voice_states: dict[int, VoiceState] = field(default_factory=dict)
    available: bool = True
    """Whether Discord has no outage that takes just this guild away."""

    @property
    def everyone(self) -> Role:
        return self.roles[self.id]

    def channel(self, channel_id: int) -> Channel | None:
        """A channel or thread of this guild."""
        return self.channels.get(channel_id) or self.threads.get(channel_id)

    def channel_named(self, name: str) -> Channel | None:
        wanted = name.removeprefix("#").casefold()
        everything = (*self.channels.values(), *self.threads.values())
        return next((channel for channel in everything if (channel.name or "").casefold() == wanted), None)

    def member_named(self, name: str) -> Member | None:
        wanted = name.removeprefix("@").casefold()
        return next(
            (member for member in self.members.values() if wanted in _names(member)),
            None,
        )

    def role_named(self, name: str) -> Role | None:
        wanted = name.casefold()
        return next(
            (
                role
                for role in self.roles.values()
                if wanted in {role.name.casefold(), "@" + role.name.casefold()}
            ),
            None,
        )

    def payload(self) -> Payload:
        """As the REST API writes it."""
        return {
            "id": str(self.id),
            "name": self.name,
            "owner_id": str(self.owner_id),
            "description": self.description,
            "preferred_locale": self.preferred_locale,
            "roles": [role.payload() for role in self.roles.values()],
            **_NOTHING_SPECIAL,
        }

    def created_payload(
        self, viewer: Member, members: Iterable[Member], threads: Iterable[Channel]
    ) -> Payload:
        """As GUILD_CREATE carries it to ``viewer``."""
        return self.payload() | {
            "joined_at": timestamp(viewer.joined_at),
            "large": len(self.members) > LARGE,
            "member_count": len(self.members),
            "members": [member.payload() for member in members],
            "channels": [channel.payload() for channel in self.channels.values()],
            "threads": [thread.payload() for thread in threads],
            "presences": [],
            "voice_states": [state.partial_payload() for state in self.voice_states.values()],
            "stage_instances": [],
            "guild_scheduled_events": [],
            "soundboard_sounds": [],
        }


def _names(member: Member) -> set[str]:
    return {name.casefold() for name in (member.user.username, member.user.global_name, member.nick) if name}


_NOTHING_SPECIAL: Payload = {
    "icon": None,
    "home_header": None,
    "splash": None,
    "discovery_splash": None,
    "banner": None,
    "features": [],
    "emojis": [],
    "stickers": [],
    "application_id": None,
    "region": "deprecated",
    "afk_channel_id": None,
    "afk_timeout": 300,
    "system_channel_id": None,
    "system_channel_flags": 0,
    "widget_enabled": False,
    "widget_channel_id": None,
    "verification_level": 0,
    "default_message_notifications": 1,
    "mfa_level": 0,
    "explicit_content_filter": 0,
    "max_presences": None,
    "max_members": 500_000,
    "max_stage_video_channel_users": 50,
    "max_video_channel_users": 25,
    "vanity_url_code": None,
    "premium_tier": 0,
    "premium_subscription_count": 0,
    "premium_progress_bar_enabled": False,
    "rules_channel_id": None,
    "safety_alerts_channel_id": None,
    "public_updates_channel_id": None,
    "nsfw": False,
    "nsfw_level": 0,
    "incidents_data": None,
}
