"""Sends what happens in the world to the sessions that it concerns."""

from __future__ import annotations

import secrets
from collections.abc import Iterable

import orjson

from app.sandbox.gateway.protocol import Intent, intent_for
from app.sandbox.gateway.session import Record, Session
from app.sandbox.payload import Payload
from app.sandbox.permissions import Permission
from app.sandbox.world.event import Event, Withhold
from app.sandbox.world.guild import Guild
from app.sandbox.world.joined import guild_created
from app.sandbox.world.withheld import content_is_public, without_content
from app.sandbox.world.world import World

RESUMABLE_SECONDS = 180.0
"""For which a session waits for its client to come back."""

_VIEW_CHANNEL = int(Permission.VIEW_CHANNEL)
_MESSAGE_CONTENT = int(Intent.MESSAGE_CONTENT)
_MEMBERS_AND_PRESENCES = int(Intent.GUILD_MEMBERS | Intent.GUILD_PRESENCES)


class Hub:
    """All sessions, and who of them is told what."""

    def __init__(self, world: World, record: Record | None = None) -> None:
        self.world = world
        self._record = record
        self.sessions: dict[str, Session] = {}
        world.listeners.append(self.hear)

    def open(self, identity: Payload, user_agent: str) -> Session:
        """Begin a session for a client that has identified."""
        shard_id, shard_count = identity.get("shard") or (0, 1)
        session = Session(
            id=secrets.token_hex(16),
            shard_id=shard_id,
            shard_count=shard_count,
            intents=identity["intents"],
            properties=identity.get("properties") or {},
            presence=identity.get("presence"),
            user_agent=user_agent,
            started_at=self.world.clock.time(),
            record=self._record,
        )
        self._forget_expired()
        self.sessions[session.id] = session
        return session

    def greet(self, session: Session) -> None:
        """Tell a new session who it is and where, guild by guild."""
        guilds = [guild for guild in self.world.joined_guilds if session.concerns(guild.id)]
        session.dispatch_payload("READY", self._ready(session, guilds))
        if session.intents & Intent.GUILDS:
            for guild in guilds:
                if guild.available:
                    session.dispatch_payload(
                        "GUILD_CREATE", self._created(session, guild) | {"unavailable": False}
                    )
                else:
                    session.dispatch_payload("GUILD_DELETE", {"id": str(guild.id), "unavailable": True})
        self.world.changed.announce()

    def resumable(self, session_id: str) -> Session | None:
        """The session, if it is still kept."""
        self._forget_expired()
        return self.sessions.get(session_id)

    def disconnected(self, session: Session, *, for_good: bool) -> None:
        """The client is gone; unless it said so, it may come back."""
        session.send = None
        session.disconnected_at = self.world.clock.time()
        if for_good:
            self.sessions.pop(session.id, None)
        self.world.changed.announce()

    def hear(self, event: Event) -> None:
        """Send the event to those who may know of it and want to."""
        needed = intent_for(event.name, private=event.guild_id is None, personal=event.personal)
        audience = [
            session
            for session in self.sessions.values()
            if session.intents & needed == needed and session.concerns(event.guild_id)
        ]
        if not audience or not self._bot_sees(event):
            return
        if event.name == "GUILD_CREATE":
            guild = self.world.guilds[event.guild_id or 0]
            for session in audience:
                session.dispatch_payload("GUILD_CREATE", self._created(session, guild) | event.data)
        else:
            self._send(event, audience)

    def _send(self, event: Event, audience: Iterable[Session]) -> None:
        """Serialise at most twice, however many there are: with and without the content."""
        withhold = self._withhold(event)
        full = without = b""
        for session in audience:
            if withhold and not session.intents & _MESSAGE_CONTENT:
                without = without or orjson.dumps(withhold(event.data))
                session.dispatch(event.name, without)
            else:
                full = full or orjson.dumps(event.data)
                session.dispatch(event.name, full)

    def _bot_sees(self, event: Event) -> bool:
        if event.guild_id is None or event.name == "GUILD_DELETE":
            return True
        guild, bot_id = self.world.guilds[event.guild_id], self.world.bot.id
        if bot_id not in guild.members or not guild.available:
            return False
        if event.channel is not None:
            needed = _VIEW_CHANNEL | event.needs
            return self.world.permissions(bot_id, event.channel) & needed == needed
        return not event.needs & ~self.world.guild_permissions(bot_id, guild)

    def _withhold(self, event: Event) -> Withhold | None:
        """How the event is blanked for those who may not read contents; None where there is nothing to hide."""
        if event.message is None:
            return event.withhold
        return None if content_is_public(self.world.application, event.message) else without_content

    def _ready(self, session: Session, guilds: Iterable[Guild]) -> Payload:
        application = self.world.application
        return {
            "v": 10,
            "user": application.bot.own_payload(),
            "guilds": [{"id": str(guild.id), "unavailable": True} for guild in guilds],
            "session_id": session.id,
            "session_type": "normal",
            "resume_gateway_url": gateway_url(self.world),
            "shard": [session.shard_id, session.shard_count],
            "application": {"id": str(application.id), "flags": application.flags},
            "private_channels": [],
            "relationships": [],
            "user_settings": {},
        }

    def _created(self, session: Session, guild: Guild) -> Payload:
        knows_all = session.intents & _MEMBERS_AND_PRESENCES == _MEMBERS_AND_PRESENCES
        return guild_created(self.world, guild, everybody=knows_all)

    def _forget_expired(self) -> None:
        oldest = self.world.clock.time() - RESUMABLE_SECONDS
        for session in list(self.sessions.values()):
            gone_at = session.disconnected_at
            if not session.connected and gone_at is not None and gone_at < oldest:
                del self.sessions[session.id]


def gateway_url(world: World) -> str:
    """Where clients connect their WebSockets."""
    return "ws" + world.url.removeprefix("http") + "/gateway"
