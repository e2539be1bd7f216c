"""A guild: what people call a server."""

from __future__ import annotations

from collections import deque
from dataclasses import dataclass, field
from typing import Any

from discord_sandbox.model.audit import AuditEntry
from discord_sandbox.model.automod import Rule
from discord_sandbox.model.ban import Ban
from discord_sandbox.model.channel import Channel
from discord_sandbox.model.emoji import Emoji
from discord_sandbox.model.member import Member
from discord_sandbox.model.payload import JsonObject, Payload, timestamp
from discord_sandbox.model.role import Role
from discord_sandbox.model.scheduled_event import ScheduledEvent
from discord_sandbox.model.sticker import Sticker
from discord_sandbox.model.voice import VoiceState

AUDIT_LOG_KEPT = 10_000


@dataclass(slots=True, eq=False)
class Incidents:
    """What is shut for a while after something bad happened."""

    invites_until: float | None = None
    messages_until: float | None = None
    """Direct messages between members who are not friends."""

    def payload(self) -> Payload | None:
        if self.invites_until is None and self.messages_until is None:
            return None
        return {
            "invites_disabled_until": _moment(self.invites_until),
            "dms_disabled_until": _moment(self.messages_until),
        }


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
    settings: Payload = field(default_factory=lambda: dict(_DEFAULTS))
    """What can be set about the guild besides, by Discord's names."""
    incidents: Incidents = field(default_factory=Incidents)
    roles: dict[int, Role] = field(default_factory=dict)
    channels: dict[int, Channel] = field(default_factory=dict)
    threads: dict[int, Channel] = field(default_factory=dict)
    members: dict[int, Member] = field(default_factory=dict)
    bans: dict[int, Ban] = field(default_factory=dict)
    emojis: dict[int, Emoji] = field(default_factory=dict)
    stickers: dict[int, Sticker] = field(default_factory=dict)
    scheduled_events: dict[int, ScheduledEvent] = field(default_factory=dict)
    automod_rules: dict[int, Rule] = field(default_factory=dict)
    voice_states: dict[int, VoiceState] = field(default_factory=dict)
    audit_log: deque[AuditEntry] = field(default_factory=lambda: deque(maxlen=AUDIT_LOG_KEPT))
    """Oldest first."""
    available: bool = True
    """Whether Discord has no outage that takes just this guild away."""
    indexed_at: float = 0.0
    """From when on its messages can be searched."""

    @property
    def everyone(self) -> Role:
        return self.roles[self.id]

    @property
    def features(self) -> list[str]:
        features: list[str] = self.settings["features"]
        return features

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

    def threads_of(self, channel: Channel) -> list[Channel]:
        return [thread for thread in self.threads.values() if thread.parent_id == channel.id]

    def payload(self) -> Payload:
        """As the REST API writes it."""
        return {
            "id": str(self.id),
            "name": self.name,
            "owner_id": str(self.owner_id),
            "description": self.description,
            "preferred_locale": self.preferred_locale,
            "roles": [role.payload() for role in self.roles.values()],
            "emojis": [emoji.payload() for emoji in self.emojis.values()],
            "stickers": [sticker.payload() for sticker in self.stickers.values()],
            "incidents_data": self.incidents.payload(),
            **self.settings,
        }

    def invite_payload(self) -> JsonObject:
        """As those see it who hold an invitation."""
        settings = ("icon", "splash", "banner", "features", "verification_level", "vanity_url_code")
        counted = ("premium_subscription_count", "nsfw", "nsfw_level")
        return {
            "id": str(self.id),
            "name": self.name,
            "description": self.description,
            **{name: self.settings[name] for name in (*settings, *counted)},
        }


def _moment(seconds: float | None) -> str | None:
    return None if seconds is None else timestamp(seconds)


def _names(member: Member) -> set[str]:
    return {name.casefold() for name in (member.user.username, member.user.global_name, member.nick) if name}


_DEFAULTS: dict[str, Any] = {
    "icon": None,
    "home_header": None,
    "splash": None,
    "discovery_splash": None,
    "banner": None,
    "features": [],
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
}
