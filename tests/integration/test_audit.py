from __future__ import annotations

import asyncio
import re
from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any

import pytest
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError

from app.container import Container
from app.core.actor import Actor, Permission
from app.core.errors import Forbidden
from app.core.guild_options import ADMIN_ROLE, TIME_ZONE
from app.core.i18n import t
from app.features.audit.options import LOG_CHANNEL
from app.features.audit.repository import AuditFilter
from app.features.audit.service import PAGE, AuditService, Entry
from app.features.message_log.options import MESSAGE_LOG
from app.infra.audit import AuditAction, AuditLog
from app.infra.db.engine import Sessions

EVERYTHING = AuditFilter()


@pytest.fixture
def audit(container: Container) -> AuditService:
    return container.audit()


@pytest.fixture
def log(container: Container) -> AuditLog:
    return container.audit_log()


@pytest.fixture
def sessions(container: Container) -> Sessions:
    return container.sessions()


@pytest.fixture
def reader(guild_id: int) -> Actor:
    return Actor(user_id=9, guild_id=guild_id, permissions=Permission.VIEW_AUDIT_LOG)


def deed(name: str) -> AuditAction:
    return AuditAction(name=name, sentence=t("did something to {target}"))


async def record(log: AuditLog, sessions: Sessions, actor: Actor, *actions: str, **details: Any) -> None:
    async with sessions.begin() as session:
        for action in actions:
            await log.record(session, actor, deed(action), "target", details or None)


async def test_entries_are_numbered_per_guild_and_shown_newest_first(
    audit: AuditService, log: AuditLog, sessions: Sessions, member: Actor, stranger: Actor, reader: Actor
) -> None:
    await record(log, sessions, member, "quote.add", "quote.delete")
    await record(log, sessions, stranger, "quote.add")
    entries = await audit.entries(reader, EVERYTHING)
    assert [(entry.number, entry.action) for entry in entries.shown] == [
        (2, "quote.delete"),
        (1, "quote.add"),
    ]
    assert (await audit.entries(stranger, EVERYTHING)).total == 1


async def test_entries_can_be_filtered_and_paged(
    audit: AuditService, log: AuditLog, sessions: Sessions, member: Actor, other: Actor, reader: Actor
) -> None:
    await record(log, sessions, member, *["quote.add"] * (PAGE + 1))
    await record(log, sessions, other, "link.add", "quote_board.add")
    assert (await audit.entries(reader, AuditFilter(action="quote"))).total == PAGE + 1
    assert (await audit.entries(reader, AuditFilter(action="link.add"))).total == 1
    assert (await audit.entries(reader, AuditFilter(actor_id=other.user_id))).total == 2
    assert len((await audit.entries(reader, EVERYTHING, 1)).shown) == 3
    assert await audit.actions(reader) == ["link.add", "quote.add", "quote_board.add"]


async def test_the_log_is_not_for_everybody(audit: AuditService, member: Actor, moderator: Actor) -> None:
    for actor in (member, moderator):
        for attempt in (audit.entries(actor, EVERYTHING), audit.actions(actor), audit.first_broken(actor)):
            with pytest.raises(Forbidden, match="View Audit Log"):
                await attempt


async def test_an_entry_exists_exactly_when_its_change_does(
    audit: AuditService, log: AuditLog, sessions: Sessions, member: Actor, reader: Actor
) -> None:
    with pytest.raises(ZeroDivisionError):
        async with sessions.begin() as session:
            await log.record(session, member, deed("quote.add"))
            raise ZeroDivisionError
    assert (await audit.entries(reader, EVERYTHING)).total == 0
    async with sessions() as session:
        waiting = await session.scalar(text("SELECT count(*) FROM jobs.pgqueuer WHERE payload IS NULL"))
    assert waiting == 0


async def test_many_writers_leave_one_whole_chain(
    audit: AuditService, log: AuditLog, sessions: Sessions, member: Actor, reader: Actor
) -> None:
    await asyncio.gather(*(record(log, sessions, member, "quote.add") for _ in range(20)))
    numbers = [
        entry.number for page in (0, 1) for entry in (await audit.entries(reader, EVERYTHING, page)).shown
    ]
    assert sorted(numbers) == list(range(1, 21))
    assert await audit.first_broken(reader) is None


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE audit_log SET action = 'other' WHERE chain = :guild",
        "UPDATE audit_log SET actor_id = 1 WHERE chain = :guild",
        "UPDATE audit_log SET actor_id = NULL WHERE chain = :guild",
        "DELETE FROM audit_log WHERE chain = :guild",
        "TRUNCATE audit_log",
    ],
)
async def test_the_database_refuses_changes(
    log: AuditLog, sessions: Sessions, member: Actor, statement: str
) -> None:
    await record(log, sessions, member, "quote.add")
    parameters = {"guild": member.guild_id} if ":guild" in statement else {}
    with pytest.raises(DBAPIError, match="append-only"):
        async with sessions.begin() as session:
            await session.execute(text(statement), parameters)


ERASE = (
    "UPDATE audit_log SET actor_id = NULL, target = NULL, details = NULL, salt = NULL WHERE chain = :guild"
)


