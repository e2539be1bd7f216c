"""The statements that write what the message log needs. Each comes to the same however often it is run."""

from __future__ import annotations

from typing import Final

from app.infra.db.bulk import BYTES, ID, IDS, MOMENT, WORDS, bulk

BODIES: Final = bulk(
    """
    INSERT INTO message_bodies (guild_id, message_id, written_at, channel_id, author_id, key_id, content)
    SELECT * FROM unnest(:guild_id, :message_id, :written_at, :channel_id, :author_id, :key_id, :content)
    ON CONFLICT DO NOTHING
    """,
    guild_id=ID,
    message_id=ID,
    written_at=MOMENT,
    channel_id=ID,
    author_id=ID,
    key_id=WORDS,
    content=BYTES,
)
# Of who is known to be no member any more, the leaving has been told.
ENTRIES: Final = bulk(
    """
    INSERT INTO message_log_entries (guild_id, kind, subject, moment, at, channel_id, user_id, name, message_ids,
        joined_at, role_ids)
    SELECT seen.guild_id, kind, subject, moment, at, channel_id, seen.user_id, name, message_ids::bigint[],
        m.joined_at, m.role_ids
    FROM unnest(:guild_id, :kind, :subject_id, :moment, :at, :channel_id, :user_id, :name, :message_ids)
        WITH ORDINALITY AS seen (guild_id, kind, subject, moment, at, channel_id, user_id, name, message_ids, place)
    LEFT JOIN memberships m ON kind = 'left' AND m.guild_id = seen.guild_id AND m.user_id = subject
    WHERE kind <> 'left' OR m.user_id IS NOT NULL
    ORDER BY place
    ON CONFLICT DO NOTHING
    """,
    guild_id=ID,
    kind=WORDS,
    subject_id=ID,
    moment=MOMENT,
    at=MOMENT,
    channel_id=ID,
    user_id=ID,
    name=WORDS,
    message_ids=IDS,
)
