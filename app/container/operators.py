"""What the bot's owners do with it."""

from __future__ import annotations

from app.container.discord import Discord
from app.features.operators.service import OperatorService
from app.injection import Injectable


class Operators(Discord):
    operators = Injectable(
        OperatorService,
        sessions=Discord.sessions,
        audit=Discord.audit_log,
        owner_ids=Discord.owner_ids,
    )
