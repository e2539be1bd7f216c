"""Politeness: tries, rests, rates, breakers, robots."""

from __future__ import annotations

import asyncio
from datetime import UTC, datetime, timedelta
from itertools import pairwise

import pytest

from app.infra.external.errors import AddressRefused, HostUnavailable, RobotsRefused
from tests.support.clockwork import clockwork
from tests.support.internet import HOST, PRIVATE, Seen, internet, reply


def now() -> float:
    return asyncio.get_running_loop().time()


async def silent(_: Seen, writer: asyncio.StreamWriter) -> None:
    await asyncio.sleep(10_000)


@clockwork
async def test_a_failure_that_passes_is_not_noticed() -> None:
    async with internet() as net:
        net.site.routes["/"] = [reply(502), reply(504), reply(200, b"back")]
        assert (await net.get("/")).body == b"back"
        first, second = (later - earlier for earlier, later in pairwise(net.site.moments()))
        assert 0.2 <= first <= 0.75
        assert 0.4 <= second <= 0.95


@clockwork
async def test_tries_are_not_in_step() -> None:
    async with internet(tries=2, breaker_failures=50) as net:
        net.site.routes["/"] = reply(502)
        for _ in range(5):
            with pytest.raises(HostUnavailable):
                await net.get("/")
        moments = net.site.moments()
        waits = {round(again - first, 3) for first, again in zip(moments[::2], moments[1::2], strict=True)}
        assert len(waits) > 1


@clockwork
async def test_a_wait_that_is_too_long_is_told_at_once() -> None:
    async with internet(longest_wait=10, total_timeout=60) as net:
        net.site.routes["/"] = [reply(429, b"", "Retry-After: 15"), reply(200, b"never seen")]
        began = now()
        with pytest.raises(HostUnavailable, match="15 seconds") as caught:
            await net.get("/")
        assert caught.value.status == 429
        assert now() - began == pytest.approx(0, abs=0.1)


@pytest.mark.parametrize("form", ["seconds", "date"])
@pytest.mark.parametrize("status", [429, 503])
def test_a_host_that_asks_for_time_gets_it(form: str, status: int) -> None:
    @clockwork
    async def run() -> None:
        async with internet() as net:
            moment = datetime.now(UTC) + timedelta(seconds=5)
            wait = "4" if form == "seconds" else moment.strftime("%a, %d %b %Y %H:%M:%S GMT")
            net.site.routes["/"] = [reply(status, b"", f"Retry-After: {wait}"), reply(200, b"rested")]
            assert (await net.get("/")).body == b"rested"
            waited = net.site.moments()[1] - net.site.moments()[0]
            assert 3.5 <= waited <= 6

    run()


@clockwork
async def test_others_wait_for_that_host_as_well() -> None:
    async with internet(tries=1) as net:
        net.site.routes["/"] = reply(429, b"", "Retry-After: 5")
        net.site.routes["/page"] = reply(200, b"page")
        with pytest.raises(HostUnavailable, match="asks me to wait. Please try again in 5 seconds"):
            await net.get("/")
        began = now()
        with pytest.raises(HostUnavailable, match="in 5 seconds"):
            await net.get("/page", within=3)
        assert now() - began == pytest.approx(0, abs=0.1)
        assert (await net.get("/page")).body == b"page"
        assert now() - began == pytest.approx(5, abs=0.1)
        await net.client.get(net.url("/page", "other.example"), respect_robots=False)
        assert now() - began == pytest.approx(5, abs=0.1)


@clockwork
async def test_a_long_rest_is_kept_without_asking() -> None:
    async with internet() as net:
        net.site.routes["/"] = reply(429, b"", "Retry-After: 600")
        for _ in range(3):
            with pytest.raises(HostUnavailable, match="in 10 minutes"):
                await net.get("/")
        assert len(net.site.seen) == 1
        assert net.counted("limited") == 1
        assert net.counted("resting") == 2
        net.site.routes["/"] = reply(200, b"awake")
        await asyncio.sleep(601)
        assert (await net.get("/")).body == b"awake"


@clockwork
async def test_never_is_an_hour() -> None:
    async with internet() as net:
        net.site.routes["/"] = [
            reply(503, b"", "Retry-After: " + "9" * 300, "Connection: close"),
            reply(200, b"after all"),
        ]
        with pytest.raises(HostUnavailable):
            await net.get("/")
        await asyncio.sleep(3601)
        assert (await net.get("/")).body == b"after all"


@clockwork
async def test_no_try_begins_after_the_deadline() -> None:
    async with internet(tries=10, total_timeout=8, breaker_failures=50) as net:
        net.site.routes["/"] = reply(503)
        began = now()
        with pytest.raises(HostUnavailable) as caught:
            await net.get("/")
        assert caught.value.status == 503
        assert now() - began <= 8
        net.site.routes["/wait"] = reply(503, b"", "Retry-After: 6")
        seen, began = len(net.site.seen), now()
        with pytest.raises(HostUnavailable):
            await net.get("/wait", within=5)
        assert len(net.site.seen) == seen + 1
        assert now() - began == pytest.approx(0, abs=0.1)


