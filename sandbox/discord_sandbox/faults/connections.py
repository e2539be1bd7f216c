"""Faults of connections to the gateway."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated, Literal

from pydantic import Field

from discord_sandbox.faults.fault import Fault, FaultContext, about
from discord_sandbox.faults.pattern import Target, matches, target_of
from discord_sandbox.gateway.protocol import Opcode

if TYPE_CHECKING:
    from discord_sandbox.gateway.dispatcher import Delivery
    from discord_sandbox.gateway.session import Client, Session


class ConnectionFault(Fault):
    """Happens to connections: at once, or when there is something to tell or something is asked for."""

    on: Annotated[str, about(Target.EVENT, Target.PAYLOAD)] | None = None
    """Just before which event is told, such as ``MESSAGE_CREATE``, or in place of obeying which payload, such as
    ``op IDENTIFY``; without, now."""
    times: Annotated[int, Field(ge=1)] | None = 1
    """How often it happens; null for as often as it can. What happens now happens once."""
    shard: int | None = None
    """The connection of one shard; without, every one."""

    @property
    def passing(self) -> bool:
        return self.on is None

    def begin(self, context: FaultContext) -> None:
        if self.passing:
            for connection in context.gateway.connections_of(self.shard):
                self.happen(connection)

    def happen(self, connection: Client) -> None:
        """Do to the connection what this fault does."""

    def concerns_event(self, session: Session, name: str) -> bool:
        if self.on is None or target_of(self.on) is Target.PAYLOAD or not session.connected:
            return False
        return self.shard in {None, session.shard_id} and matches(self.on, name)

    def deliver(
        self, context: FaultContext, following: Delivery, session: Session, name: str, data: bytes
    ) -> None:
        for connection in context.gateway.connections_of(session.shard_id):
            if connection.session is session:
                self.happen(connection)
        following(session, name, data)

    def concerns_payload(self, connection: Client, opcode: Opcode) -> bool:
        if self.on is None or target_of(self.on) is Target.EVENT:
            return False
        shard = connection.session.shard_id if connection.session else None
        return self.shard in {None, shard} and matches(self.on, opcode.name)

    def receive(self, context: FaultContext, connection: Client, opcode: Opcode) -> bool:
        self.happen(connection)
        return False


class Drop(ConnectionFault):
    """The socket breaks without a word."""

    kind: Literal["drop"] = "drop"

    def happen(self, connection: Client) -> None:
        connection.drop()


class Close(ConnectionFault):
    """The gateway ends the connection with a code."""

    kind: Literal["close"] = "close"
    code: Annotated[int, Field(ge=1000, le=4999)] = 4000
    """4000 to 4014 are Discord's own."""
    reason: Annotated[str, Field(max_length=123)] = ""

    def happen(self, connection: Client) -> None:
        connection.close_soon(self.code, self.reason)


class Reconnect(ConnectionFault):
    """Opcode 7: the client is to connect again and resume."""

    kind: Literal["reconnect"] = "reconnect"

    def happen(self, connection: Client) -> None:
        connection.send(Opcode.RECONNECT)


class InvalidSession(ConnectionFault):
    """Opcode 9: the session is invalid."""

    kind: Literal["invalid_session"] = "invalid_session"
    resumable: bool = False
    """Whether the client may still resume it."""

    def happen(self, connection: Client) -> None:
        connection.invalidate(resumable=self.resumable)


class AskHeartbeat(ConnectionFault):
    """Opcode 1: the gateway wants to hear from the client at once."""

    kind: Literal["ask_heartbeat"] = "ask_heartbeat"

    def happen(self, connection: Client) -> None:
        connection.send(Opcode.HEARTBEAT)


class Ignore(ConnectionFault):
    """What the client sends is overlooked; a heartbeat that is not acknowledged makes a zombie of the connection."""

    kind: Literal["ignore"] = "ignore"
    on: Annotated[str, about(Target.PAYLOAD)] = "op HEARTBEAT"
    times: Annotated[int, Field(ge=1)] | None = None
