"""What is written down about cooldowns."""

from __future__ import annotations

from app.core.i18n import t
from app.infra.audit import AuditAction, Shown

COOLDOWN_RESET = AuditAction(
    name="cooldown.reset",
    sentence=t("ended the cooldown of {command} for {target}"),
    target=Shown.OWN_WORDS,
    details={"command": Shown.COMMAND},
)
ACTIONS = (COOLDOWN_RESET,)
