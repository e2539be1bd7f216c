"""A guild with a message log, and what can be read of it."""

from __future__ import annotations

from collections.abc import AsyncIterator
from datetime import UTC, datetime

import pytest
from sqlalchemy import select

from app.container import Container
from app.core.actor import Actor
from app.features.message_log.models import MessageBody
from app.features.message_log.options import MESSAGE_LOG
from app.features.message_log.values import Body, opened
from app.infra.crypto import Keyring
from app.infra.jobs.kinds import Job
from tests.integration.conftest import Event
from tests.support.payloads import Payload

CHANNEL = 900
SECRET = "Erin plays chess with a skeleton."


@pytest.fixture
def now() -> datetime:
    return datetime.now(UTC)


@pytest.fixture
async def logged(container: Container, manager: Actor) -> AsyncIterator[int]:
    """A guild that has switched its message log on."""
    await container.guild_settings().choose(manager, MESSAGE_LOG, CHANNEL)
    yield manager.guild_id
    await container.guild_settings().choose(manager, MESSAGE_LOG, None)


@pytest.fixture
def jobs(container: Container) -> dict[str, Job]:
    return {job.name: job for job in container.jobs()}


async def bodies(container: Container, guild_id: int, keyring: Keyring | None = None) -> list[Body | None]:
    """What can be read of a guild, in the order of writing."""
    query = select(MessageBody).where(MessageBody.guild_id == guild_id).order_by(MessageBody.written_at)
    async with container.sessions()() as session:
        found = list(await session.scalars(query))
    return [opened(row, keyring or container.message_keys()) for row in found]


async def texts(container: Container, guild_id: int) -> list[str | None]:
    return [body.text if body else None for body in await bodies(container, guild_id)]


def edited(written: Payload, content: str, at: datetime) -> Event:
    return "MESSAGE_UPDATE", {**written, "content": content, "edited_timestamp": at.isoformat()}
