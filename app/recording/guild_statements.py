"""The statements that write what is told of a guild's channels, roles and emojis.

A value that is NULL was not told: what is stored stays. Of a channel that the bot cannot see (``hidden``) nothing is
taken but that it is there, and that it is missing from a list does not mean that it is gone.
"""

from __future__ import annotations

from typing import Final

from sqlalchemy import bindparam, text
from sqlalchemy.dialects.postgresql import ARRAY

from app.infra.db.bulk import FLAG, ID, MOMENT, NUMBER, SMALL, WORDS, bulk

CHANNELS: Final = bulk(
    """
    INSERT INTO channels AS c (id, guild_id, parent_id, kind, name, position, archived, hidden)
    SELECT id, seen.guild_id,
        CASE WHEN known.id IS NOT NULL AND (seen.hidden OR seen.kind IN (10, 11, 12) AND seen.parent_id IS NULL)
            THEN known.parent_id ELSE seen.parent_id END,
        coalesce(seen.kind, known.kind), coalesce(seen.name, known.name, ''),
        coalesce(seen.position, known.position, 0), coalesce(seen.archived, known.archived, false), seen.hidden
    FROM unnest(:id, :guild_id, :parent_id, :kind, :name, :position, :archived, :hidden)
        AS seen (id, guild_id, parent_id, kind, name, position, archived, hidden)
    LEFT JOIN channels known USING (id)
    WHERE coalesce(seen.kind, known.kind) IS NOT NULL
    ON CONFLICT (id) DO UPDATE SET parent_id = excluded.parent_id, kind = excluded.kind, name = excluded.name,
        position = excluded.position, archived = excluded.archived, hidden = excluded.hidden, deleted_at = NULL
    WHERE (c.parent_id, c.kind, c.name, c.position, c.archived, c.hidden, c.deleted_at) IS DISTINCT FROM
        (excluded.parent_id, excluded.kind, excluded.name, excluded.position, excluded.archived, excluded.hidden, NULL)
    """,
    id=ID,
    guild_id=ID,
    parent_id=ID,
    kind=SMALL,
    name=WORDS,
    position=NUMBER,
    archived=FLAG,
    hidden=FLAG,
)
# Nobody sees a thread who does not see its channel, and nobody tells of it.
THREADS_HIDDEN: Final = bulk(
    """
    UPDATE channels t SET hidden = c.hidden
    FROM channels c, unnest(:id, :guild_id) AS seen (id, guild_id)
    WHERE t.guild_id = seen.guild_id AND t.kind IN (10, 11, 12) AND c.id = t.parent_id
        AND seen.id IN (c.id, t.id) AND t.hidden <> c.hidden
    """,
    id=ID,
    guild_id=ID,
)
HIDDEN: Final = text("SELECT id FROM channels WHERE id = ANY(:ids) AND hidden").bindparams(
    bindparam("ids", type_=ARRAY(ID))
)
# Of these channels all overwrites were told.
OVERWRITES_GONE: Final = text(
    """
    DELETE FROM channel_overwrites o WHERE channel_id = ANY(:told) AND NOT EXISTS (
        SELECT FROM unnest(:channel_id, :role_id, :user_id) AS seen (channel_id, role_id, user_id)
        WHERE (seen.channel_id, seen.role_id, seen.user_id) = (o.channel_id, o.role_id, o.user_id))
    """
).bindparams(*(bindparam(name, type_=ARRAY(ID)) for name in ("told", "channel_id", "role_id", "user_id")))
OVERWRITES: Final = bulk(
    """
    INSERT INTO channel_overwrites AS o (guild_id, channel_id, role_id, user_id, allow, deny)
    SELECT * FROM unnest(:guild_id, :channel_id, :role_id, :user_id, :allow, :deny)
    ON CONFLICT (channel_id, role_id, user_id) DO UPDATE SET allow = excluded.allow, deny = excluded.deny
    WHERE (o.allow, o.deny) <> (excluded.allow, excluded.deny)
    """,
    guild_id=ID,
    channel_id=ID,
    role_id=ID,
    user_id=ID,
    allow=ID,
    deny=ID,
)
CHANNELS_GONE: Final = bulk(
    """
    WITH gone AS (SELECT * FROM unnest(:id, :guild_id, :at) AS g (id, guild_id, at)),
    without AS (DELETE FROM channel_overwrites o USING gone WHERE o.channel_id = gone.id)
    UPDATE channels SET deleted_at = gone.at FROM gone
    WHERE (channels.id = gone.id OR channels.parent_id = gone.id AND channels.kind IN (10, 11, 12))
        AND deleted_at IS NULL
    """,
    id=ID,
    guild_id=ID,
    at=MOMENT,
)
# A list of a guild's channels has the threads that are open: one that is missing was archived meanwhile.
CHANNELS_LISTED: Final = text(
    """
    WITH missing AS (
        UPDATE channels SET archived = archived OR kind IN (10, 11, 12),
            deleted_at = CASE WHEN kind NOT IN (10, 11, 12) THEN :at ELSE deleted_at END
        WHERE guild_id = :guild_id AND id <> ALL(:ids) AND NOT hidden AND deleted_at IS NULL
            AND NOT (kind IN (10, 11, 12) AND archived)
        RETURNING id
    )
    DELETE FROM channel_overwrites o USING missing WHERE o.channel_id = missing.id
    """
).bindparams(bindparam("ids", type_=ARRAY(ID)), bindparam("at", type_=MOMENT))
ROLES: Final = bulk(
    """
    INSERT INTO roles AS r (id, guild_id, name, color, position)
    SELECT id, seen.guild_id, coalesce(seen.name, known.name, ''), coalesce(seen.color, known.color, 0),
        coalesce(seen.position, known.position, 0)
    FROM unnest(:id, :guild_id, :name, :color, :position) AS seen (id, guild_id, name, color, position)
    LEFT JOIN roles known USING (id)
    ON CONFLICT (id) DO UPDATE SET name = excluded.name, color = excluded.color, position = excluded.position,
        deleted_at = NULL
    WHERE (r.name, r.color, r.position, r.deleted_at) IS DISTINCT FROM
        (excluded.name, excluded.color, excluded.position, NULL)
    """,
    id=ID,
    guild_id=ID,
    name=WORDS,
    color=NUMBER,
    position=NUMBER,
)
ROLES_GONE: Final = bulk(
    """
    UPDATE roles SET deleted_at = gone.at FROM unnest(:id, :at) AS gone (id, at)
    WHERE roles.id = gone.id AND deleted_at IS NULL
    """,
    id=ID,
    at=MOMENT,
)
ROLES_LISTED: Final = text(
    "UPDATE roles SET deleted_at = :at WHERE guild_id = :guild_id AND id <> ALL(:ids) AND deleted_at IS NULL"
).bindparams(bindparam("ids", type_=ARRAY(ID)), bindparam("at", type_=MOMENT))
EMOJIS: Final = bulk(
    """
    INSERT INTO emojis AS e (guild_id, id, name, animated)
    SELECT seen.guild_id, id, coalesce(seen.name, known.name, ''), seen.animated
    FROM unnest(:guild_id, :id, :name, :animated) AS seen (guild_id, id, name, animated)
    LEFT JOIN emojis known USING (id)
    ON CONFLICT (id) DO UPDATE SET name = excluded.name, deleted_at = NULL
    WHERE (e.name, e.deleted_at) IS DISTINCT FROM (excluded.name, NULL)
    """,
    guild_id=ID,
    id=ID,
    name=WORDS,
    animated=FLAG,
)
EMOJIS_LISTED: Final = text(
    "UPDATE emojis SET deleted_at = :at WHERE guild_id = :guild_id AND id <> ALL(:ids) AND deleted_at IS NULL"
).bindparams(bindparam("ids", type_=ARRAY(ID)), bindparam("at", type_=MOMENT))
# A channel that is younger than the guild's newest message was made while nobody looked: all of it is missing.
GAPS: Final = bulk(
    """
    INSERT INTO activity_gaps (guild_id, channel_id, began_id, after_id, until_id)
    SELECT c.guild_id, c.id, first.id, first.id, seen.last_id
    FROM unnest(:id, :last_id) AS seen (id, last_id) JOIN channels c ON c.id = seen.id
    CROSS JOIN LATERAL (SELECT CASE
        WHEN c.newest_id > 0 THEN c.newest_id
        WHEN c.id > (SELECT nullif(max(newest_id), 0) FROM channels o WHERE o.guild_id = c.guild_id) THEN c.id
        END) AS first (id)
    WHERE seen.last_id > first.id AND NOT EXISTS (
        SELECT FROM activity_gaps g WHERE g.channel_id = c.id AND g.until_id >= seen.last_id
    )
    """,
    id=ID,
    last_id=ID,
)
