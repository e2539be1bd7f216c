from __future__ import annotations

import pytest

from app.infra.external.errors import AddressRefused, ExternalError, TooManyRedirects
from tests.support.clockwork import clockwork
from tests.support.internet import HOST, PRIVATE, internet, reply


@pytest.mark.parametrize("status", [301, 302, 303, 307, 308])
def test_redirects_are_followed(status: int) -> None:
    @clockwork
    async def run() -> None:
        async with internet() as net:
            net.site.routes["/a/b?c"] = reply(status, b"moved", "Location: ../d?e=%20#f")
            net.site.routes["/d?e=%20"] = reply(200, b"here")
            response = await net.get("/a/b?c")
            assert (response.body, response.url) == (b"here", net.url("/d?e=%20"))

    run()


@pytest.mark.parametrize("location", ["//other.example:{port}/x", "http://OTHER.example.:{port}/x"])
def test_another_host_sees_no_keys(location: str) -> None:
    @clockwork
    async def run() -> None:
        async with internet() as net:
            net.site.routes["/"] = reply(302, b"", "Location: " + location.format(port=net.port))
            net.site.routes["/x"] = reply(302, b"", f"Location: {net.url('/back')}")
            net.site.routes["/back"] = reply(200, b"done")
            keys = {"Authorization": "Bearer x", "Cookie": "a=b", "X-Api-Key": "k", "Accept-Language": "de"}
            assert (await net.get("/", headers=keys, accept="text/html")).body == b"done"
            first, second, third = (seen.headers for seen in net.site.seen)
            assert {name.lower() for name in keys} <= set(first)
            for later in (second, third):
                assert not {"authorization", "cookie", "x-api-key"} & set(later)
                assert (later["accept"], later["accept-language"]) == ("text/html", "de")

    run()


@clockwork
async def test_the_same_host_keeps_them() -> None:
    async with internet() as net:
        net.site.routes["/"] = reply(302, b"", "Location: /x")
        net.site.routes["/x"] = reply(200, b"done")
        await net.get("/", headers={"X-Api-Key": "k"})
        assert net.site.seen[1].headers["x-api-key"] == "k"


@clockwork
async def test_five_redirects_and_no_more() -> None:
    async with internet() as net:
        for number in range(6):
            net.site.routes[f"/{number}"] = reply(302, b"", f"Location: /{number + 1}")
        net.site.routes["/6"] = reply(200, b"far")
        assert (await net.get("/1")).body == b"far"
        with pytest.raises(TooManyRedirects, match=HOST):
            await net.get("/0")


@clockwork
async def test_a_circle_ends() -> None:
    async with internet() as net:
        net.site.routes["/"] = reply(302, b"", "Location: /")
        with pytest.raises(TooManyRedirects):
            await net.get("/")
        assert len(net.site.seen) == 6
        assert net.counted("redirects") == 1


@pytest.mark.parametrize(
    "location",
    [
        "http://127.0.0.2:{port}/secret",
        "//127.0.0.2:{port}/secret",
        "http://vault.example:{port}/secret",
        "http://2130706434:{port}/secret",
        "http://0x7f.2:{port}/secret",
        "http://[::ffff:127.0.0.2]:{port}/secret",
        "http://１２７.0.0.2:{port}/secret",
        "http://localhost:{port}/secret",
        "http://169.254.169.254/latest/meta-data/",
        "http://inn.example:22/",
        "http://user:password@inn.example:{port}/",
        "http://inn.example:{port}\\@127.0.0.2:{port}/",
        "ftp://inn.example/",
        "file:///etc/passwd",
        "javascript:alert(1)",
        "gopher://127.0.0.2:{port}/",
        "http://[::1",
        "/\r evil",
    ],
)
def test_a_redirect_inside_or_elsewhere_is_refused(location: str) -> None:
    @clockwork
    async def run() -> None:
        async with internet() as net:
            net.names.answers["vault.example"] = [[PRIVATE]]
            net.vault.routes["/secret"] = reply(200, b"secret")
            head = f"HTTP/1.1 302 Found\r\nLocation: {location.format(port=net.port)}\r\nContent-Length: 0\r\n\r\n"
            net.site.routes["/"] = head.encode()
            with pytest.raises(ExternalError) as caught:
                await net.get("/")
            assert caught.value.outcome in {"refused", "unreadable"}
            assert net.vault.connections == 0

    run()


@clockwork
async def test_a_name_may_change_its_mind_between_redirects() -> None:
    async with internet() as net:
        net.site.routes["/"] = reply(302, b"", "Location: /secret", "Connection: close")
        net.vault.routes["/secret"] = reply(200, b"secret")
        net.names.answers[HOST] = [["127.0.0.1"], [PRIVATE]]
        with pytest.raises(AddressRefused):
            await net.get("/")
        assert net.vault.connections == 0


@clockwork
async def test_what_sends_something_is_not_sent_on() -> None:
    async with internet() as net:
        net.site.routes["/api"] = reply(307, b"", "Location: /elsewhere")
        assert (await net.client.send("POST", net.url("/api"), b"x")).status == 307
        assert net.site.paths() == ["/api"]
