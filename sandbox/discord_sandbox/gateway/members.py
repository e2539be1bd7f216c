"""Lists of members that a client asks for over the gateway."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from discord_sandbox.gateway.dispatcher import Dispatcher
from discord_sandbox.gateway.intents import Intent
from discord_sandbox.gateway.protocol import Opcode
from discord_sandbox.gateway.session import Session
from discord_sandbox.gateway.shape import anything, shape
from discord_sandbox.model.checks import (
    Check,
    Errors,
    array,
    boolean,
    integer,
    maybe,
    problem,
    snowflake,
    string,
)
from discord_sandbox.model.guild import Guild
from discord_sandbox.model.member import Member
from discord_sandbox.model.payload import JsonObject, Payload

MEMBERS_PER_CHUNK = 1000
FOUND_AT_MOST = 100
"""Members that a search by name or by ids finds."""
LONGEST_NONCE = 32
"""Bytes; a longer one is not given back."""
ALL_MEMBERS_SECONDS = 30.0
"""For which a session cannot ask for all members of the same guild again."""


def _one_or_several(item: Check, least: int = 0) -> Check:
    several = array(item, least)
    return lambda value: several(value) if isinstance(value, list) else item(value)


_FIELDS: Check = shape(
    {
        "guild_id": _one_or_several(snowflake, 1),
        "query": maybe(string()),
        "limit": maybe(integer(0)),
        "presences": maybe(boolean),
        "user_ids": maybe(_one_or_several(snowflake)),
        "nonce": anything,
    },
    needed=("guild_id",),
)


def REQUEST_MEMBERS(value: Any) -> Errors | None:  # noqa: N802 - a check, named like those that are built
    """The fields of opcode 8: either a name or ids to look for."""
    wrong = _FIELDS(value)
    if wrong is None and value.get("query") is None and value.get("user_ids") is None:
        return problem("BASE_TYPE_REQUIRED", "One of query and user_ids is required.")
    return wrong


def send_members(dispatcher: Dispatcher, session: Session, request: Payload) -> None:
    """Send the members asked for, in as many pieces as it takes; nothing about guilds the bot is not in."""
    asked = request["guild_id"]
    guild = dispatcher.world.guilds.get(int(asked[0] if isinstance(asked, list) else asked))
    if guild is None or dispatcher.world.bot.id not in guild.members:
        return
    if not _searches(request) and not session.intents & Intent.GUILD_MEMBERS:
        dispatcher.record_violation("all members need the intent GUILD_MEMBERS", Opcode.REQUEST_GUILD_MEMBERS)
        return
    if not _searches(request) and not request.get("limit"):
        wait = _wait(dispatcher, session, guild)
        if wait > 0:
            session.dispatch_payload("RATE_LIMITED", _rate_limited(request, guild, wait))
            return
    for chunk in chunks(guild, request, presences=bool(session.intents & Intent.GUILD_PRESENCES)):
        session.dispatch_payload("GUILD_MEMBERS_CHUNK", chunk)


def chunks(guild: Guild, request: JsonObject, *, presences: bool) -> Iterator[JsonObject]:
    """What is found, a thousand members at a time."""
    found, missing = _requested(guild, request)
    starts = range(0, max(1, len(found)), MEMBERS_PER_CHUNK)
    for index, start in enumerate(starts):
        piece = found[start : start + MEMBERS_PER_CHUNK]
        chunk: Payload = {
            "guild_id": str(guild.id),
            "members": [member.payload() for member in piece],
            "chunk_index": index,
            "chunk_count": len(starts),
            "not_found": missing,
        }
        if presences and request.get("presences"):
            online = [member.user for member in piece if member.user.status != "offline"]
            chunk["presences"] = [user.presence() for user in online]
        yield chunk | _nonce(request)


def _searches(request: JsonObject) -> bool:
    """Whether members are named, in part or by their ids."""
    return bool(request.get("user_ids") or request.get("query"))


def _wait(dispatcher: Dispatcher, session: Session, guild: Guild) -> float:
    """Seconds until the session may ask for all members of this guild."""
    now = dispatcher.world.clock.time()
    wait = session.all_members_asked.get(guild.id, 0.0) + ALL_MEMBERS_SECONDS - now
    if dispatcher.world.rate_limits and wait > 0:
        return wait
    session.all_members_asked[guild.id] = now
    return 0.0


def _rate_limited(request: JsonObject, guild: Guild, wait: float) -> JsonObject:
    return {
        "opcode": Opcode.REQUEST_GUILD_MEMBERS,
        "retry_after": round(wait, 3),
        "meta": {"guild_id": str(guild.id)} | _nonce(request),
    }


def _nonce(request: JsonObject) -> JsonObject:
    nonce = request.get("nonce")
    return {"nonce": nonce} if isinstance(nonce, str) and len(nonce.encode()) <= LONGEST_NONCE else {}


def _requested(guild: Guild, request: Payload) -> tuple[list[Member], list[str]]:
    """Members, and the ids to which there is none."""
    wanted = request.get("user_ids")
    if wanted:
        ids = [int(user_id) for user_id in (wanted if isinstance(wanted, list) else [wanted])]
        found = [guild.members[user_id] for user_id in ids if user_id in guild.members]
        return found[:FOUND_AT_MOST], [str(user_id) for user_id in ids if user_id not in guild.members]
    name, limit = (request.get("query") or "").casefold(), request.get("limit") or 0
    members = [
        member
        for member in guild.members.values()
        if not name or member.display_name.casefold().startswith(name)
    ]
    if name:
        limit = min(limit or FOUND_AT_MOST, FOUND_AT_MOST)
    return (members[:limit] if limit else members), []
