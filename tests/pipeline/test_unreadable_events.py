"""Whatever the gateway sends, the bot stays connected, answers, and says nothing of what it was."""

from __future__ import annotations

import asyncio
import io
import logging
from collections.abc import AsyncIterator, Iterator

import pytest
from loguru import logger
from pydantic import SecretStr
from sqlalchemy import text

from app.infra.logging import configure_logging
from app.runtime import Background, Runtime, assemble
from app.settings.loader import load_settings
from app.settings.schema import Settings
from app.settings.sections.activity import ActivitySettings
from app.settings.sections.log import LogSettings
from discord_sandbox import GuildHandle, Sandbox
from tests.support.nonsense import HUGE, TOKEN, TOO_DEEP, WORDS, Specimens, batched, broken, send, specimens


@pytest.fixture(scope="module")
async def liar() -> AsyncIterator[Sandbox]:
    """A Discord of its own: what it tells is not true."""
    async with Sandbox(port=0) as liar:
        yield liar


@pytest.fixture(scope="module")
def log() -> Iterator[io.StringIO]:
    """Everything that is logged at any level."""
    stream = io.StringIO()
    configure_logging(LogSettings.model_validate({"format": "json", "level": "DEBUG"}), (), stream)
    yield stream
    logger.remove()
    logging.basicConfig(handlers=[], force=True)


@pytest.fixture(scope="module")
async def alone(
    settings: Settings, liar: Sandbox, log: io.StringIO, tmp_path_factory: pytest.TempPathFactory
) -> AsyncIterator[Runtime]:
    """A bot of its own, which records as well."""
    connection = {"token": SecretStr(liar.token), "rest_url": liar.rest_url}
    update = {
        "discord": settings.discord.model_copy(update=connection),
        "plugins": load_settings().plugins,
        "activity": ActivitySettings(flush_seconds=0.05, spill_directory=tmp_path_factory.mktemp("spill")),
    }
    runtime = assemble(settings.model_copy(update=update))
    background = Background(runtime.container)
    await runtime.load()
    await background.start_recording()
    await runtime.container.bot().start(check_for_updates=False)
    await runtime.container.sync().sync()
    await liar.ready(commands=len(runtime.container.client().registered_commands))
    yield runtime
    await runtime.container.bot().close()
    await background.stop()
    await runtime.close()


@pytest.fixture(scope="module")
def inn(liar: Sandbox) -> GuildHandle:
    return liar.guild("inn")


@pytest.fixture(scope="module")
async def kinds(alone: Runtime, liar: Sandbox, inn: GuildHandle) -> Specimens:
    return await specimens(liar, inn)


@pytest.fixture
def every_request_is_as_it_should_be() -> None:
    """Here the bot was told nonsense, and may ask for it."""


async def test_no_event_of_any_kind_ends_the_connection(
    liar: Sandbox, inn: GuildHandle, kinds: Specimens, alone: Runtime, log: io.StringIO
) -> None:
    [session] = liar.gateway.connected
    erin = inn.member("erin")
    for name, data in kinds.items():
        for some in batched(broken(data), 30):
            for nonsense in some:
                send(session, name, nonsense)
            assert "Awake!" in (await erin.slash("ping")).text, name
    send(session, "MESSAGE_CREATE", TOO_DEEP)
    send(session, "NEVER_HEARD_OF", b'{"content":"%b"}' % WORDS.encode())
    assert "Awake!" in (await erin.slash("ping")).text
    assert liar.gateway.connected == [session]
    said, metrics = log.getvalue(), alone.container.metrics().render().decode()
    assert "resuming session" not in said
    assert "it connects again" not in said
    for secret in (WORDS, TOKEN, "NEVER_HEARD_OF"):
        assert secret not in metrics
        assert secret not in said
    for name in ("OTHER", "MESSAGE_CREATE", "INTERACTION_CREATE"):
        assert f'twi_gateway_unreadable_total{{event="{name}"}}' in metrics


async def test_what_can_be_recorded_still_is(
    liar: Sandbox, inn: GuildHandle, kinds: Specimens, alone: Runtime
) -> None:
    [session] = liar.gateway.connected
    for name in sorted(alone.container.pipeline().families & kinds.keys()):
        send(session, name, b'{"id":%b,"guild_id":%b}' % (HUGE, HUGE))
    said = await inn.member("erin").say("I can be stored.")
    query = text("SELECT count(*) FROM messages WHERE id = :id")
    async with asyncio.timeout(30):
        stored = 0
        while not stored:
            await asyncio.sleep(0.1)
            async with alone.container.sessions()() as database:
                stored = await database.scalar(query, {"id": said.id}) or 0
    assert await alone.container.pipeline().healthy()


@pytest.mark.parametrize(
    "payload",
    [
        *(b"", b"{", b"null", b"[]", b"5", b'"\\ud800"', b"[" * 2000 + b"]" * 2000),
        *(b"{}", b'{"op":"x"}', b'{"op":99}', b'{"op":0}', b'{"op":0,"t":[],"s":{},"d":{}}'),
        *(b'{"op":0,"t":"MESSAGE_CREATE","s":"x","d":{}}', b'{"op":0,"t":"RESUMED","s":null,"d":null}'),
        b'{"op":0,"t":"RATE_LIMITED","s":null,"d":{"opcode":"x","retry_after":[],"meta":0}}',
    ],
    ids=repr,
)
async def test_no_payload_of_any_kind_ends_the_connection(
    liar: Sandbox, inn: GuildHandle, alone: Runtime, payload: bytes
) -> None:
    [session] = liar.gateway.connected
    assert session.client is not None
    session.client.put(payload)
    assert "Awake!" in (await inn.member("erin").slash("ping")).text
    assert liar.gateway.connected == [session]


async def test_what_only_a_new_connection_mends_is_mended_by_one(
    liar: Sandbox, inn: GuildHandle, alone: Runtime
) -> None:
    [session] = liar.gateway.connected
    send(session, "READY", b"null")
    assert await liar.world.changed.until(lambda: not session.connected, 5)
    assert await liar.world.changed.until(lambda: session.connected, 10)
    assert "Awake!" in (await inn.member("erin").slash("ping")).text
    assert len(liar.gateway.sessions) == 1, "it has resumed"