@clockwork
async def test_requests_to_a_host_are_spread() -> None:
    async with internet(host_rate=5.0, host_requests=100, requests=100, total_timeout=60) as net:
        net.site.routes["/"] = reply(200, b"x")
        began = now()
        await asyncio.gather(*(net.get("/") for _ in range(30)))
        moments = net.site.moments()
        assert max(moments) - began == pytest.approx(5, abs=0.3)
        assert len([moment for moment in moments if moment - began <= 1.05]) <= 11


@clockwork
async def test_few_requests_are_at_one_host_at_the_same_time() -> None:
    async with internet(host_requests=3, total_timeout=60) as net:

        async def slow(_: Seen, writer: asyncio.StreamWriter) -> None:
            await asyncio.sleep(1)
            writer.write(reply(200, b"x"))
            await writer.drain()

        net.site.routes["/"] = slow
        began = now()
        await asyncio.gather(*(net.get("/") for _ in range(9)))
        assert net.site.busiest == 3
        assert now() - began == pytest.approx(3, abs=0.3)


@clockwork
async def test_few_requests_are_under_way_at_all() -> None:
    async with internet(host_requests=5, requests=2, total_timeout=60) as net:

        async def slow(_: Seen, writer: asyncio.StreamWriter) -> None:
            await asyncio.sleep(1)
            writer.write(reply(200, b"x"))
            await writer.drain()

        net.site.routes["/"] = slow
        hosts = (HOST, "other.example") * 2
        await asyncio.gather(*(net.client.get(net.url("/", host), respect_robots=False) for host in hosts))
        assert net.site.busiest == 2


@clockwork
async def test_who_waits_too_long_for_a_turn_is_told() -> None:
    async with internet(host_requests=1, total_timeout=10, read_timeout=60) as net:
        net.site.routes["/"] = silent
        results = await asyncio.gather(net.get("/"), net.get("/", within=2), return_exceptions=True)
        outcomes = [error.outcome for error in results if isinstance(error, HostUnavailable)]
        assert outcomes == ["timeout", "busy"]
        assert len(net.site.seen) == 1


@clockwork
async def test_a_host_that_fails_is_left_alone_and_tried_by_one() -> None:
    async with internet(breaker_failures=3, breaker_seconds=60, tries=1) as net:
        net.site.routes["/"] = reply(500)
        for _ in range(5):
            with pytest.raises(HostUnavailable):
                await net.get("/")
        assert len(net.site.seen) == 3
        assert (net.counted("server_error"), net.counted("breaker")) == (3, 2)
        net.site.routes["/ok"] = reply(200, b"other")
        assert (await net.client.get(net.url("/ok", "other.example"), respect_robots=False)).status == 200
        await asyncio.sleep(60)
        net.site.seen.clear()

        async def slow(_: Seen, writer: asyncio.StreamWriter) -> None:
            await asyncio.sleep(1)
            writer.write(reply(200, b"well"))
            await writer.drain()

        net.site.routes["/"] = slow
        results = await asyncio.gather(*(net.get("/") for _ in range(3)), return_exceptions=True)
        assert sorted(type(result).__name__ for result in results) == [*["HostUnavailable"] * 2, "Response"]
        assert len(net.site.seen) == 1
        assert (await net.get("/")).body == b"well"


@clockwork
async def test_silence_counts_against_a_host_but_waiting_for_it_does_not() -> None:
    async with internet(breaker_failures=2, host_requests=1, tries=1, total_timeout=5) as net:
        net.site.routes["/"] = silent
        for _ in range(2):
            with pytest.raises(HostUnavailable, match="properly"):
                await net.get("/")
        with pytest.raises(HostUnavailable) as caught:
            await net.get("/")
        assert caught.value.outcome == "breaker"
    async with internet(breaker_failures=2, host_requests=1, tries=1, total_timeout=5) as net:
        net.site.routes["/"] = silent
        net.site.routes["/ok"] = reply(200, b"fine")
        await asyncio.gather(*(net.get("/", within=1 + n) for n in (3, 0, 0)), return_exceptions=True)
        assert (await net.get("/ok")).body == b"fine"


@clockwork
async def test_a_host_that_sets_limits_is_not_broken() -> None:
    async with internet(breaker_failures=2, tries=1) as net:
        net.site.routes["/"] = reply(429)
        for _ in range(4):
            with pytest.raises(HostUnavailable):
                await net.get("/")
        assert (net.counted("limited"), net.counted("breaker")) == (4, 0)


