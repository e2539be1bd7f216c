"""Polls, which are part of a message."""

from __future__ import annotations

from dataclasses import dataclass, field

from discord_sandbox.model.payload import Payload, timestamp
from discord_sandbox.model.user import User


@dataclass(slots=True, eq=False)
class Poll:
    """A question, and who chose which answer."""

    question: Payload
    answers: dict[int, Payload]
    """What is shown for each, by its number; the first is 1."""
    expires_at: float
    allow_multiselect: bool = False
    layout_type: int = 1
    votes: dict[int, dict[int, User]] = field(default_factory=dict)
    """Who voted for each answer, oldest vote first."""
    finalized: bool = False
    """Whether it has ended."""

    def votes_of(self, user_id: int) -> list[int]:
        """The answers that somebody chose."""
        return [answer_id for answer_id, voters in self.votes.items() if user_id in voters]

    def count(self, answer_id: int) -> int:
        return len(self.votes.get(answer_id, ()))

    def payload(self, viewer_id: int) -> Payload:
        return {
            "question": self.question,
            "answers": [
                {"answer_id": answer_id, "poll_media": shown} for answer_id, shown in self.answers.items()
            ],
            "expiry": timestamp(self.expires_at),
            "allow_multiselect": self.allow_multiselect,
            "layout_type": self.layout_type,
            "results": {
                "is_finalized": self.finalized,
                "answer_counts": [
                    {"id": answer_id, "count": len(voters), "me_voted": viewer_id in voters}
                    for answer_id, voters in self.votes.items()
                    if voters
                ],
            },
        }
