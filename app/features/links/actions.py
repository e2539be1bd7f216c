"""What is written down about links."""

from __future__ import annotations

from app.core.i18n import t
from app.infra.audit import AuditAction, Effect, Shown, Value

CONTENT = Value(Shown.WORDS)
LINK_ADDED = AuditAction(
    name="link.add",
    effect=Effect.ADDS,
    sentence=t("kept the link {target}"),
    brief=t("kept a link"),
    values={"content": CONTENT},
)
LINK_EDITED = AuditAction(
    name="link.edit",
    effect=Effect.CHANGES,
    sentence=t("changed the link {target}"),
    brief=t("changed a link"),
    values={
        "title": Value(Shown.NAME, t("title")),
        "content": Value(Shown.WORDS, t("content")),
        "tags": Value(Shown.NAME, t("tags")),
        "aliases": Value(Shown.NAME, t("other names")),
        "preview": Value(Shown.SWITCH, t("preview")),
    },
)
LINK_DELETED = AuditAction(
    name="link.delete",
    effect=Effect.REMOVES,
    sentence=t("deleted the link {target}"),
    brief=t("deleted a link"),
    values={
        "content": CONTENT,
        "tags": Value(Shown.NAME, t("tags")),
        "aliases": Value(Shown.NAME, t("other names")),
    },
)
ACTIONS = (LINK_ADDED, LINK_EDITED, LINK_DELETED)