@clockwork
async def test_who_gives_up_a_trial_does_not_keep_the_breaker_open() -> None:
    async with internet(breaker_failures=1, breaker_seconds=10, tries=1) as net:
        net.site.routes["/"] = reply(500)
        with pytest.raises(HostUnavailable):
            await net.get("/")
        await asyncio.sleep(10)
        net.site.routes["/"] = silent
        trial = asyncio.create_task(net.get("/"))
        await asyncio.sleep(1)
        trial.cancel()
        await asyncio.gather(trial, return_exceptions=True)
        net.site.routes["/"] = reply(200, b"fine")
        assert (await net.get("/")).body == b"fine"


RULES = b"""\xef\xbb\xbfUser-agent: other
Disallow: /

User-agent: Twi-Bot-Shard
Disallow: /private
Allow: /private/open
"""


@clockwork
async def test_what_a_site_asks_of_programs_is_done() -> None:
    async with internet() as net:
        page = reply(200, b"page", "Connection: close")
        net.site.routes |= dict.fromkeys(["/", "/private", "/private/open"], page)
        net.site.routes["/robots.txt"] = reply(200, RULES, "Connection: close")
        for path in ("/", "/private/open"):
            assert (await net.get(path, respect_robots=True)).status == 200
        with pytest.raises(RobotsRefused, match="leave that page alone"):
            await net.get("/private", respect_robots=True)
        assert net.counted("robots") == 1
        assert (await net.get("/private")).status == 200
        assert [seen.path for seen in net.site.seen].count("/robots.txt") == 1
        await asyncio.sleep(86_401)
        await net.get("/", respect_robots=True)
        assert [seen.path for seen in net.site.seen].count("/robots.txt") == 2


@clockwork
async def test_the_caller_need_not_ask_for_it() -> None:
    async with internet() as net:
        net.site.routes["/robots.txt"] = reply(200, b"User-agent: *\nDisallow: /")
        for path in ("", "/", "/page?x"):
            with pytest.raises(RobotsRefused):
                await net.client.get(net.url(path))


@pytest.mark.parametrize("status", [401, 403, 404, 410, 451])
def test_a_site_without_rules_may_be_read(status: int) -> None:
    @clockwork
    async def run() -> None:
        async with internet() as net:
            net.site.routes |= {"/robots.txt": reply(status, RULES), "/private": reply(200, b"page")}
            assert (await net.get("/private", respect_robots=True)).body == b"page"

    run()


@pytest.mark.parametrize("status", [429, 500, 503])
def test_a_site_whose_rules_cannot_be_reached_may_not(status: int) -> None:
    @clockwork
    async def run() -> None:
        async with internet(tries=1) as net:
            net.site.routes |= {"/robots.txt": [reply(status), reply(404)], "/": reply(200, b"page")}
            with pytest.raises(HostUnavailable):
                await net.get("/", respect_robots=True)
            assert net.site.paths() == []
            assert (await net.get("/", respect_robots=True)).body == b"page"

    run()


@clockwork
async def test_rules_are_found_through_redirects() -> None:
    async with internet() as net:
        net.site.routes["/robots.txt"] = reply(301, b"", "Location: /rules")
        net.site.routes["/rules"] = reply(200, b"User-agent: *\nDisallow: /a")
        with pytest.raises(RobotsRefused):
            await net.get("/a", respect_robots=True)
        net.site.routes["/b"] = reply(200, b"page")
        assert (await net.get("/b", respect_robots=True)).body == b"page"
    async with internet() as net:
        net.site.routes |= {"/robots.txt": reply(301, b"", "Location: /robots.txt"), "/": reply(200, b"page")}
        assert (await net.get("/", respect_robots=True)).body == b"page"
    async with internet() as net:
        net.site.routes["/robots.txt"] = reply(301, b"", f"Location: http://{PRIVATE}:{net.port}/")
        with pytest.raises(AddressRefused):
            await net.get("/", respect_robots=True)
        assert net.vault.connections == 0


@clockwork
async def test_each_redirect_is_asked_about() -> None:
    async with internet() as net:
        net.site.routes["/robots.txt"] = reply(200, b"User-agent: *\nDisallow: /private")
        net.site.routes["/"] = reply(302, b"", "Location: /private")
        with pytest.raises(RobotsRefused):
            await net.get("/", respect_robots=True)
        assert net.site.paths() == ["/"]


@clockwork
async def test_rules_without_end_are_read_as_far_as_they_have_to_be() -> None:
    async with internet() as net:
        rules = b"User-agent: *\nDisallow: /private\n" + b"# and so on\n" * 60_000
        net.site.routes |= {"/robots.txt": reply(200, rules), "/": reply(200, b"page")}
        assert (await net.get("/", respect_robots=True)).body == b"page"
        with pytest.raises(RobotsRefused):
            await net.get("/private", respect_robots=True)
