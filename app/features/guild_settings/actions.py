"""What is written down about the decisions of a guild."""

from __future__ import annotations

from app.core.i18n import t
from app.infra.audit import AuditAction, Effect, Shown, Value

OPTION_CHANGED = AuditAction(
    name="settings.change",
    effect=Effect.CHANGES,
    sentence=t("changed {target}"),
    brief=t("changed a setting"),
    target=Shown.OPTION,
    values={"value": Value(Shown.OPTION)},
)
PLUGINS_SWITCHED = AuditAction(
    name="settings.plugins",
    effect=Effect.CHANGES,
    sentence=t("changed what is switched off"),
    brief=t("changed what is switched off"),
    values={"plugins": Value(Shown.PLUGIN, none=t("nothing"))},
)
COMMAND_RESTRICTED = AuditAction(
    name="settings.command",
    effect=Effect.CHANGES,
    sentence=t("changed who can use {target}, and where"),
    brief=t("changed who can use a command, and where"),
    target=Shown.COMMAND,
    values={
        "channels": Value(Shown.CHANNEL, t("where:"), none=t("everywhere")),
        "roles": Value(Shown.ROLE, t("who:"), none=t("everybody")),
    },
)
ACTIONS = (OPTION_CHANGED, PLUGINS_SWITCHED, COMMAND_RESTRICTED)
