"""Tokens that are worth nothing any more."""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal

from discord_sandbox.faults.fault import Fault, FaultContext
from discord_sandbox.gateway.protocol import CloseCode, Opcode
from discord_sandbox.model.errors import ApiError, ErrorCode
from discord_sandbox.rest.request import Next, Request, Response

if TYPE_CHECKING:
    from discord_sandbox.gateway.session import Client

_FAILED = "Authentication failed."


class ExpiredToken(Fault):
    """A token has expired: the bot's, which ends its connections, or those of interactions."""

    kind: Literal["expired_token"] = "expired_token"
    whose: Literal["bot", "interaction"] = "interaction"

    def begin(self, context: FaultContext) -> None:
        if self.whose == "bot":
            for connection in context.gateway.connections_of(None):
                connection.close_soon(CloseCode.AUTHENTICATION_FAILED, _FAILED)

    def concerns_request(self, context: FaultContext, request: Request) -> bool:
        by_interaction = bool({"interaction_token", "webhook_token"} & request.values.keys())
        return by_interaction if self.whose == "interaction" else not request.route.public

    async def intercept(self, context: FaultContext, following: Next, request: Request) -> Response:
        if self.whose == "bot":
            raise ApiError(ErrorCode.UNAUTHORIZED)
        first = "interaction_token" in request.values
        raise ApiError(ErrorCode.UNKNOWN_INTERACTION if first else ErrorCode.INVALID_WEBHOOK_TOKEN)

    def concerns_payload(self, connection: Client, opcode: Opcode) -> bool:
        return self.whose == "bot" and opcode in {Opcode.IDENTIFY, Opcode.RESUME}

    def receive(self, context: FaultContext, connection: Client, opcode: Opcode) -> bool:
        connection.close_soon(CloseCode.AUTHENTICATION_FAILED, _FAILED)
        return False
