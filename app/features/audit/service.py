"""Rules of the audit feature."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from loguru import logger

from app.core import markup
from app.core.actor import Actor, Permission
from app.core.cards import Card
from app.core.errors import Forbidden, NotFound
from app.core.excerpts import shortened
from app.core.guild_options import GuildOption, OptionKind
from app.core.i18n import t
from app.core.localized import Localized, Words, translated
from app.core.markup import escape
from app.core.ports.messages import Messages
from app.core.prose import one_line
from app.core.snowflake import is_possible
from app.features.audit.options import LOG_CHANNEL
from app.features.audit.ports import LogChannelPolicy
from app.features.audit.repository import AuditFilter, AuditRepository
from app.infra.audit import AuditAction, AuditEntry, AuditLog, Shown
from app.infra.db.engine import Sessions

PAGE = 10
LONGEST_LINE = 300
LONGEST_ACTION = 100
NOTHING = "—"
COMPARED = {"before", "after"}
"""The details in which a change of an option holds its values."""
WRITTEN: Mapping[Shown, Callable[[str], str]] = {
    Shown.MEMBER: markup.user,
    Shown.ROLE: markup.role,
    Shown.CHANNEL: markup.channel,
    Shown.COMMAND: markup.command,
}
"""How what was stored is shown; anything else is shown letter by letter."""
_PLACEHOLDER = re.compile(r"\{(\w+)\}")


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

    def told(self, entry: Entry) -> Words:
        """An entry as one line."""
        return Line(self._lines, entry)

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
        channel_id = (await self._policy.rules_of(entry.chain)).of(LOG_CHANNEL)
        if channel_id is None:
            return
        try:
            card = Card(body=[self.told(_entry(entry))])
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


@dataclass(frozen=True, slots=True)
class Line(Localized):
    """An entry, to be told to whoever reads it."""

    lines: Lines
    entry: Entry

    def to(self, locale: str) -> str:
        return self.lines.line(self.entry, locale)


class Lines:
    """Entries as lines that staff read."""

    def __init__(self, actions: Iterable[AuditAction], options: Iterable[GuildOption[object]]) -> None:
        self._actions = {action.name: action for action in actions}
        self._options = {option.key: option for option in options}

    def line(self, entry: Entry, locale: str) -> str:
        """An entry on one line: number, when, who, and what that person did."""
        who = markup.user(entry.actor_id) if entry.actor_id else NOTHING
        head = f"`#{entry.number}` {markup.moment(entry.at)} {who}"
        return shortened(f"{head} {self._told(entry, locale)}", LONGEST_LINE)

    def _told(self, entry: Entry, locale: str) -> str:
        # What no part of this version writes down any more is told as it was stored.
        action = self._actions.get(entry.action) or AuditAction(
            name=entry.action, sentence=t("`{action}` {target}", action=entry.action)
        )
        option = self._options.get(entry.target or "") if action.target is Shown.OPTION else None
        values = {
            name: self._value(
                value, action.details.get(name, Shown.WORDS), option if name in COMPARED else None, locale
            )
            for name, value in entry.details.items()
        }
        values["target"] = self._target(entry, action, option, locale)
        named = set(_PLACEHOLDER.findall(action.sentence.singular))
        missing = dict.fromkeys(named - {*values, *action.sentence.values}, NOTHING)
        sentence = replace(action.sentence, values={**action.sentence.values, **missing, **values})
        more = ", ".join(
            f"{name}: {text}" for name, text in values.items() if name not in named and name != "target"
        )
        return f"{sentence.to(locale).rstrip()} ({more})" if more else sentence.to(locale).rstrip()

    def _target(
        self, entry: Entry, action: AuditAction, option: GuildOption[object] | None, locale: str
    ) -> str:
        if option is not None:
            return f"**{option.label.to(locale)}**"
        if entry.target is None:
            return ""
        return self._value(entry.target, action.target, None, locale)

    def _value(self, value: object, shown: Shown, option: GuildOption[object] | None, locale: str) -> str:
        if isinstance(value, list):
            return ", ".join(self._value(item, shown, option, locale) for item in value) or NOTHING
        if option is None and value is None:
            return NOTHING
        if option is not None:
            return _letter_by_letter(option, value, locale)
        if shown is Shown.OWN_WORDS:
            return str(value)
        text = escape(str(value))
        return WRITTEN[shown](text) if shown in WRITTEN else text


def _letter_by_letter(option: GuildOption[object], value: object, locale: str) -> str:
    """A value of an option; what staff typed is shown as it was typed."""
    shown = translated(option.shown(value), locale)
    return escape(shown) if option.kind in {OptionKind.WORDS, OptionKind.TIME_ZONE} else shown


def _entry(row: AuditEntry) -> Entry:
    return Entry(
        number=row.number,
        at=row.at,
        action=row.action,
        actor_id=row.actor_id,
        target=row.target,
        details=row.details or {},
    )
