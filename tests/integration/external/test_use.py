"""How a feature asks another service; docs/external-services.md shows this."""

from __future__ import annotations

from contextlib import AsyncExitStack

import pytest
from prometheus_client import CollectorRegistry

from app.core.about import About
from app.core.clock import Clock
from app.core.errors import NotFound, Unavailable, UserError
from app.core.i18n import t
from app.infra.external.client import ExternalClient, open_external
from app.infra.external.metrics import ExternalMetrics
from app.settings.sections.external import ExternalSettings
from tests.support.clockwork import clockwork
from tests.support.internet import PUBLIC, internet, reply


class Chapters:
    """A part of a feature that reads pages."""

    def __init__(self, external: ExternalClient) -> None:
        self._external = external

    async def read(self, address: str) -> str:
        page = await self._external.get(address, accept="text/html", max_bytes=500_000, within=10)
        if page.status == 404:
            raise NotFound(t("There is no such chapter."))
        if page.status != 200:
            raise Unavailable(t("The chapter cannot be read at the moment."))
        return page.body.decode("utf-8", "replace")


@clockwork
async def test_a_feature_reads_a_page() -> None:
    async with internet() as net:
        net.site.routes["/1"] = reply(200, b"Erin")
        chapters = Chapters(net.client)
        assert await chapters.read(net.url("/1")) == "Erin"
        with pytest.raises(NotFound):
            await chapters.read(net.url("/2"))


@clockwork
async def test_every_failure_can_be_told_to_the_person_who_asked() -> None:
    async with internet(tries=1) as net:
        net.site.routes["/1"] = reply(500)
        chapters = Chapters(net.client)
        for address in (net.url("/1"), "http://localhost/", "nonsense", net.url("/1", "nowhere.example")):
            with pytest.raises(UserError) as caught:
                await chapters.read(address)
            assert str(caught.value.text).endswith(".")


@clockwork
async def test_the_end_of_the_program_closes_every_connection() -> None:
    async with internet() as net:
        net.site.routes["/"] = reply(200, b"x")
        settings = ExternalSettings.model_validate({"ports": (net.port,), "allow_addresses": (PUBLIC,)})
        metrics = ExternalMetrics(CollectorRegistry(), settings.named_hosts)
        async with AsyncExitStack() as lifespan:
            client = open_external(settings, About(version="1"), metrics, Clock(), lifespan)
            assert (await client.get(net.url("/", PUBLIC))).body == b"x"
            assert net.site.connected == 1
        await net.site.left.wait()
        assert net.site.connected == 0
