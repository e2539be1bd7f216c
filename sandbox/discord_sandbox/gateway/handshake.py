"""Identifying and resuming: who may begin a session, and who may take one up again."""

from __future__ import annotations

from discord_sandbox.gateway.dispatcher import LARGEST_THRESHOLD, SMALLEST_THRESHOLD, Dispatcher
from discord_sandbox.gateway.intents import KNOWN_INTENTS
from discord_sandbox.gateway.protocol import CloseCode, Closed
from discord_sandbox.gateway.session import Session
from discord_sandbox.gateway.shape import anything, shape
from discord_sandbox.model.application import PRIVILEGED_INTENTS
from discord_sandbox.model.checks import Check, boolean, integer, mapping, maybe, string
from discord_sandbox.model.payload import JsonObject, Payload

GUILDS_PER_SHARD = 2500


IDENTIFY: Check = shape(
    {
        "token": string(),
        "properties": mapping(anything),
        "compress": maybe(boolean),
        "large_threshold": maybe(integer(SMALLEST_THRESHOLD, LARGEST_THRESHOLD)),
        "shard": anything,
        "presence": maybe(mapping(anything)),
        "intents": anything,
    },
    needed=("token",),
)
RESUME: Check = shape(
    {"token": string(), "session_id": string(), "seq": maybe(integer(0))},
    needed=("token", "session_id", "seq"),
)


class InvalidSession(Exception):
    """There is no session to be had in this way; the answer is opcode 9."""


def identify(dispatcher: Dispatcher, identity: JsonObject, user_agent: str) -> Session:
    """Begin a session."""
    _check_token(dispatcher, identity)
    _check_intents(dispatcher, identity.get("intents"))
    shard_id, shard_count = _shard(identity.get("shard"))
    _check_starts(dispatcher, shard_id)
    guilds = [
        guild.id for guild in dispatcher.world.joined_guilds if (guild.id >> 22) % shard_count == shard_id
    ]
    if len(guilds) > GUILDS_PER_SHARD:
        raise Closed(CloseCode.SHARDING_REQUIRED, "Sharding required.")
    return dispatcher.open(identity | {"shard": (shard_id, shard_count)}, user_agent)


def resume(dispatcher: Dispatcher, request: Payload) -> Session:
    """The session that is taken up again."""
    _check_token(dispatcher, request)
    session = dispatcher.resumable(request["session_id"])
    sequence = request["seq"] or 0
    if session is None or not session.can_replay(sequence):
        raise InvalidSession
    if sequence > session.sequence:
        dispatcher.sessions.pop(session.id)
        raise Closed(CloseCode.INVALID_SEQUENCE, "Invalid seq.")
    return session


def _check_token(dispatcher: Dispatcher, request: Payload) -> None:
    if request["token"].removeprefix("Bot ") != dispatcher.world.application.token:
        raise Closed(CloseCode.AUTHENTICATION_FAILED, "Authentication failed.")


def _check_intents(dispatcher: Dispatcher, intents: object) -> None:
    if not isinstance(intents, int) or isinstance(intents, bool) or intents < 0 or intents & ~KNOWN_INTENTS:
        raise Closed(CloseCode.INVALID_INTENTS, "Invalid intent(s).")
    if intents & PRIVILEGED_INTENTS & ~dispatcher.world.application.privileged_intents:
        raise Closed(CloseCode.DISALLOWED_INTENTS, "Disallowed intent(s).")


def _shard(shard: object) -> tuple[int, int]:
    match [0, 1] if shard is None else shard:
        case [int(shard_id), int(shard_count)] if 0 <= shard_id < shard_count:
            return shard_id, shard_count
        case _:
            raise Closed(CloseCode.INVALID_SHARD, "Invalid shard.")


def _check_starts(dispatcher: Dispatcher, shard_id: int) -> None:
    """Count the start of a session and, where limits are on, refuse it when there were too many."""
    starts = dispatcher.world.starts
    if dispatcher.world.rate_limits:
        if not starts.remaining:
            dispatcher.world.application.reset_token()
            dispatcher.end_all()
            raise Closed(CloseCode.AUTHENTICATION_FAILED, "Authentication failed.")
        if starts.too_soon(shard_id):
            raise InvalidSession
    starts.count(shard_id)
