"""Until when the words of a message log are kept."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from app.container import Container
from app.core.actor import Actor
from app.core.clock import Clock
from app.features.message_log.models import BODIES
from app.features.message_log.options import MESSAGE_LOG
from app.features.message_log.service import MessageLogService
from app.infra.db.partitions import Partitions
from app.infra.jobs.kinds import Job
from app.settings.sections.privacy import PrivacySettings
from tests.integration.conftest import Record, Rows
from tests.integration.message_log.conftest import CHANNEL, SECRET, bodies, edited, texts
from tests.support.jobs import do_waiting, waiting
from tests.support.payloads import deletion, message, minutes


async def test_the_sweep_drops_days_and_the_hour_that_ends(
    record: Record, rows: Rows, container: Container, logged: int, now: datetime
) -> None:
    ages = [timedelta(days=9, hours=20), timedelta(days=3, minutes=-30), timedelta(days=2), timedelta()]
    await record(
        *(
            ("MESSAGE_CREATE", message(logged, number, content=f"{age}", at=now - age))
            for number, age in enumerate(ages)
        )
    )
    settings = PrivacySettings(message_body_days=3)
    sweeper = MessageLogService(
        container.sessions(),
        container.guild_settings(),
        Partitions(container.sessions()),
        Clock(),
        settings,
    )
    await sweeper.sweep()
    assert await texts(container, logged) == [f"{ages[2]}", f"{ages[3]}"]
    oldest = f"message_bodies_{BODIES.period.start(now - timedelta(days=9, hours=20)):%Y_%m_%d}"
    parts = await rows("SELECT relname FROM pg_class WHERE relname LIKE 'message_bodies_20%'")
    assert (oldest,) not in parts


async def test_what_is_too_old_is_not_stored(
    record: Record, container: Container, logged: int, now: datetime
) -> None:
    await record(
        ("MESSAGE_CREATE", message(logged, 1, content="old", at=now - timedelta(days=30, hours=-1))),
        ("MESSAGE_CREATE", message(logged, 2, content="new", at=now - timedelta(days=29))),
    )
    assert await texts(container, logged) == ["new"]


async def test_switching_it_off_deletes_what_was_kept(
    record: Record, rows: Rows, container: Container, jobs: dict[str, Job], manager: Actor, now: datetime
) -> None:
    settings, guild_id = container.guild_settings(), manager.guild_id
    await settings.choose(manager, MESSAGE_LOG, CHANNEL)
    written = message(guild_id, 1, content=SECRET, at=now)
    await record(("MESSAGE_CREATE", written), ("MESSAGE_DELETE", deletion(written)))
    await settings.choose(manager, MESSAGE_LOG, None)
    await record(("MESSAGE_CREATE", message(guild_id, 2, content=SECRET, at=now)))
    await do_waiting(container, "message_log.follow_choice", guild_id)
    [payload, again] = await waiting(container, "message_log.forget_guild", guild_id)
    await do_waiting(container, "message_log.forget_guild", guild_id)
    assert await bodies(container, guild_id) == []
    assert await rows("SELECT * FROM message_log_entries WHERE guild_id = :guild") == []
    assert again == payload


async def test_switching_it_off_and_on_again_keeps_only_what_came_after(
    record: Record, container: Container, jobs: dict[str, Job], logged: int, manager: Actor, now: datetime
) -> None:
    settings = container.guild_settings()
    await record(("MESSAGE_CREATE", message(logged, 1, content="before", at=now - minutes(1))))
    await settings.choose(manager, MESSAGE_LOG, None)
    await settings.choose(manager, MESSAGE_LOG, CHANNEL)
    await record(("MESSAGE_CREATE", message(logged, 2, content="after", at=datetime.now(UTC) + minutes(1))))
    for name in ("message_log.follow_choice", "message_log.forget_guild"):
        await do_waiting(container, name, logged)
    assert await texts(container, logged) == ["after"]


async def test_the_sweep_deletes_what_no_guild_wants_kept(
    record: Record, container: Container, jobs: dict[str, Job], logged: int, manager: Actor, now: datetime
) -> None:
    await record(("MESSAGE_CREATE", message(logged, 1, content="kept", at=now)))
    await jobs["message_log.sweep"].run()
    assert await texts(container, logged) == ["kept"]
    await container.guild_settings().switch_plugins(manager, ["activity"], [])
    await jobs["message_log.sweep"].run()
    assert await bodies(container, logged) == []


async def test_somebody_can_be_forgotten(
    record: Record, container: Container, logged: int, now: datetime
) -> None:
    await record(
        ("MESSAGE_CREATE", message(logged, 1, author=101, content="one", at=now)),
        edited(message(logged, 1, author=101, at=now), "two", now + minutes(1)),
        ("MESSAGE_CREATE", message(logged, 2, author=102, content="other", at=now)),
    )
    assert await container.message_log().forget(101, logged) == 2
    assert await texts(container, logged) == ["other"]
