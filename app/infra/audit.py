"""The audit log: who changed what. Append-only and hash-chained by triggers in the database.

Each guild has a chain of its own. An entry's hash covers the one before it and a salted digest of the
personal part, so that erasing the personal part (the only change the triggers allow) keeps the chain whole.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import Enum, auto
from typing import Any, Protocol

from sqlalchemy import BigInteger, Identity, Index, LargeBinary, select, text
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import Mapped, mapped_column

from app.core.i18n import Text, t
from app.core.privacy import OnErase, PersonalData
from app.infra.db.base import GuildId, Model, UserId
from app.infra.jobs.kinds import job_kind

NONE = t("none")


class Shown(Enum):
    """What a target or a value of an entry is, and so how it is shown."""

    NAME = auto()
    """What something is called: letter by letter."""
    WORDS = auto()
    """What somebody wrote: in quotation marks, cut where it is long."""
    NUMBER = auto()
    """An amount."""
    SWITCH = auto()
    TIME = auto()
    """A time of day, in ISO format."""
    DAY = auto()
    """A day, in ISO format."""
    MEMBER = auto()
    ROLE = auto()
    CHANNEL = auto()
    COMMAND = auto()
    PLUGIN = auto()
    OPTION = auto()
    """As a target: the key of a guild's option. As a value: one of that option's."""


class Effect(Enum):
    """What an action does to what it is about, and so what has to be written down of it."""

    ADDS = auto()
    """There was nothing; what is there now is told."""
    CHANGES = auto()
    """What was there before is told beside what is there now."""
    REMOVES = auto()
    """What was there is told."""
    DOES = auto()
    """Nothing that is kept was changed."""


@dataclass(frozen=True, slots=True)
class Value:
    """Something an entry tells, what it is called there, and what is said in place of none."""

    shown: Shown
    label: Text | None = None
    none: Text = NONE


@dataclass(frozen=True, slots=True, kw_only=True)
class AuditAction:
    """Something that is written down, declared where it happens.

    ``sentence`` tells staff what somebody did; it may name ``{target}`` and values, and may have a plural by the one
    that ``counted`` names. Values that it does not name follow it. ``brief`` tells the same of an entry whose person
    asked to be forgotten, and in the list of what can be looked for.
    """

    name: str
    """``feature.verb``, by which staff filter."""
    effect: Effect
    sentence: Text
    brief: Text
    target: Shown = Shown.NAME
    values: Mapping[str, Value] = field(default_factory=dict)
    counted: str = ""


@job_kind("audit.announce")
def announce_entry(*, entry_id: int) -> None:
    """Show a new entry in the guild's log channel."""


class AuditEntry(Model):
    """One change. What the triggers fill in is absent here until it is read back."""

    __tablename__ = "audit_log"
    __table_args__ = (
        Index("ix_audit_log_chain_number", "chain", "number", unique=True),
        Index("ix_audit_log_chain_action", "chain", "action"),
        Index("ix_audit_log_actor_id", "actor_id"),
    )

    id: Mapped[int] = mapped_column(BigInteger, Identity(), primary_key=True, init=False)
    chain: Mapped[int] = mapped_column(GuildId)
    """The guild's id; 0 holds what concerns the whole bot."""
    number: Mapped[int] = mapped_column(BigInteger, init=False)
    """Position in the chain, from 1 and without gaps."""
    at: Mapped[datetime] = mapped_column(init=False)
    action: Mapped[str]
    actor_id: Mapped[int | None] = mapped_column(UserId)
    target: Mapped[str | None]
    details: Mapped[dict[str, Any] | None] = mapped_column(JSONB)
    salt: Mapped[bytes | None] = mapped_column(LargeBinary, init=False)
    digest: Mapped[bytes] = mapped_column(LargeBinary, init=False)
    previous: Mapped[bytes] = mapped_column(LargeBinary, init=False)
    hash: Mapped[bytes] = mapped_column(LargeBinary, init=False)


