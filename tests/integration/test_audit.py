from __future__ import annotations

import asyncio
import re
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime
from typing import Any

import pytest
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError

from app.container import Container
from app.core.actor import Actor, Permission
from app.core.errors import Forbidden, NotFound
from app.core.guild_options import ADMIN_ROLE, TIME_ZONE
from app.core.i18n import t
from app.features.audit.cards import LISTED, WHOLE
from app.features.audit.options import LOG_CHANNEL
from app.features.audit.repository import AuditFilter
from app.features.audit.service import PAGE, AuditService
from app.features.audit.values import Entry
from app.features.links.actions import LINK_ADDED
from app.features.message_log.options import MESSAGE_LOG
from app.infra.audit import AuditAction, AuditLog, Effect, Shown, Value
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
    return AuditAction(
        name=name,
        effect=Effect.ADDS,
        sentence=t("did something to {target}"),
        brief=t("did something"),
        values={"what": Value(Shown.WORDS)},
    )


async def record(log: AuditLog, sessions: Sessions, actor: Actor, *actions: str, **after: object) -> None:
    async with sessions.begin() as session:
        for action in actions:
            await log.record(session, actor, deed(action), "target", after=after)


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
    assert [*await audit.actions(reader)] == ["link.add", "quote.add", "quote_board.add"]


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
            await log.record(session, member, deed("quote.add"), after={})
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
    await record(log, sessions, member, "quote.add", "quote.edit", what="private")
    async with sessions.begin() as session:
        await session.execute(text(ERASE), {"guild": member.guild_id})
    [newest, _] = (await audit.entries(reader, EVERYTHING)).shown
    assert (newest.actor_id, newest.target, newest.details) == (None, None, {})
    assert str(audit.told(newest)).endswith(" somebody who asked to be forgotten changed a quote")
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
    await record(log, sessions, member, "x.y", what=["a", 1, None, "ü" * 500])
    [entry] = (await audit.entries(reader, EVERYTHING)).shown
    assert entry.details["after"]["what"][:3] == ["a", 1, None]
    assert len(str(audit.told(entry))) <= LISTED.line


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
    shown = line(entry("link.add", "[claim prize](https://evil.example/x)", after={"content": "**so**"}))
    assert shown.endswith(r" kept the link \[claim prize\](https://evil.example/x): “\*\*so\*\*”")
    assert line(entry("quote.edit", "<@5>", after={"text": "x"})).endswith(r" \<@5\>: “x”")
    reset = line(entry("cooldown.reset", "5", after={"command": "quote add"}))
    assert reset.endswith(" ended the cooldown of `/quote add` for <@5>")


@pytest.mark.parametrize(
    "words", ["||the ending||", "so ||the ending|| it is", "||the ending", "the end||ing"]
)
def test_what_is_hidden_stays_hidden(line: Callable[[Entry], str], words: str) -> None:
    shown = line(entry("quote.delete", "4", before={"text": words}))
    hidden = shown[shown.index("“||") + 3 : shown.rindex("||”")]
    assert "ending" in hidden.replace("\\", "")
    long = line(entry("quote.delete", "4", before={"text": "||" + "spoiler " * 40 + "||"}))
    assert long.count("||") == 2
    assert long.endswith("…||”")


