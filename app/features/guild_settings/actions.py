"""What is written down about the decisions of a guild."""

from __future__ import annotations

from app.core.i18n import t
from app.infra.audit import AuditAction, Shown

OPTION_CHANGED = AuditAction(
    name="settings.change", sentence=t("changed {target}: {before} → {after}"), target=Shown.OPTION
)
PLUGINS_SWITCHED = AuditAction(
    name="settings.plugins", sentence=t("changed what is switched off: {before} → {after}")
)
COMMAND_RESTRICTED = AuditAction(
    name="settings.command",
    sentence=t("restricted {target} to the channels {channels} and the roles {roles}"),
    target=Shown.COMMAND,
    details={"channels": Shown.CHANNEL, "roles": Shown.ROLE},
)
ACTIONS = (OPTION_CHANGED, PLUGINS_SWITCHED, COMMAND_RESTRICTED)
