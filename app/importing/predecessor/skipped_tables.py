"""Tables of the predecessor that stay where they are, and why."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping

SECRETS = "passwords in plain text"
WATCHING = "what people typed, private texts and secrets among it"
LATER = "no place here yet; keep the old database until there is"
SNAPSHOT = "old by years; Discord tells how it is now"
OWN_AFFAIRS = "about the old bot itself"
RETIRED = "of something that had been given up already"
NOT_COUNTED = "the figures of messages do without it"

REASONS: Mapping[str, str] = {
    "password_link": f"{SECRETS}; the newest has {LATER}",
    "command_history": f"{WATCHING}; which commands were used has {LATER}",
    "error_telemetry": WATCHING,
    "updates": "a record of changes that names neither servers nor people",
    "embed_fields": NOT_COUNTED,
    **dict.fromkeys(("bot_metrics", "schema_embeddings", "ao3_sessions"), OWN_AFFAIRS),
    **dict.fromkeys(
        (
            # What a server decided about these, and how those are called that have been deleted.
            "categories",
            "channels",
            "threads",
            "roles",
            "emotes",
            "emojis",
            "gallery_mementos",
            "gallery_migration",
            "invisible_text_twi",
            "reports",
            "infractions",
            "wandering_inn",
            "patreon_twi",
            "innktober_quests",
            "innktober_submission",
            "banned_words",
        ),
        LATER,
    ),
    **dict.fromkeys(("thread_membership", "role_membership", "server_membership"), SNAPSHOT),
    **dict.fromkeys(
        (
            "webhook_pins_twi",
            "twi_reddit",
            "button_action_history",
            "foliana_interlude",
            "protected_is_public",
            "role_permissions",
            "user_permissions",
        ),
        RETIRED,
    ),
}
READ = frozenset(
    {
        "users",
        "servers",
        "messages",
        "message_edit",
        "attachments",
        "embeds",
        "mentions",
        "reactions",
        "join_leave",
        "role_history",
        "role_changes",
        "voice_activity",
        "quotes",
        "links",
        "server_settings",
        "creator_links",
        "poll",
        "poll_option",
    }
)
"""Tables that the parts of the import read."""


def skipped_tables(tables: Iterable[str]) -> Iterator[tuple[str, str]]:
    """Those of the source's tables that are not read, each with the reason."""
    for table in sorted(tables):
        if table not in READ:
            yield table, REASONS.get(table, "not known to this import")
