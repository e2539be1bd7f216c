"""What is written down about the bot's owners, in a chain of its own."""

from __future__ import annotations

from typing import TypeAlias

from app.core.i18n import t
from app.infra.audit import AuditAction, Effect, Shown

OwnerAction: TypeAlias = AuditAction

PLUGIN_LOADED = AuditAction(
    name="owner.plugin.load",
    effect=Effect.DOES,
    sentence=t("loads the plugin {target}"),
    brief=t("loads a plugin"),
    target=Shown.PLUGIN,
)
PLUGIN_UNLOADED = AuditAction(
    name="owner.plugin.unload",
    effect=Effect.DOES,
    sentence=t("unloads the plugin {target}"),
    brief=t("unloads a plugin"),
    target=Shown.PLUGIN,
)
PLUGIN_RELOADED = AuditAction(
    name="owner.plugin.reload",
    effect=Effect.DOES,
    sentence=t("reloads the plugin {target}"),
    brief=t("reloads a plugin"),
    target=Shown.PLUGIN,
)
COMMANDS_SYNCED = AuditAction(
    name="owner.sync",
    effect=Effect.DOES,
    sentence=t("tells Discord the commands again"),
    brief=t("tells Discord the commands again"),
)
SHUT_DOWN = AuditAction(
    name="owner.shutdown",
    effect=Effect.DOES,
    sentence=t("shuts the bot down"),
    brief=t("shuts the bot down"),
)
ACTIONS = (PLUGIN_LOADED, PLUGIN_UNLOADED, PLUGIN_RELOADED, COMMANDS_SYNCED, SHUT_DOWN)
