"""Rules of the audit feature."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from loguru import logger

from app.core.actor import Actor, Permission
from app.core.errors import Forbidden, NotFound
from app.core.markdown import MENTION, escape
from app.core.ports.messages import Channels
from app.core.prose import one_line
from app.core.snowflake import is_possible
from app.core.text import t
from app.features.audit.ports import LogChannelPolicy
from app.features.audit.repository import AuditFilter, AuditRepository
from app.infra.audit import AuditEntry, AuditLog
from app.infra.db.engine import Sessions

PAGE = 10
LONGEST_LINE = 300
LONGEST_ACTION = 100
NOTHING = "—"
ROLE, CHANNEL = "<@&{}>", "<#{}>"
MENTIONED = {
    ("settings.change", "admin_role_id"): ROLE,
    ("settings.change", "log_channel_id"): CHANNEL,
    ("settings.change", "message_log_channel_id"): CHANNEL,
    ("settings.command", "channels"): CHANNEL,
    ("settings.command", "roles"): ROLE,
    ("activity.digest", "channel"): CHANNEL,
}
"""What an id in the details of an action is, by the detail's name, or by the setting that was changed."""
OWN_WORDS = {"cooldown.reset", "settings.change"}
"""The actions whose target is in the bot's own words: a mention, or the name of a setting."""
UNBREAKABLE = re.compile(rf"\\.|{MENTION.pattern}|.", re.DOTALL)


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

    def __init__(
        self, sessions: Sessions, audit: AuditLog, policy: LogChannelPolicy, channels: Channels
    ) -> None:
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
        if wanted.actor_id is not None and not is_possible(wanted.actor_id):
            return Entries([], 0)
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
            await self._channels.post(entry.chain, channel_id, line(_entry(entry)), nonce=f"audit-{entry_id}")
        except NotFound as error:
            logger.warning("a log channel is given up: {}", error)
            await self._policy.lose_log_channel(entry.chain, channel_id, str(error))
        except Forbidden as error:
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
    who = f"<@{entry.actor_id}>" if entry.actor_id else NOTHING
    parts = [f"`#{entry.number}`", f"<t:{int(entry.at.timestamp())}:f>", who, f"`{entry.action}`"]
    if entry.target:
        parts.append(entry.target if entry.action in OWN_WORDS else escape(entry.target))
    if entry.details:
        parts.append(f"({', '.join(_details(entry))})")
    return _shortened(" ".join(parts))


def _details(entry: Entry) -> Iterator[str]:
    details = dict(entry.details)
    if details.keys() >= {"before", "after"}:
        before, after = (
            _value(details.pop(name), MENTIONED.get((entry.action, entry.target or "")))
            for name in ("before", "after")
        )
        yield f"{before} → {after}"
    for name, value in details.items():
        yield f"{name}: {_value(value, MENTIONED.get((entry.action, name)))}"


def _value(value: Any, mention: str | None) -> str:
    if isinstance(value, list):
        return ", ".join(_value(item, mention) for item in value) or NOTHING
    if value is None:
        return NOTHING
    return mention.format(value) if mention and isinstance(value, int) else escape(str(value))


def _shortened(text: str) -> str:
    if len(text) <= LONGEST_LINE:
        return text
    ends = (match.end() for match in UNBREAKABLE.finditer(text))
    return text[: max(end for end in ends if end < LONGEST_LINE)] + "…"


def _entry(row: AuditEntry) -> Entry:
    return Entry(
        number=row.number,
        at=row.at,
        action=row.action,
        actor_id=row.actor_id,
        target=row.target,
        details=row.details or {},
    )
