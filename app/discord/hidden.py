"""Channels that the bot cannot see, read so that hikari knows that they are there.

Discord nulls or leaves out most of what it tells of them, since November 2026. hikari 2.6 knows their flag, but raises
where a number is missing; a single hidden voice channel would keep it from knowing the whole guild.
https://docs.discord.com/developers/resources/channel#channel-object-obfuscated-channels
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

import hikari
from hikari.impl import EntityFactoryImpl

HIDDEN: Final = hikari.ChannelFlag.CHANNEL_OBFUSCATED
NOT_TOLD: Final[dict[str, object]] = {
    "flags": 0,
    "position": 0,
    "topic": None,
    "nsfw": False,
    "rate_limit_per_user": 0,
    "default_auto_archive_duration": 1440,
    "default_thread_rate_limit_per_user": 0,
    "bitrate": 0,
    "user_limit": 0,
    "rtc_region": None,
    "video_quality_mode": hikari.VideoQualityMode.AUTO,
    "available_tags": (),
    "default_forum_layout": 0,
}
"""What is taken for a field that is null or missing. Whoever needs the real one has to see the channel."""


class Entities(EntityFactoryImpl):
    """Makes objects of payloads, also of those in which much is missing."""

    def deserialize_channel(
        self,
        payload: Mapping[str, object],
        *,
        guild_id: hikari.UndefinedOr[hikari.Snowflake] = hikari.UNDEFINED,
    ) -> hikari.PartialChannel:
        """A channel. Of one whose overwrites are not told nobody is taken to see it."""
        guild = payload.get("guild_id") or guild_id
        if guild:
            payload = _filled(payload, NOT_TOLD | {"permission_overwrites": [_nobody(guild)]})
        return super().deserialize_channel(payload, guild_id=guild_id)


def _filled(payload: Mapping[str, object], values: Mapping[str, object]) -> dict[str, object]:
    return {**payload, **{name: value for name, value in values.items() if payload.get(name) is None}}


def _nobody(guild_id: object) -> dict[str, object]:
    denied = hikari.Permissions.VIEW_CHANNEL
    return {
        "id": str(guild_id),
        "type": hikari.PermissionOverwriteType.ROLE,
        "allow": "0",
        "deny": str(int(denied)),
    }
