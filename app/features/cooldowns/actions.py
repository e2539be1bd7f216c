"""What is written down about cooldowns."""

from __future__ import annotations

from app.core.i18n import t
from app.infra.audit import AuditAction, Effect, Shown, Value

MEMBERS_COOLDOWN_RESET = AuditAction(
    name="cooldown.reset",
    effect=Effect.DOES,
    sentence=t("ended the cooldown of {command} for {target}"),
    brief=t("ended somebody's cooldown"),
    target=Shown.MEMBER,
    values={"command": Value(Shown.COMMAND)},
)
CHANNELS_COOLDOWN_RESET = AuditAction(
    name="cooldown.reset_channel",
    effect=Effect.DOES,
    sentence=t("ended the cooldown of {command} for everybody in {target}"),
    brief=t("ended a channel's cooldown"),
    target=Shown.CHANNEL,
    values={"command": Value(Shown.COMMAND)},
)
SERVERS_COOLDOWN_RESET = AuditAction(
    name="cooldown.reset_server",
    effect=Effect.DOES,
    sentence=t("ended the cooldown of {command} for the whole server"),
    brief=t("ended the server's cooldown"),
    values={"command": Value(Shown.COMMAND)},
)
ACTIONS = (MEMBERS_COOLDOWN_RESET, CHANNELS_COOLDOWN_RESET, SERVERS_COOLDOWN_RESET)
