"""Sends what happens in the world to the sessions that it concerns."""

from __future__ import annotations

import secrets
from collections.abc import Callable, Iterable
from typing import TypeAlias

import orjson

from discord_sandbox.gateway.intents import Intent, intent_for
from discord_sandbox.gateway.protocol import Opcode
from discord_sandbox.gateway.ready import created, ready, unavailable
from discord_sandbox.gateway.session import Client, Session
from discord_sandbox.model.content_intent import content_is_public, without_content
from discord_sandbox.model.entries import Call, ViolationKind
from discord_sandbox.model.event import Event, Withhold
from discord_sandbox.model.guild import Guild
from discord_sandbox.model.journal import Journal
from discord_sandbox.model.payload import JsonObject, Payload
from discord_sandbox.model.permissions import Permission
from discord_sandbox.model.world import World

RESUMABLE_SECONDS = 180.0
"""For which a session waits for its client to come back."""
SMALLEST_THRESHOLD, LARGEST_THRESHOLD = 50, 250
"""Members from which on a guild may count as large; the session chooses, the smallest by default."""

Delivery: TypeAlias = Callable[[Session, str, bytes], None]
"""Takes an event to a session: its name and its data."""
Reception: TypeAlias = Callable[[Client, Opcode], bool]
"""Whether what a client sent is to be obeyed."""

_VIEW_CHANNEL = int(Permission.VIEW_CHANNEL)
_MESSAGE_CONTENT = int(Intent.MESSAGE_CONTENT)


class Dispatcher:
    """All sessions, and who of them is told what."""

    def __init__(self, world: World, journal: Journal) -> None:
        self.world = world
        self.sessions: dict[str, Session] = {}
        self.deliver: Delivery = Session.dispatch
        """May be replaced by what delivers differently: twice, late, or not at all."""
        self.receive: Reception = self.handle
        """May be replaced by what overlooks payloads of clients."""
        self._journal = journal
        world.listeners.append(self.on_event)

    @staticmethod
    def handle(_: Client, __: Opcode) -> bool:
        """Whatever clients send is obeyed."""
        return True

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
            large_threshold=identity.get("large_threshold") or SMALLEST_THRESHOLD,
            record=self._journal.dispatched,
        )
        self._forget_expired()
        self.sessions[session.id] = session
        return session

    def greet(self, session: Session) -> None:
        """Tell a new session who it is and where, guild by guild; some may be unavailable for now."""
        guilds = [guild for guild in self.world.joined_guilds if session.concerns(guild.id)]
        session.dispatch_payload("READY", ready(self.world, session, guilds))
        if session.intents & Intent.GUILDS:
            for guild in guilds:
                if guild.available:
                    self._show(session, guild, {"unavailable": False})
                else:
                    self.deliver(session, "GUILD_DELETE", orjson.dumps(unavailable(guild)))
        self.world.changed.announce()

    def resumable(self, session_id: str) -> Session | None:
        """The session, if it is still kept."""
        self._forget_expired()
        return self.sessions.get(session_id)

    def disconnected(self, session: Session, *, for_good: bool) -> None:
        """The client is gone; unless it said so, it may come back."""
        session.client = None
        session.disconnected_at = self.world.clock.time()
        if for_good:
            self.sessions.pop(session.id, None)
        self.world.changed.announce()

    def end_all(self) -> None:
        """End every session, and break its connection."""
        for session in self.sessions.values():
            if session.client:
                session.client.drop()
        self.sessions.clear()

    def record_violation(
        self, message: str, opcode: Opcode | None = None, kind: ViolationKind = ViolationKind.REFUSED
    ) -> None:
        """Note in the journal what a client should not have done."""
        call = Call("GATEWAY", f"/{opcode.name.lower()}" if opcode is not None else "")
        self._journal.record_violation(call, kind, message)

    def on_event(self, event: Event) -> None:
        """Send the event to those who may know of it and want to."""
        audience = self._audience(event)
        if not audience or not self._bot_sees(event):
            return
        if event.name == "GUILD_CREATE":
            guild = self.world.guilds[event.guild_id or 0]
            for session in audience:
                self._show(session, guild, event.data)
        else:
            self._send(event, audience)

    def _audience(self, event: Event) -> list[Session]:
        needed = intent_for(event.name, private=event.guild_id is None, personal=event.personal)
        return [
            session
            for session in self.sessions.values()
            if session.intents & needed == needed and session.concerns(event.guild_id)
        ]

    def _show(self, session: Session, guild: Guild, more: JsonObject) -> None:
        self.deliver(session, "GUILD_CREATE", orjson.dumps(created(self.world, session, guild) | more))

    def _send(self, event: Event, audience: Iterable[Session]) -> None:
        """Serialise at most twice, however many there are: with and without the content."""
        withhold = self._withhold(event)
        full = without = b""
        for session in audience:
            if withhold and not session.intents & _MESSAGE_CONTENT:
                without = without or self._written(withhold(event.data))
                self.deliver(session, event.name, without)
            else:
                full = full or self._written(event.data)
                self.deliver(session, event.name, full)

    def _written(self, data: JsonObject) -> bytes:
        return self.world.signed_urls.refresh(orjson.dumps(data), self.world.url)

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

    def _forget_expired(self) -> None:
        oldest = self.world.clock.time() - RESUMABLE_SECONDS
        for session in list(self.sessions.values()):
            gone_at = session.disconnected_at
            if not session.connected and gone_at is not None and gone_at < oldest:
                del self.sessions[session.id]