class AuditHead(Model):
    """The end of each chain; the triggers lock it while they append."""

    __tablename__ = "audit_heads"

    chain: Mapped[int] = mapped_column(GuildId, primary_key=True, autoincrement=False)
    entries: Mapped[int] = mapped_column(BigInteger)
    hash: Mapped[bytes] = mapped_column(LargeBinary)


DATA_MAP = (
    PersonalData(
        table="audit_log",
        owner="actor_id",
        columns=("actor_id", "target", "details", "salt"),
        purpose="Lets a guild's staff see who changed what, and what was there before. Of a quote that was corrected or "
        "deleted these are its words and whose they are, of a link its content.",
        retention="As long as the bot is in the guild.",
        on_erase=OnErase.ANONYMISE,
    ),
)


class Auditable(Protocol):
    """Somebody who changes things: an ``Actor`` in a guild, or an ``Operator`` of the bot."""

    @property
    def user_id(self) -> int: ...
    @property
    def guild_id(self) -> int | None: ...


@dataclass(frozen=True, slots=True)
class Myself:
    """The bot, where it changes something by itself."""

    user_id: int
    guild_id: int


class AuditLog:
    """Writes entries in the transaction of the change that they tell of."""

    def __init__(self, own_id: int) -> None:
        self._own_id = own_id

    def myself(self, guild_id: int) -> Myself:
        """The bot as who changes something in a guild."""
        return Myself(self._own_id, guild_id)

    async def record(
        self,
        session: AsyncSession,
        actor: Auditable,
        action: AuditAction,
        target: str | None = None,
        *,
        before: Mapping[str, object] | None = None,
        after: Mapping[str, object] | None = None,
        why: str = "",
    ) -> None:
        """Append an entry; of a change, what is different, and nothing where nothing is.

        ``before`` and ``after`` must be JSON, hold no secret and only what the action declares.
        """
        before, after = _told(action, before, after)
        if action.effect is Effect.CHANGES:
            before, after = (
                {name: each[name] for name in before if before[name] != after[name]}
                for each in (before, after)
            )
            if not before:
                return
        details = {"before": before, "after": after, "why": why}
        entry = AuditEntry(
            chain=actor.guild_id or 0,
            action=action.name,
            actor_id=actor.user_id,
            target=target,
            details={name: each for name, each in details.items() if each} or None,
        )
        session.add(entry)
        await session.flush()
        if actor.guild_id is not None:
            await announce_entry.enqueue(session, entry_id=entry.id)

    async def first_broken(self, session: AsyncSession, chain: int) -> int | None:
        """The number of the first entry that was changed, moved or removed; None while the chain is whole.

        A chain whose newest entries and head were both cut off cannot be told from a whole one.
        """
        broken: int | None = await session.scalar(text("SELECT audit_first_broken(:chain)"), {"chain": chain})
        return broken

    async def head(self, session: AsyncSession, chain: int) -> AuditHead | None:
        return (await session.scalars(select(AuditHead).where(AuditHead.chain == chain))).one_or_none()


def _told(
    action: AuditAction, before: Mapping[str, object] | None, after: Mapping[str, object] | None
) -> tuple[dict[str, object], dict[str, object]]:
    """What is written down; raises ``ValueError`` where that is not what the action declares."""
    wanted = {
        Effect.ADDS: (False, True),
        Effect.CHANGES: (True, True),
        Effect.REMOVES: (True, False),
        Effect.DOES: (False, bool(action.values)),
    }[action.effect]
    given = before is not None, after is not None
    told = dict(before or {}), dict(after or {})
    known = action.values.keys()
    if given != wanted or any(each.keys() - known for each in told):
        raise ValueError(f"{action.name}: what was there before and after is not as it is declared")
    if action.effect is Effect.CHANGES and told[0].keys() != told[1].keys():
        raise ValueError(f"{action.name}: before and after tell of different things")
    return told
