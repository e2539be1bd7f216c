"""Sends what happens in the world to the sessions that it concerns."""

from __future__ import annotations

import secrets
from collections.abc import Iterable

import orjson

from app.sandbox.gateway.protocol import Intent, intent_for
from app.sandbox.gateway.session import Record, Session
from app.sandbox.payload import Payload
from app.sandbox.permissions import Permission
from app.sandbox.world.event import Event
from app.sandbox.world.guild import Guild
from app.sandbox.world.message import Message
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
                session.dispatch_payload(
                    "GUILD_CREATE", self._created(session, guild) | {"unavailable": False}
                )
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
        needed = intent_for(event.name, private=event.guild_id is None)
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
                session.dispatch_payload("GUILD_CREATE", self._created(session, guild))
        else:
            self._send(event, audience)

    def _send(self, event: Event, audience: Iterable[Session]) -> None:
        """Serialise at most twice, however many there are: with and without the content."""
        withheld = event.message is not None and not self._content_is_public(event.message)
        full = without = b""
        for session in audience:
            if withheld and not session.intents & _MESSAGE_CONTENT:
                without = without or orjson.dumps(without_content(event.data))
                session.dispatch(event.name, without)
            else:
                full = full or orjson.dumps(event.data)
                session.dispatch(event.name, full)

    def _bot_sees(self, event: Event) -> bool:
        if event.private:
            return False
        if event.guild_id is None or event.name == "GUILD_DELETE":
            return True
        if self.world.bot.id not in self.world.guilds[event.guild_id].members:
            return False
        return event.channel is None or bool(
            self.world.permissions(self.world.bot.id, event.channel) & _VIEW_CHANNEL
        )

    def _content_is_public(self, message: Message) -> bool:
        """Whether the bot is shown the content without asking for it: its own, in private, or when mentioned."""
        bot = self.world.bot
        return message.author is bot or message.guild_id is None or bot in message.mentions

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
        viewer = guild.members[self.world.bot.id]
        knows_all = session.intents & _MEMBERS_AND_PRESENCES == _MEMBERS_AND_PRESENCES
        members = guild.members.values() if knows_all else [viewer]
        threads = [
            thread
            for thread in guild.threads.values()
            if self.world.permissions(viewer.user.id, thread) & _VIEW_CHANNEL
        ]
        return guild.created_payload(viewer, members, threads)

    def _forget_expired(self) -> None:
        oldest = self.world.clock.time() - RESUMABLE_SECONDS
        for session in list(self.sessions.values()):
            gone_at = session.disconnected_at
            if not session.connected and gone_at is not None and gone_at < oldest:
                del self.sessions[session.id]


def gateway_url(world: World) -> str:
    """Where clients connect their WebSockets."""
    return "ws" + world.url.removeprefix("http") + "/gateway"


def without_content(data: Payload) -> Payload:
    """A message as it is for a bot that may not read it."""
    blank = data | {"content": "", "embeds": [], "attachments": [], "components": []}
    blank.pop("poll", None)
    if blank.get("referenced_message"):
        blank["referenced_message"] = without_content(blank["referenced_message"])
    return blank
