"""The statements that write notes, one for all notes of a kind; ``repository`` runs them.

Each comes to the same however often it is run and, where that can be, in whatever order.
"""

from __future__ import annotations

from typing import Final

from sqlalchemy import bindparam, text
from sqlalchemy.dialects.postgresql import ARRAY

from app.infra.db.bulk import FLAG, ID, IDS, MOMENT, NUMBER, SMALL, WORDS, bulk
from app.recording.sightings import EDITS_ADDED, MORE, UNSEEN, taken_in

MESSAGES = bulk(
    f"""
    INSERT INTO messages AS present (guild_id, id, channel_id, author_id, is_bot, is_reply, length, attachments,
        embeds, mentions, edits, edited_at, deleted_at)
    SELECT * FROM unnest(:guild_id, :id, :channel_id, :author_id, :is_bot, :is_reply, :length, :attachments,
        :embeds, :mentions, :edits, :edited_at, :deleted_at)
    ON CONFLICT (guild_id, id) DO UPDATE SET {taken_in(EDITS_ADDED)} WHERE {UNSEEN} OR {MORE}
    """,  # noqa: S608 - constants
    guild_id=ID,
    id=ID,
    channel_id=ID,
    author_id=ID,
    is_bot=FLAG,
    is_reply=FLAG,
    length=NUMBER,
    attachments=SMALL,
    embeds=SMALL,
    mentions=SMALL,
    edits=SMALL,
    edited_at=MOMENT,
    deleted_at=MOMENT,
)
NEWEST = bulk(
    """
    UPDATE channels SET newest_id = greatest(newest_id, seen.id)
    FROM (SELECT channel_id, max(id) AS id FROM unnest(:channel_id, :id) AS s (channel_id, id) GROUP BY channel_id)
        AS seen
    WHERE channels.id = seen.channel_id AND newest_id < seen.id
    """,
    channel_id=ID,
    id=ID,
)
DIRTY_DAYS = bulk(
    "INSERT INTO activity_touched (guild_id, at) SELECT * FROM unnest(:guild_id, :at)", guild_id=ID, at=MOMENT
)
REACTIONS_CLEARED = bulk(
    """
    UPDATE reactions SET removed_at = cleared.at
    FROM unnest(:guild_id, :message_id, :emoji, :at) AS cleared (guild_id, message_id, emoji, at)
    WHERE reactions.guild_id = cleared.guild_id AND reactions.message_id = cleared.message_id
        AND (cleared.emoji IS NULL OR reactions.emoji = cleared.emoji) AND removed_at IS NULL
    """,
    guild_id=ID,
    message_id=ID,
    emoji=WORDS,
    at=MOMENT,
)
REACTIONS = bulk(
    """
    INSERT INTO reactions AS r (guild_id, message_id, user_id, emoji, channel_id, added_at, removed_at)
    SELECT guild_id, message_id, user_id, emoji, channel_id, at, CASE WHEN NOT present THEN at END
    FROM unnest(:guild_id, :message_id, :user_id, :emoji, :channel_id, :at, :present)
        AS seen (guild_id, message_id, user_id, emoji, channel_id, at, present)
    ON CONFLICT (guild_id, message_id, user_id, emoji) DO UPDATE SET
        removed_at = excluded.removed_at,
        added_at = CASE WHEN r.removed_at IS NOT NULL AND excluded.removed_at IS NULL
            THEN excluded.added_at ELSE r.added_at END
    WHERE (r.removed_at IS NULL) <> (excluded.removed_at IS NULL)
    """,
    guild_id=ID,
    message_id=ID,
    user_id=ID,
    emoji=WORDS,
    channel_id=ID,
    at=MOMENT,
    present=FLAG,
)

