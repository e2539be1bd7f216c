"""The interactions that can still be answered."""

from __future__ import annotations

import secrets

from discord_sandbox.model.channel import Channel
from discord_sandbox.model.clock import Clock
from discord_sandbox.model.errors import ApiError, ErrorCode
from discord_sandbox.model.interaction import Interaction, InteractionType
from discord_sandbox.model.journal import current_action
from discord_sandbox.model.message import Message
from discord_sandbox.model.payload import JsonObject
from discord_sandbox.model.snowflakes import Snowflakes
from discord_sandbox.model.user import User

ANSWER_SECONDS = 3.0
"""Within which the first answer has to come."""
KEPT = 20_000
"""Interactions that are remembered; under heavy load the oldest are forgotten before their token expires."""


class Interactions:
    """Every interaction by its token."""

    def __init__(self, clock: Clock, snowflakes: Snowflakes) -> None:
        self._clock = clock
        self._snowflakes = snowflakes
        self._by_token: dict[str, Interaction] = {}
        self.answer_seconds = ANSWER_SECONDS

    def begin(
        self,
        kind: InteractionType,
        user: User,
        channel: Channel,
        data: JsonObject,
        *,
        message: Message | None = None,
        trigger: Interaction | None = None,
    ) -> Interaction:
        snowflake = self._snowflakes.next()
        token = f"{snowflake:x}.{secrets.token_urlsafe(24)}"
        now = self._clock.time()
        interaction = Interaction(
            snowflake,
            token,
            kind,
            user,
            channel,
            now,
            now + self.answer_seconds,
            data,
            message,
            trigger,
            cause=current_action(),
        )
        self._by_token[token] = interaction
        if len(self._by_token) > KEPT:
            del self._by_token[next(iter(self._by_token))]
        return interaction

    def find(self, token: str) -> Interaction | None:
        """The one with this token, whatever can still be done with it."""
        return self._by_token.get(token)

    def to_answer(self, interaction_id: int, token: str) -> Interaction:
        """The one that waits for its first answer."""
        interaction = self._by_token.get(token)
        if interaction is None or interaction.id != interaction_id:
            raise ApiError(ErrorCode.UNKNOWN_INTERACTION)
        if interaction.answer is not None:
            raise ApiError(ErrorCode.ALREADY_ACKNOWLEDGED)
        if interaction.too_late(self._clock.time()):
            raise ApiError(ErrorCode.UNKNOWN_INTERACTION)
        return interaction

    def answered(self, token: str) -> Interaction:
        """The one that was answered and takes follow-ups: until then its webhook does not exist."""
        interaction = self._by_token.get(token)
        if interaction is None or interaction.answer is None:
            raise ApiError(ErrorCode.UNKNOWN_WEBHOOK)
        if interaction.expired(self._clock.time()):
            raise ApiError(ErrorCode.INVALID_WEBHOOK_TOKEN)
        return interaction
