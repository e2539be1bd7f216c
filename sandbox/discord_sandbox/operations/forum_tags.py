"""The tags of a forum's posts."""

from __future__ import annotations

from typing import Any

from discord_sandbox.model.channel import Channel, ChannelFlag
from discord_sandbox.model.checks import at, problem
from discord_sandbox.model.errors import ApiError, ErrorCode, invalid_form


def forum_tags(forum: Channel, given: list[Any] | None) -> list[int]:
    """The tags among those of the forum; at least one where that is required."""
    tags = [int(tag_id) for tag_id in given or ()]
    known = {int(tag["id"]) for tag in forum.tags}
    for index, tag_id in enumerate(tags):
        if tag_id not in known:
            wrong = problem("INVALID_FORUM_TAG", "There is no such tag in this forum")
            raise invalid_form(at(("applied_tags", index), wrong))
    if not tags and forum.flags & ChannelFlag.REQUIRE_TAG:
        raise ApiError(ErrorCode.TAG_REQUIRED)
    return tags
