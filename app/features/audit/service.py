"""Rules of the audit feature."""

from __future__ import annotations

from dataclasses import replace

from loguru import logger

from app.core.actor import Actor, Permission
from app.core.cards import Card
from app.core.errors import Forbidden, NotFound
from app.core.i18n import t
from app.core.localized import Words
from app.core.ports.messages import Messages
from app.core.prose import one_line
from app.core.snowflake import is_possible
from app.features.audit.cards import LISTED, WHOLE, Line, Lines, Room
from app.features.audit.options import LOG_CHANNEL
from app.features.audit.ports import LogChannelPolicy
from app.features.audit.repository import AuditFilter, AuditRepository
from app.features.audit.values import Entries, Entry
from app.infra.audit import AuditEntry, AuditLog
from app.infra.db.engine import Sessions

PAGE = 10
LONGEST_ACTION = 100


class AuditService:
    """Reads the audit log of the actor's guild; needs View Audit Log."""

    def __init__(
        self,
        sessions: Sessions,
        audit: AuditLog,
        policy: LogChannelPolicy,
        messages: Messages,
        lines: Lines,
    ) -> None:
        self._sessions = sessions
        self._audit = audit
        self._policy = policy
        self._messages = messages
        self._lines = lines

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

    def told(self, entry: Entry, room: Room = LISTED) -> Words:
        """An entry as one line."""
        return Line(self._lines, entry, room)

    async def entry(self, actor: Actor, number: int) -> Entry:
        """The entry with that number."""
        actor.require(Permission.VIEW_AUDIT_LOG)
        async with self._sessions() as session:
            row = await AuditRepository(session).by_number(actor.guild_id, number)
        if row is None:
            raise NotFound(t("There is no entry number {number}.", number=str(number)))
        return _entry(row)

    async def actions(self, actor: Actor) -> dict[str, Words]:
        """The actions that occur in the guild's log, each with what it is called."""
        actor.require(Permission.VIEW_AUDIT_LOG)
        async with self._sessions() as session:
            names = await AuditRepository(session).actions(actor.guild_id)
        return {name: self._lines.brief(name) for name in names}

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
        channel_id = (await self._policy.rules_of(entry.chain)).of(LOG_CHANNEL)
        if channel_id is None:
            return
        try:
            card = Card(body=[self.told(_entry(entry), WHOLE)])
            await self._messages.send(entry.chain, channel_id, card, nonce=f"audit-{entry_id}")
        except NotFound as error:
            logger.warning("a log channel is given up: {}", error)
            await self._policy.lose(entry.chain, LOG_CHANNEL, channel_id, str(error))
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


def _entry(row: AuditEntry) -> Entry:
    return Entry(
        number=row.number,
        at=row.at,
        action=row.action,
        actor_id=row.actor_id,
        target=row.target,
        details=row.details or {},
    )