GUILDS: Final = bulk(
    """
    INSERT INTO guilds (id, name) SELECT * FROM unnest(:id, :name)
    ON CONFLICT (id) DO UPDATE SET left_at = NULL,
        name = CASE WHEN excluded.name = '' THEN guilds.name ELSE excluded.name END
    WHERE guilds.left_at IS NOT NULL OR excluded.name NOT IN ('', guilds.name)
    """,
    id=ID,
    name=WORDS,
)
GUILDS_LEFT: Final = bulk(
    """
    UPDATE guilds SET left_at = gone.at FROM unnest(:id, :at) AS gone (id, at)
    WHERE guilds.id = gone.id AND left_at IS NULL
    """,
    id=ID,
    at=MOMENT,
)
JOINED: Final = bulk(
    """
    INSERT INTO member_events (guild_id, user_id, joined, at, is_bot)
    SELECT guild_id, user_id, true, joined_at, is_bot
    FROM unnest(:guild_id, :user_id, :is_bot, :joined_at) AS seen (guild_id, user_id, is_bot, joined_at)
    WHERE NOT EXISTS (SELECT FROM memberships m WHERE m.guild_id = seen.guild_id AND m.user_id = seen.user_id
        AND m.joined_at = seen.joined_at)
    ON CONFLICT DO NOTHING
    """,
    guild_id=ID,
    user_id=ID,
    is_bot=FLAG,
    joined_at=MOMENT,
)
ROLE_EVENTS: Final = bulk(
    """
    WITH changed AS (
        SELECT seen.guild_id, seen.user_id, seen.at, m.role_ids AS before, seen.role_ids::bigint[] AS after
        FROM unnest(:guild_id, :user_id, :role_ids, :at) AS seen (guild_id, user_id, role_ids, at)
        JOIN memberships m ON m.guild_id = seen.guild_id AND m.user_id = seen.user_id
        WHERE m.role_ids <> seen.role_ids::bigint[]
    )
    INSERT INTO role_events (guild_id, user_id, role_id, at, gained)
    SELECT guild_id, user_id, role_id, at, true FROM changed, unnest(after) AS role_id WHERE role_id <> ALL(before)
    UNION ALL
    SELECT guild_id, user_id, role_id, at, false FROM changed, unnest(before) AS role_id WHERE role_id <> ALL(after)
    ON CONFLICT DO NOTHING
    """,
    guild_id=ID,
    user_id=ID,
    role_ids=IDS,
    at=MOMENT,
)
MEMBERSHIPS: Final = bulk(
    """
    INSERT INTO memberships AS m (guild_id, user_id, is_bot, joined_at, role_ids)
    SELECT guild_id, user_id, seen.is_bot, seen.joined_at,
        coalesce(seen.role_ids::bigint[], known.role_ids, CAST('{}' AS bigint[]))
    FROM unnest(:guild_id, :user_id, :is_bot, :joined_at, :role_ids)
        AS seen (guild_id, user_id, is_bot, joined_at, role_ids)
    LEFT JOIN memberships known USING (guild_id, user_id)
    ON CONFLICT (guild_id, user_id) DO UPDATE SET joined_at = excluded.joined_at, role_ids = excluded.role_ids
    WHERE (m.joined_at, m.role_ids) IS DISTINCT FROM (excluded.joined_at, excluded.role_ids)
    """,
    guild_id=ID,
    user_id=ID,
    is_bot=FLAG,
    joined_at=MOMENT,
    role_ids=IDS,
)
LEFT: Final = bulk(
    """
    WITH gone AS (
        DELETE FROM memberships m USING unnest(:guild_id, :user_id, :at) AS seen (guild_id, user_id, at)
        WHERE m.guild_id = seen.guild_id AND m.user_id = seen.user_id
        RETURNING m.guild_id, m.user_id, m.is_bot, seen.at
    ), unfollowed AS (
        DELETE FROM thread_members t USING gone WHERE t.guild_id = gone.guild_id AND t.user_id = gone.user_id
    )
    INSERT INTO member_events (guild_id, user_id, joined, at, is_bot)
    SELECT guild_id, user_id, false, at, is_bot FROM gone ON CONFLICT DO NOTHING
    """,
    guild_id=ID,
    user_id=ID,
    at=MOMENT,
)
MEMBERS_LISTED: Final = text(
    """
    WITH gone AS (
        DELETE FROM memberships WHERE guild_id = :guild_id AND user_id <> ALL(:ids) AND joined_at < :at
        RETURNING guild_id, user_id, is_bot
    ), unfollowed AS (
        DELETE FROM thread_members t USING gone WHERE t.guild_id = gone.guild_id AND t.user_id = gone.user_id
    )
    INSERT INTO member_events (guild_id, user_id, joined, at, is_bot)
    SELECT guild_id, user_id, false, :at, is_bot FROM gone ON CONFLICT DO NOTHING
    """
).bindparams(bindparam("ids", type_=ARRAY(ID)), bindparam("at", type_=MOMENT))
NAMES: Final = bulk(
    """
    UPDATE members SET name = seen.name, seen_at = now()
    FROM unnest(:guild_id, :user_id, :name) AS seen (guild_id, user_id, name)
    WHERE members.guild_id = seen.guild_id AND members.user_id = seen.user_id AND seen.name NOT IN ('', members.name)
    """,
    guild_id=ID,
    user_id=ID,
    name=WORDS,
)
FOLLOWED: Final = bulk(
    """
    INSERT INTO thread_members (guild_id, thread_id, user_id) SELECT * FROM unnest(:guild_id, :thread_id, :user_id)
    ON CONFLICT DO NOTHING
    """,
    guild_id=ID,
    thread_id=ID,
    user_id=ID,
)
UNFOLLOWED: Final = bulk(
    """
    DELETE FROM thread_members t USING unnest(:guild_id, :thread_id, :user_id) AS gone (guild_id, thread_id, user_id)
    WHERE t.guild_id = gone.guild_id AND t.thread_id = gone.thread_id AND t.user_id = gone.user_id
    """,
    guild_id=ID,
    thread_id=ID,
    user_id=ID,
)
# Mute and deafen come as the same event; only another channel ends a stay.
# Who stays for longer than a month is a program, and the table's part of then may be gone.
VOICE_ENDED: Final = bulk(
    """
    WITH ended AS (
        DELETE FROM voice_states v USING unnest(:guild_id, :user_id, :channel_id, :at)
            AS seen (guild_id, user_id, channel_id, at)
        WHERE v.guild_id = seen.guild_id AND v.user_id = seen.user_id
            AND v.channel_id IS DISTINCT FROM seen.channel_id
        RETURNING v.guild_id, v.user_id, v.since, v.channel_id, seen.at
    )
    INSERT INTO voice_stays (guild_id, user_id, began_at, channel_id, ended_at)
    SELECT guild_id, user_id, greatest(since, at - interval '31 days'), channel_id, greatest(at, since) FROM ended
    ON CONFLICT DO NOTHING
    """,
    guild_id=ID,
    user_id=ID,
    channel_id=ID,
    at=MOMENT,
)
VOICE_BEGAN: Final = bulk(
    """
    INSERT INTO voice_states (guild_id, user_id, channel_id, since)
    SELECT * FROM unnest(:guild_id, :user_id, :channel_id, :at) AS seen (guild_id, user_id, channel_id, at)
    WHERE channel_id IS NOT NULL
    ON CONFLICT DO NOTHING
    """,
    guild_id=ID,
    user_id=ID,
    channel_id=ID,
    at=MOMENT,
)
VOICES_LISTED: Final = text(
    """
    WITH ended AS (
        DELETE FROM voice_states WHERE guild_id = :guild_id AND user_id <> ALL(:ids)
        RETURNING guild_id, user_id, since, channel_id
    )
    INSERT INTO voice_stays (guild_id, user_id, began_at, channel_id, ended_at)
    SELECT guild_id, user_id, greatest(since, CAST(:at AS timestamptz) - interval '31 days'), channel_id,
        greatest(:at, since) FROM ended
    ON CONFLICT DO NOTHING
    """
).bindparams(bindparam("ids", type_=ARRAY(ID)), bindparam("at", type_=MOMENT))
