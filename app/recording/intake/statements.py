"""The statements that write into our tables, each with its twin that only counts what it would write.

Rows that are there already win, unless the old row knows something later. Of somebody who was forgotten
here, the old row brings nothing back.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final

from sqlalchemy.types import TypeEngine

from app.infra.db.base import made_at
from app.infra.db.bulk import FLAG, ID, MOMENT, NUMBER, SMALL, WORDS, Bulk, bulk
from app.infra.db.partitions import Partitioned
from app.recording import models
from app.recording.sightings import EDITS_COUNTED, MORE, UNSEEN, taken_in

COUNT, IDS = "count(*)", "coalesce(array_agg(id), '{}')"


@dataclass(frozen=True, slots=True)
class IntakeTable:
    """One of our tables. Both statements give one value, by default how many rows are new or changed."""

    write: Bulk
    dry_run: Bulk
    parts: Partitioned | None
    part_column: int
    """Where in a row the value is that decides in which part it lies."""


def _intake(
    table: str,
    columns: Mapping[str, TypeEngine[Any]],
    key: tuple[str, ...],
    *,
    change: tuple[str, str] | None = None,
    touched: str = "",
    gives: str = COUNT,
    parts: Partitioned | None = None,
) -> IntakeTable:
    """``change``: what to set in a row that is there, and when. ``touched``: the moment of a written row.

    In these, ``present`` is the row that is there and ``excluded`` the one that comes.
    """
    names = ", ".join(columns)
    given = f"unnest({', '.join(f':{column}' for column in columns)})"
    conflict = f"UPDATE SET {change[0]} WHERE {change[1]}" if change else "NOTHING"
    same = " AND ".join(f"present.{column} = excluded.{column}" for column in key)
    differs = f"present.{key[0]} IS NULL" + (f" OR {change[1]}" if change else "")
    write = f"""
        WITH done AS (
            INSERT INTO {table} AS present ({names}) SELECT * FROM {given}
            ON CONFLICT ({", ".join(key)}) DO {conflict} RETURNING present.*
        ) {_touching(touched)} SELECT {gives} FROM done
    """  # noqa: S608 - our own names
    dry_run = f"""
        SELECT {gives} FROM (
            SELECT excluded.* FROM {given} AS excluded ({names}) LEFT JOIN {table} AS present ON {same}
            WHERE {differs}
        ) AS done
    """  # noqa: S608 - our own names
    return IntakeTable(
        bulk(write, **columns),
        bulk(dry_run, **columns),
        parts,
        list(columns).index(parts.column) if parts else 0,
    )


def _touching(at: str) -> str:
    """Mark the days of what was written. A day of UTC is part of two days elsewhere, hence both its ends."""
    if not at:
        return ""
    return f""", touched AS (
        INSERT INTO activity_touched (guild_id, at)
        SELECT DISTINCT guild_id, unnest(ARRAY[min(at), max(at)])
        FROM (SELECT guild_id, {at} AS at FROM done) AS written
        GROUP BY guild_id, date_trunc('day', at, 'UTC')
    )"""  # noqa: S608 - our own names


MESSAGE_COLUMNS: Final[Mapping[str, TypeEngine[Any]]] = {
    "guild_id": ID,
    "id": ID,
    "channel_id": ID,
    "author_id": ID,
    "is_bot": FLAG,
    "is_reply": FLAG,
    "length": NUMBER,
    "attachments": SMALL,
    "embeds": SMALL,
    "mentions": SMALL,
    "edits": SMALL,
    "edited_at": MOMENT,
    "deleted_at": MOMENT,
}
MESSAGES: Final = _intake(
    "messages",
    MESSAGE_COLUMNS,
    ("guild_id", "id"),
    change=(
        taken_in(EDITS_COUNTED),
        f"({UNSEEN} OR (present.author_id IS NOT DISTINCT FROM excluded.author_id AND {MORE}))",
    ),
    touched=made_at("id"),
    # What hangs on messages is counted with those that are new.
    gives=IDS,
    parts=models.MESSAGES,
)
REACTIONS: Final = _intake(
    "reactions",
    {
        "guild_id": ID,
        "message_id": ID,
        "user_id": ID,
        "emoji": WORDS,
        "channel_id": ID,
        "added_at": MOMENT,
        "removed_at": MOMENT,
    },
    ("guild_id", "message_id", "user_id", "emoji"),
    change=(
        "added_at = excluded.added_at, removed_at = excluded.removed_at",
        """
        ((present.removed_at IS NULL) <> (excluded.removed_at IS NULL)
            AND excluded.added_at >= coalesce(present.removed_at, present.added_at))
        """,
    ),
    touched=made_at("message_id"),
    parts=models.REACTIONS,
)
MEMBER_EVENTS: Final = _intake(
    "member_events",
    {"guild_id": ID, "user_id": ID, "joined": FLAG, "at": MOMENT, "is_bot": FLAG},
    ("guild_id", "user_id", "joined", "at"),
    touched="at",
    parts=models.MEMBER_EVENTS,
)
ROLE_EVENTS: Final = _intake(
    "role_events",
    {"guild_id": ID, "user_id": ID, "role_id": ID, "at": MOMENT, "gained": FLAG},
    ("guild_id", "user_id", "role_id", "at"),
    parts=models.ROLE_EVENTS,
)
VOICE_STAYS: Final = _intake(
    "voice_stays",
    {"guild_id": ID, "user_id": ID, "began_at": MOMENT, "channel_id": ID, "ended_at": MOMENT},
    ("guild_id", "user_id", "began_at"),
    parts=models.VOICE_STAYS,
)
MEMBERS: Final = _intake(
    "members",
    {"guild_id": ID, "user_id": ID, "name": WORDS},
    ("guild_id", "user_id"),
    # A user has one row there and one in each guild here.
    gives="count(DISTINCT user_id)",
)
GUILDS: Final = _intake("guilds", {"id": ID, "name": WORDS}, ("id",), gives=IDS)