async def test_erasure_keeps_the_chain_whole(
    audit: AuditService, log: AuditLog, sessions: Sessions, member: Actor, reader: Actor
) -> None:
    await record(log, sessions, member, "quote.add", "quote.edit", reason="private")
    async with sessions.begin() as session:
        await session.execute(text(ERASE), {"guild": member.guild_id})
    [newest, _] = (await audit.entries(reader, EVERYTHING)).shown
    assert (newest.actor_id, newest.target, newest.details) == (None, None, {})
    assert str(audit.told(newest)).endswith("— changed quote")
    assert await audit.first_broken(reader) is None


@pytest.mark.parametrize(
    ("tampering", "broken"),
    [
        ("UPDATE audit_log SET action = 'x.y' WHERE chain = :guild AND number = 2", 2),
        ("UPDATE audit_log SET details = '{\"a\": 1}' WHERE chain = :guild AND number = 3", 3),
        ("UPDATE audit_log SET actor_id = 1 WHERE chain = :guild AND number = 1", 1),
        ("DELETE FROM audit_log WHERE chain = :guild AND number = 2", 2),
        ("DELETE FROM audit_log WHERE chain = :guild AND number = 4", 4),
    ],
)
async def test_who_gets_round_the_triggers_is_found_out(
    audit: AuditService,
    log: AuditLog,
    sessions: Sessions,
    member: Actor,
    reader: Actor,
    tampering: str,
    broken: int,
) -> None:
    await record(log, sessions, member, *["quote.add"] * 4)
    async with sessions.begin() as session:
        await session.execute(text("SET LOCAL session_replication_role = replica"))
        await session.execute(
            text(tampering.replace(":", r"\:").replace(r"\:guild", ":guild")), {"guild": member.guild_id}
        )
    assert await audit.first_broken(reader) == broken


@pytest.mark.regression(45)
async def test_details_may_be_of_any_kind(
    audit: AuditService, log: AuditLog, sessions: Sessions, member: Actor, reader: Actor
) -> None:
    await record(log, sessions, member, "x.y", before=None, after=["a", 1], text="ü" * 500)
    [entry] = (await audit.entries(reader, EVERYTHING)).shown
    assert entry.details["after"] == ["a", 1]
    assert len(str(audit.told(entry))) <= 300


def entry(action: str, target: str | None = None, **details: Any) -> Entry:
    return Entry(
        number=1,
        at=datetime(2026, 1, 1, tzinfo=UTC),
        action=action,
        actor_id=9,
        target=target,
        details=details,
    )


@pytest.fixture
def line(audit: AuditService, reader: Actor) -> Callable[[Entry], str]:
    return lambda entry: str(audit.told(entry))


def test_what_members_wrote_is_shown_letter_by_letter(line: Callable[[Entry], str]) -> None:
    shown = line(entry("link.add", "[claim prize](https://evil.example/x)", why="**so**"))
    assert shown.endswith(r" kept the link \[claim prize\](https://evil.example/x) (why: \*\*so\*\*)")
    assert line(entry("link.add", "<@5>")).endswith(r" \<@5\>")
    reset = line(entry("cooldown.reset", "<@5>", command="quote add"))
    assert reset.endswith(" ended the cooldown of `/quote add` for <@5>")


@pytest.mark.parametrize(
    ("shown", "told"),
    [
        (
            entry("settings.change", ADMIN_ROLE.key, before=None, after=7),
            "changed **Admin role**: none → <@&7>",
        ),
        (
            entry("settings.change", LOG_CHANNEL.key, after=None, before=7),
            "changed **Log channel**: <#7> → none",
        ),
        (
            entry("settings.change", MESSAGE_LOG.key, before=7, after=None, why="It is gone."),
            "changed **Message log**: <#7> → none (why: It is gone.)",
        ),
        (
            entry("settings.change", TIME_ZONE.key, before="UTC", after="Asia/Ho_Chi_Minh"),
            r"changed **Time zone**: UTC → Asia/Ho\_Chi\_Minh",
        ),
        (
            entry("settings.change", "gone.option", before=1, after=2),
            "changed gone.option: 1 → 2",
        ),
        (
            entry("settings.plugins", after=["stats", "mod"], before=[]),
            "changed what is switched off: — → stats, mod",
        ),
        (
            entry("settings.command", "roll", roles=[5, 6], channels=[]),
            "restricted `/roll` to the channels — and the roles <@&5>, <@&6>",
        ),
        (
            entry("activity.digest", None, channel=7, at="09:00"),
            "has the daily report posted in <#7> at 09:00",
        ),
        (entry("gone.deed", "x", more=1), "`gone.deed` x (more: 1)"),
    ],
)
def test_entries_are_told_as_staff_know_them(line: Callable[[Entry], str], shown: Entry, told: str) -> None:
    assert line(shown).endswith(f" {told}")


@pytest.mark.parametrize("length", range(20))
def test_a_long_line_is_cut_between_what_belongs_together(line: Callable[[Entry], str], length: int) -> None:
    for details in ({"channels": list(range(100, 200))}, {"why": "*" * 400}):
        shown = line(entry("settings.command", "x" * length, **details))
        assert len(shown) <= 300
        assert re.search(r"(?:<#\d+>|(?<!\\)(?:\\.)+|,|, |: )…$", shown)
