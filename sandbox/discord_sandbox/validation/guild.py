"""The bodies with which a guild is changed."""

from __future__ import annotations

from discord_sandbox.model.checks import (
    array,
    boolean,
    every,
    integer,
    maybe,
    moment,
    one_of,
    record,
    snowflake,
    string,
    unique,
)
from discord_sandbox.validation.image import image
from discord_sandbox.validation.option import LOCALES

# Assumed, as no page says how large a picture of a guild may be.
_PICTURE = maybe(image(10 * 1024 * 1024))
CHANNELS = (
    *("afk_channel_id", "system_channel_id", "rules_channel_id"),
    *("public_updates_channel_id", "safety_alerts_channel_id"),
)
PICTURES = ("icon", "splash", "discovery_splash", "banner", "home_header")
# Discord: Resources > Guild > Modify Guild Incident Actions (24 hours).
LONGEST_SHUT = 86_400.0
"""Seconds for which invitations or direct messages can be paused."""

# Discord: Resources > Guild > Modify Guild, Guild Object. Lengths: OpenAPI description, GuildPatchRequestPartial.
EDIT_GUILD = record(
    {
        "name": string(2, 100),
        "description": maybe(string(0, 300)),
        "region": maybe(string()),
        "verification_level": maybe(one_of(0, 1, 2, 3, 4)),
        "default_message_notifications": maybe(one_of(0, 1)),
        "explicit_content_filter": maybe(one_of(0, 1, 2)),
        "preferred_locale": maybe(one_of(*LOCALES)),
        "afk_timeout": maybe(one_of(60, 300, 900, 1800, 3600)),
        "system_channel_flags": maybe(integer(0)),
        "features": maybe(every(array(maybe(string())), unique)),
        "premium_progress_bar_enabled": maybe(boolean),
        **dict.fromkeys(CHANNELS, maybe(snowflake)),
        **dict.fromkeys(PICTURES, _PICTURE),
    }
)
SHUT = record({"invites_disabled_until": maybe(moment), "dms_disabled_until": maybe(moment)})
