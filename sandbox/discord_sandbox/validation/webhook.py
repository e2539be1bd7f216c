"""The bodies with which webhooks are made and changed."""

from __future__ import annotations

from discord_sandbox.model.checks import Errors, every, maybe, problem, record, snowflake, trimmed
from discord_sandbox.validation.image import image

# Discord: Resources > Webhook > Create Webhook ("clyde" and "discord", 1 to 80 characters).
_FORBIDDEN = ("clyde", "discord")


def _allowed_name(value: str) -> Errors | None:
    """Nobody is to take a webhook for Discord itself."""
    found = next((word for word in _FORBIDDEN if word in value.casefold()), None)
    if found is None:
        return None
    return problem("USERNAME_INVALID_CONTAINS", f'Username cannot contain "{found}"')


NAME = every(trimmed(1, 80), _allowed_name)
# Assumed, as no page says how large a picture of a webhook may be.
_PICTURE = maybe(image(10 * 1024 * 1024))

CREATE_WEBHOOK = record({"name": NAME, "avatar": _PICTURE}, needed=("name",))
EDIT_WEBHOOK_WITH_TOKEN = record({"name": NAME, "avatar": _PICTURE})
EDIT_WEBHOOK = record({"name": NAME, "avatar": _PICTURE, "channel_id": maybe(snowflake)})
