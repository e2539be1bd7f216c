"""How much is read, and what may come out of it."""

from __future__ import annotations

import gzip
import zlib

import pytest

from app.infra.external.errors import HostUnavailable, TooLarge, Unreadable
from tests.support.clockwork import clockwork
from tests.support.internet import internet, reply


@clockwork
async def test_compressed_answers_are_unpacked() -> None:
    async with internet() as net:
        net.site.routes["/gzip"] = reply(200, gzip.compress(b"text" * 99), "Content-Encoding: gzip")
        net.site.routes["/deflate"] = reply(200, zlib.compress(b"text" * 99), "Content-Encoding: deflate")
        for path in ("/gzip", "/deflate"):
            assert (await net.get(path)).body == b"text" * 99


@pytest.mark.parametrize("coding", ["gzip", "deflate"])
def test_a_bomb_is_cut_while_it_is_read(coding: str) -> None:
    @clockwork
    async def run() -> None:
        pack = gzip.compress if coding == "gzip" else zlib.compress
        async with internet(max_decoded=1_000_000) as net:
            net.site.routes["/"] = reply(200, pack(bytes(50_000_000)), f"Content-Encoding: {coding}")
            with pytest.raises(TooLarge):
                await net.get("/")
            assert net.counted("too_large") == 1

    run()


@pytest.mark.parametrize("coding", ["gzip, gzip", "gzip, deflate", "identity, gzip", "br"])
def test_what_is_wrapped_twice_or_otherwise_is_not_unpacked(coding: str) -> None:
    @clockwork
    async def run() -> None:
        async with internet() as net:
            bomb = gzip.compress(gzip.compress(bytes(10_000_000)))
            net.site.routes["/"] = reply(200, bomb, f"Content-Encoding: {coding}")
            with pytest.raises(Unreadable):
                await net.get("/")

    run()


@clockwork
async def test_more_than_the_caller_wants_is_refused_before_it_is_read() -> None:
    async with internet() as net:
        net.site.routes["/"] = b"HTTP/1.1 200 OK\r\nContent-Length: 5000\r\n\r\n"
        with pytest.raises(TooLarge):
            await net.get("/", max_bytes=4999)
        net.site.routes["/exact"] = reply(200, b"a" * 5000)
        assert len((await net.get("/exact", max_bytes=5000)).body) == 5000
        with pytest.raises(TooLarge):
            await net.get("/exact", max_bytes=4999)


@pytest.mark.parametrize(
    "lines", [[], ["Content-Encoding: gzip"], ["Content-Encoding: br"]], ids=["plain", "gzip", "br"]
)
def test_the_page_of_an_error_does_not_hide_the_error(lines: list[str]) -> None:
    @clockwork
    async def run() -> None:
        async with internet(tries=1) as net:
            net.site.routes["/404"] = reply(404, b"a" * 5000, *lines)
            net.site.routes["/500"] = reply(500, b"a" * 5000, *lines)
            net.site.routes["/302"] = reply(302, b"a" * 5000, "Location: /here", *lines)
            net.site.routes["/here"] = reply(200, b"here")
            missing = await net.get("/404", max_bytes=100)
            assert (missing.status, missing.body) == (404, b"" if lines else missing.body[:100])
            with pytest.raises(HostUnavailable) as caught:
                await net.get("/500", max_bytes=100)
            assert caught.value.status == 500
            assert (await net.get("/302", max_bytes=100)).body == b"here"

    run()


@clockwork
async def test_encodings_on_several_lines_are_one_list() -> None:
    async with internet() as net:
        packed = gzip.compress(b"text")
        net.site.routes["/"] = reply(200, packed, "Content-Encoding: identity", "Content-Encoding: gzip")
        with pytest.raises(Unreadable):
            await net.get("/")


@clockwork
async def test_the_callers_limit_counts_what_comes_out() -> None:
    async with internet() as net:
        net.site.routes["/"] = reply(200, gzip.compress(b"a" * 5000), "Content-Encoding: gzip")
        with pytest.raises(TooLarge):
            await net.get("/", max_bytes=4999)
        assert len((await net.get("/", max_bytes=5000)).body) == 5000
