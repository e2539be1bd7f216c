"""Rules of the audit feature."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from loguru import logger

from app.core.actor import Actor, Permission
from app.core.errors import Forbidden, NotFound
from app.core.guild import GuildPolicy
from app.core.ports import Channels
from app.core.prose import one_line
from app.core.text import t
from app.features.audit.repository import AuditFilter, AuditRepository
from app.infra.audit import AuditEntry, AuditLog
from app.infra.db.engine import Sessions

PAGE = 10
LONGEST_LINE = 300
LONGEST_ACTION = 100


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """One change, as staff see it. Without ``actor_id`` the person asked to be forgotten."""

    number: int
    at: datetime
    action: str
    actor_id: int | None
    target: str | None
    details: dict[str, Any]


@dataclass(frozen=True, slots=True)
class Entries:
    """One page of entries, newest first, and how many match in all."""

    shown: list[Entry]
    total: int


class AuditService:
    """Reads the audit log of the actor's guild; needs View Audit Log."""

    def __init__(self, sessions: Sessions, audit: AuditLog, policy: GuildPolicy, channels: Channels) -> None:
        self._sessions = sessions
        self._audit = audit
        self._policy = policy
        self._channels = channels

    async def entries(self, actor: Actor, wanted: AuditFilter, page: int = 0) -> Entries:
        """Page ``page`` (from 0) of the matching entries, ``PAGE`` to a page."""
        actor.require(Permission.VIEW_AUDIT_LOG)
        if wanted.action is not None:
            action = one_line(wanted.action, what=t("An action"), longest=LONGEST_ACTION)
            wanted = replace(wanted, action=action)
        async with self._sessions() as session:
            repository = AuditRepository(session)
            found = await repository.newest(actor.guild_id, wanted, offset=page * PAGE, limit=PAGE)
            total = await repository.count(actor.guild_id, wanted)
        return Entries([_entry(row) for row in found], total)

    async def actions(self, actor: Actor) -> list[str]:
        """The actions that occur in the guild's log."""
        actor.require(Permission.VIEW_AUDIT_LOG)
        async with self._sessions() as session:
            return await AuditRepository(session).actions(actor.guild_id)

    async def first_broken(self, actor: Actor) -> int | None:
        """The number of the first entry that does not fit the chain; None while it is whole."""
        actor.require(Permission.VIEW_AUDIT_LOG)
        async with self._sessions() as session:
            return await self._audit.first_broken(session, actor.guild_id)

    async def announce(self, entry_id: int) -> None:
        """Show an entry in its guild's log channel, if the guild has chosen one. A job."""
        async with self._sessions() as session:
            entry = await AuditRepository(session).by_id(entry_id)
        if entry is None or entry.actor_id is None:
            return
        channel_id = (await self._policy.rules_of(entry.chain)).log_channel_id
        if channel_id is None:
            return
        try:
            await self._channels.post(channel_id, line(_entry(entry)), nonce=f"audit-{entry_id}")
        except (NotFound, Forbidden) as error:
            # Trying again would not help; staff see the entry with /audit.
            logger.warning("an audit entry could not be shown in its log channel: {}", error)

    async def verify_all(self) -> None:
        """Check every chain and log its head, so that a cut-off tail can be noticed later. A job."""
        async with self._sessions() as session:
            for head in await AuditRepository(session).chains():
                broken = await self._audit.first_broken(session, head.chain)
                if broken is None:
                    logger.info(
                        "audit chain {}: {} entries, head {}", head.chain, head.entries, head.hash.hex()
                    )
                else:
                    logger.error("audit chain {} is broken at entry {}", head.chain, broken)


def line(entry: Entry) -> str:
    """An entry on one line: number, who, what, on what."""
    who = f"<@{entry.actor_id}>" if entry.actor_id else "—"
    details = ", ".join(f"{name}: {value}" for name, value in entry.details.items() if value is not None)
    parts = [f"`#{entry.number}`", f"<t:{int(entry.at.timestamp())}:f>", who, f"`{entry.action}`"]
    text = " ".join(
        [*parts, *([entry.target] if entry.target else []), *([f"({details})"] if details else [])]
    )
    return text if len(text) <= LONGEST_LINE else text[: LONGEST_LINE - 1] + "…"


def _entry(row: AuditEntry) -> Entry:
    return Entry(
        number=row.number,
        at=row.at,
        action=row.action,
        actor_id=row.actor_id,
        target=row.target,
        details=row.details or {},
    )
