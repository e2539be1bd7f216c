"""The connection to Discord."""

from __future__ import annotations

from typing import Self

from pydantic import (
    Field,
    model_validator,
)

from app.settings.types import (
    REQUIRED_IN_PRODUCTION,
    BotToken,
    Ids,
    Section,
    WebAddress,
)


class DiscordSettings(Section):
    """The connection to Discord."""

    token: BotToken | None = Field(
        None,
        description="Bot token from Discord's developer portal. Without one, development starts the sandbox.",
        json_schema_extra=REQUIRED_IN_PRODUCTION,
    )
    rest_url: WebAddress | None = Field(
        None,
        description="Another address for Discord's HTTP API; the gateway's address is asked for there.",
    )
    trust_rest_url: bool = Field(
        False,
        description="In production, send the token to `rest_url` although it is not Discord's own address; "
        "for a proxy that is yours.",
    )
    shard_count: int | None = Field(
        None, ge=1, le=16_384, description="Shards of all processes together; none asks Discord."
    )
    shard_ids: Ids = Field(
        (), description="The shards of this process, from 0; empty for all. Needs `shard_count`."
    )
    members_intent: bool = Field(
        True, description="Ask for the privileged intent for members: who joins, leaves and changes roles."
    )
    message_content_intent: bool = Field(
        True,
        description="Ask for the privileged intent for message content; without, no length is counted and the "
        "message log knows no text.",
    )
    owner_guilds: Ids = Field(
        (), description="Register the owner commands only in these guilds; empty registers them everywhere."
    )
    command_guilds: Ids = Field(
        (), description="Register all other commands only in these guilds; empty registers them everywhere."
    )
    sync_commands: bool = Field(
        True, description="At start, tell Discord about commands that changed. See also `twi commands`."
    )

    @model_validator(mode="after")
    def _shards_fit(self) -> Self:
        highest = (self.shard_count or 0) - 1
        if any(not 0 <= shard <= highest for shard in self.shard_ids):
            raise ValueError("shard_ids from 0 up to below shard_count, and shard_count set")
        return self
