"""Lists of members that a client asks for over the gateway."""

from __future__ import annotations

import logging
from collections.abc import Iterator

from app.sandbox.gateway.protocol import Intent
from app.sandbox.payload import Payload
from app.sandbox.world.guild import Guild
from app.sandbox.world.world import World

logger = logging.getLogger(__name__)

MEMBERS_PER_CHUNK = 1000
FOUND_BY_NAME = 100


def chunks(world: World, request: Payload, intents: int) -> Iterator[Payload]:
    """The members asked for, in as many pieces as it takes."""
    asked = request.get("guild_id")
    guild = world.guilds.get(int(asked[0] if isinstance(asked, list) else asked or 0))
    if guild is None or world.bot.id not in guild.members:
        return
    everybody = not request.get("user_ids") and not request.get("query") and not request.get("limit")
    if everybody and not intents & Intent.GUILD_MEMBERS:
        logger.warning("all members of a guild were asked for without the intent for members")
        return
    found, missing = _found(guild, request)
    pieces = [
        found[start : start + MEMBERS_PER_CHUNK] for start in range(0, len(found), MEMBERS_PER_CHUNK)
    ] or [[]]
    for index, piece in enumerate(pieces):
        chunk: Payload = {
            "guild_id": str(guild.id),
            "members": piece,
            "chunk_index": index,
            "chunk_count": len(pieces),
            "not_found": missing,
        }
        if request.get("nonce") is not None:
            chunk["nonce"] = request["nonce"]
        if request.get("presences"):
            chunk["presences"] = []
        yield chunk


def _found(guild: Guild, request: Payload) -> tuple[list[Payload], list[str]]:
    wanted = request.get("user_ids")
    if wanted:
        ids = [int(user_id) for user_id in (wanted if isinstance(wanted, list) else [wanted])]
        found = [guild.members[user_id].payload() for user_id in ids if user_id in guild.members]
        return found, [str(user_id) for user_id in ids if user_id not in guild.members]
    name = str(request.get("query") or "").casefold()
    members = [
        member.payload()
        for member in guild.members.values()
        if member.display_name.casefold().startswith(name)
    ]
    limit = min(int(request.get("limit") or 0), FOUND_BY_NAME) if name else int(request.get("limit") or 0)
    return (members[:limit] if limit else members), []
