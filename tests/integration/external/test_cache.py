"""Asking less often."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping

import pytest

from app.infra.external.errors import TooLarge
from tests.support.clockwork import clockwork
from tests.support.internet import internet, reply


@pytest.mark.parametrize(
    ("validator", "condition"),
    [
        ('ETag: "v1"', ("if-none-match", '"v1"')),
        ('ETag: W/"v1"', ("if-none-match", 'W/"v1"')),
        (
            "Last-Modified: Sun, 01 Mar 2026 12:00:00 GMT",
            ("if-modified-since", "Sun, 01 Mar 2026 12:00:00 GMT"),
        ),
    ],
)
def test_what_did_not_change_is_not_sent_again(validator: str, condition: tuple[str, str]) -> None:
    @clockwork
    async def run() -> None:
        async with internet() as net:
            net.site.routes["/"] = [
                reply(200, b"text", validator, "X-Kind: feed"),
                b"HTTP/1.1 304 Not Modified\r\n\r\n",
                reply(200, b"new", validator.replace("v1", "v2")),
            ]
            assert not (await net.get("/")).from_cache
            again = await net.get("/")
            assert (again.status, again.body, again.from_cache) == (200, b"text", True)
            assert again.headers["x-kind"] == "feed"
            name, value = condition
            assert net.site.seen[1].headers[name] == value
            third = await net.get("/")
            assert (third.body, third.from_cache) == (b"new", False)
            assert (net.counted("ok"), net.counted("cached")) == (2, 1)

    run()


@clockwork
async def test_what_is_fresh_is_not_asked_about() -> None:
    async with internet() as net:
        net.site.routes["/"] = [
            reply(200, b"text", 'ETag: "v1"', "Cache-Control: public, max-age=60"),
            b'HTTP/1.1 304 Not Modified\r\nCache-Control: max-age=30\r\nETag: "v2"\r\nContent-Length: 0\r\n\r\n',
        ]
        await net.get("/")
        for wait, requests in ((59, 1), (2, 2), (29, 2), (2, 3)):
            await asyncio.sleep(wait)
            assert (await net.get("/")).body == b"text"
            assert len(net.site.seen) == requests
        assert net.site.seen[2].headers["if-none-match"] == '"v2"'


@pytest.mark.parametrize(
    ("status", "lines"),
    [
        (200, ["Cache-Control: no-store, max-age=60", 'ETag: "v1"']),
        (200, ["Cache-Control: max-age=60", "Vary: *"]),
        (200, ["Cache-Control: max-age=60", "Cache-Control: no-store", 'ETag: "v1"']),
        (200, ["Cache-Control: max-age=60", "Vary: Accept", "Vary: Cookie, *"]),
        (200, []),
        (404, ["Cache-Control: max-age=60", 'ETag: "v1"']),
        (206, ["Cache-Control: max-age=60", 'ETag: "v1"']),
    ],
)
def test_what_must_not_be_kept_is_not(status: int, lines: list[str]) -> None:
    @clockwork
    async def run() -> None:
        async with internet() as net:
            net.site.routes["/"] = reply(status, b"text", *lines)
            for _ in range(2):
                assert not (await net.get("/")).from_cache
            assert "if-none-match" not in net.site.seen[1].headers

    run()


@pytest.mark.parametrize(
    ("first", "second"),
    [
        ({"Authorization": "Bearer a"}, {"Authorization": "Bearer b"}),
        ({"X-Api-Key": "a"}, {"X-Api-Key": "a"}),
        ({"Accept-Language": "de"}, {"Accept-Language": "en"}),
        ({"Accept": "text/html"}, {"Accept": "text/xml"}),
    ],
)
def test_nobody_gets_what_was_meant_for_another(first: Mapping[str, str], second: Mapping[str, str]) -> None:
    @clockwork
    async def run() -> None:
        async with internet() as net:
            fresh = "Cache-Control: max-age=60"
            net.site.routes["/"] = [reply(200, b"one", fresh), reply(200, b"two", fresh)]
            assert (await net.get("/", headers=first)).body == b"one"
            assert (await net.get("/", headers=second)).body == b"two"

    run()


@clockwork
async def test_what_was_kept_obeys_the_callers_limit() -> None:
    async with internet() as net:
        net.site.routes["/"] = reply(200, b"a" * 100, "Cache-Control: max-age=60")
        await net.get("/")
        with pytest.raises(TooLarge):
            await net.get("/", max_bytes=99)


@clockwork
async def test_what_was_used_longest_ago_makes_room() -> None:
    async with internet(cache_size=100_000) as net:
        for name in "abcdef":
            net.site.routes[f"/{name}"] = reply(200, name.encode() * 20_000, "Cache-Control: max-age=600")
        for name in "abcdaef":
            await net.get(f"/{name}")
        assert (await net.get("/a")).from_cache
        assert not (await net.get("/b")).from_cache
        net.site.routes["/large"] = reply(200, b"a" * 30_000, "Cache-Control: max-age=600")
        for _ in range(2):
            assert not (await net.get("/large")).from_cache
        assert (await net.get("/a")).from_cache


@clockwork
async def test_a_cut_list_of_rules_is_not_given_to_others() -> None:
    async with internet() as net:
        rules = b"User-agent: *\n" + b"# long\n" * 100_000
        net.site.routes["/robots.txt"] = reply(200, rules, "Cache-Control: max-age=600")
        assert len((await net.get("/robots.txt", respect_robots=True)).body) == len(rules)
        assert len((await net.client.send("GET", net.url("/robots.txt"))).body) == len(rules)
