"""What is written down about quotes."""

from __future__ import annotations

from app.core.i18n import t
from app.infra.audit import AuditAction, Effect, Shown, Value

QUOTE_EDITED = AuditAction(
    name="quote.edit",
    effect=Effect.CHANGES,
    sentence=t("changed quote {target}"),
    brief=t("changed a quote"),
    values={"text": Value(Shown.WORDS)},
)
QUOTE_DELETED = AuditAction(
    name="quote.delete",
    effect=Effect.REMOVES,
    sentence=t("deleted quote {target}"),
    brief=t("deleted a quote"),
    values={
        "text": Value(Shown.WORDS),
        "speaker": Value(Shown.MEMBER, t("said by"), none=t("nobody in particular")),
        "added_by": Value(Shown.MEMBER, t("added by"), none=t("a former member")),
    },
)
ACTIONS = (QUOTE_EDITED, QUOTE_DELETED)
