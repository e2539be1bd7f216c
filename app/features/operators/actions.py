"""What is written down about the bot's owners, in a chain of its own."""

from __future__ import annotations

from typing import TypeAlias

from app.core.i18n import t
from app.infra.audit import AuditAction

OwnerAction: TypeAlias = AuditAction

PLUGIN_LOADED = AuditAction(name="owner.plugin.load", sentence=t("loads the plugin {target}"))
PLUGIN_UNLOADED = AuditAction(name="owner.plugin.unload", sentence=t("unloads the plugin {target}"))
PLUGIN_RELOADED = AuditAction(name="owner.plugin.reload", sentence=t("reloads the plugin {target}"))
COMMANDS_SYNCED = AuditAction(name="owner.sync", sentence=t("tells Discord the commands again"))
SHUT_DOWN = AuditAction(name="owner.shutdown", sentence=t("shuts the bot down"))
ACTIONS = (PLUGIN_LOADED, PLUGIN_UNLOADED, PLUGIN_RELOADED, COMMANDS_SYNCED, SHUT_DOWN)
