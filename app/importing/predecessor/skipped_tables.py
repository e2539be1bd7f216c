"""Tables of the predecessor that stay where they are, and why."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping

SECRETS = "passwords in plain text"
WATCHING = "what people typed, private texts and secrets among it"
DISCORD_KNOWS = "Discord tells the present state when the bot starts"
NO_FEATURE = "this bot has nothing that would use it"
RETIRED = "of something that had been given up already"
NOT_COUNTED = "the figures of messages do without it"

REASONS: Mapping[str, str] = {
    "password_link": SECRETS,
    "command_history": WATCHING,
    "error_telemetry": WATCHING,
    "bot_metrics": NO_FEATURE,
    "reports": "told in confidence to the moderators of that time",
    "updates": "a record of changes that names neither servers nor people",
    "invisible_text_twi": NO_FEATURE,
    "gallery_mementos": NO_FEATURE,
    "gallery_migration": "texts of messages",
    "schema_embeddings": NO_FEATURE,
    "embed_fields": NOT_COUNTED,
    **dict.fromkeys(
        (
            "categories",
            "channels",
            "threads",
            "thread_membership",
            "roles",
            "role_membership",
            "server_membership",
            "emotes",
            "emojis",
        ),
        DISCORD_KNOWS,
    ),
    **dict.fromkeys(
        (
            "webhook_pins_twi",
            "twi_reddit",
            "button_action_history",
            "innktober_quests",
            "innktober_submission",
            "foliana_interlude",
            "patreon_twi",
            "wandering_inn",
            "protected_is_public",
            "banned_words",
            "infractions",
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