@pytest.mark.parametrize(
    ("shown", "told"),
    [
        (
            entry("settings.change", ADMIN_ROLE.key, before={"value": None}, after={"value": 7}),
            "changed **Admin role**: none → <@&7>",
        ),
        (
            entry("settings.change", LOG_CHANNEL.key, after={"value": None}, before={"value": 7}),
            "changed **Log channel**: <#7> → none",
        ),
        (
            entry(
                "settings.change",
                MESSAGE_LOG.key,
                before={"value": 7},
                after={"value": None},
                why="It is gone.",
            ),
            "changed **Message log**: <#7> → none. It is gone.",
        ),
        (
            entry(
                "settings.change", TIME_ZONE.key, before={"value": "UTC"}, after={"value": "Asia/Ho_Chi_Minh"}
            ),
            r"changed **Time zone**: UTC → Asia/Ho\_Chi\_Minh",
        ),
        (
            entry("settings.change", "gone.option", before={"value": 1}, after={"value": 2}),
            "changed gone.option: 1 → 2",
        ),
        (
            entry("settings.plugins", after={"plugins": ["stats", "mod"]}, before={"plugins": []}),
            "changed what is switched off: nothing → `stats`, `mod`",
        ),
        (
            entry("settings.command", "roll", before={"roles": [5]}, after={"roles": [5, 6]}),
            "changed who can use `/roll`, and where: who: <@&5> → <@&5>, <@&6>",
        ),
        (
            entry(
                "settings.command",
                "roll",
                before={"roles": [5], "channels": []},
                after={"roles": [], "channels": [7]},
            ),
            "changed who can use `/roll`, and where: where: everywhere → <#7>; who: <@&5> → everybody",
        ),
        (
            entry("activity.digest", after={"channel": 7, "at": "09:00"}),
            "has a daily report posted in <#7> at 09:00",
        ),
        (
            entry("activity.digest_change", before={"at": "09:00"}, after={"at": "21:30"}),
            "changed the daily report: at 09:00 → 21:30",
        ),
        (
            entry("activity.digest_end", before={"channel": 7, "at": "09:00"}, why="It is gone."),
            "ended the daily report, which was posted in <#7> at 09:00. It is gone.",
        ),
        (entry("activity.digest_end"), "ended the daily report"),
        (
            entry("activity.backfill", after={"since": "2026-01-01", "channels": 1}),
            "has what was written in one channel since January 1, 2026 counted",
        ),
        (
            entry("activity.backfill", after={"since": "2026-01-01", "channels": 3}),
            "has what was written in 3 channels since January 1, 2026 counted",
        ),
        (
            entry(
                "link.edit",
                "FAQ",
                before={"title": "FAQ", "content": "https://a.example/b_c", "tags": []},
                after={"title": "Questions", "content": "https://a.example/d", "tags": ["Help", "Start"]},
            ),
            "title FAQ → Questions; content <https://a.example/b_c> → <https://a.example/d>; tags none → Help, Start",
        ),
        (entry("link.edit", "FAQ", before={"preview": True}, after={"preview": False}), "preview on → off"),
        (
            entry("quote.delete", "4", before={"text": "It\nis.", "speaker": None, "added_by": 5}),
            "deleted quote 4: “It is.”; said by nobody in particular; added by <@5>",
        ),
        # As entries were kept before the two sides were kept apart.
        (
            entry("settings.change", LOG_CHANNEL.key, before=None, after=7),
            "changed **Log channel**: none → <#7>",
        ),
        (
            entry("settings.command", "roll", roles=[5, 6], channels=[]),
            "changed who can use `/roll`, and where: where: everywhere; who: <@&5>, <@&6>",
        ),
        (entry("activity.digest", None, channel=7, at="09:00"), "posted in <#7> at 09:00"),
        (entry("gone.deed", "x", more=1), "did `gone.deed` to x"),
        (entry("gone.deed"), "did `gone.deed`"),
    ],
)
def test_entries_are_told_as_staff_know_them(line: Callable[[Entry], str], shown: Entry, told: str) -> None:
    assert line(shown).endswith(f" {told}")


async def test_one_entry_is_shown_whole(
    audit: AuditService, log: AuditLog, sessions: Sessions, member: Actor, stranger: Actor, reader: Actor
) -> None:
    async with sessions.begin() as session:
        await log.record(session, member, LINK_ADDED, "FAQ", after={"content": "word " * 200})
    entry = await audit.entry(reader, 1)
    assert str(audit.told(entry)).count("word") < 20
    assert str(audit.told(entry, WHOLE)).count("word") == 200
    for number in (0, 2, 2**53 - 1):
        with pytest.raises(NotFound, match="no entry number"):
            await audit.entry(reader, number)
    with pytest.raises(NotFound):
        await audit.entry(stranger, 1)
    with pytest.raises(Forbidden, match="View Audit Log"):
        await audit.entry(member, 1)


@pytest.mark.parametrize(
    ("effect", "before", "after"),
    [
        (Effect.ADDS, {"what": 1}, {"what": 2}),
        (Effect.ADDS, None, None),
        (Effect.ADDS, None, {"other": 1}),
        (Effect.CHANGES, None, {"what": 1}),
        (Effect.CHANGES, {"what": 1}, {}),
        (Effect.REMOVES, None, None),
        (Effect.REMOVES, {"what": 1}, {"what": 1}),
        (Effect.DOES, None, None),
    ],
)
async def test_only_what_is_declared_can_be_written_down(
    log: AuditLog,
    sessions: Sessions,
    member: Actor,
    effect: Effect,
    before: dict[str, object] | None,
    after: dict[str, object] | None,
) -> None:
    action = replace(deed("x.y"), effect=effect)
    with pytest.raises(ValueError, match=r"^x\.y: "):
        async with sessions.begin() as session:
            await log.record(session, member, action, before=before, after=after)


async def test_what_did_not_change_is_not_written_down(
    audit: AuditService, log: AuditLog, sessions: Sessions, member: Actor, reader: Actor
) -> None:
    action = replace(deed("x.y"), effect=Effect.CHANGES, values=dict.fromkeys("ab", Value(Shown.WORDS)))
    async with sessions.begin() as session:
        await log.record(session, member, action, before={"a": 1, "b": 2}, after={"a": 1, "b": 2})
        await log.record(session, member, action, before={"a": 1, "b": 2}, after={"a": 1, "b": None})
    [entry] = (await audit.entries(reader, EVERYTHING)).shown
    assert entry.details == {"before": {"b": 2}, "after": {"b": None}}


@pytest.mark.parametrize("length", range(20))
def test_a_long_line_is_cut_between_what_belongs_together(line: Callable[[Entry], str], length: int) -> None:
    for details in ({"channels": list(range(100, 200))}, {"roles": list(range(100, 200))}):
        shown = line(entry("settings.command", "x" * length, before=details, after={}))
        assert len(shown) <= LISTED.line
        assert re.search(r"(?:<#\d+>|<@&\d+>|,|, |: )…$", shown)
