"""What comes back: every status, and everything that is not an answer."""

from __future__ import annotations

import asyncio
import socket
import struct
from contextlib import suppress
from typing import Any

import pytest

from app.infra.external.errors import ExternalError, HostUnavailable, TooLarge, Unreadable
from tests.support.clockwork import clockwork
from tests.support.internet import HOST, Internet, Seen, internet, reply


async def refusal(net: Internet, path: str = "/", **options: Any) -> ExternalError:
    with pytest.raises(ExternalError) as caught:
        await net.get(path, **options)
    return caught.value


@clockwork
async def test_an_answer_comes_with_everything_a_caller_needs() -> None:
    async with internet(named_hosts=(HOST,)) as net:
        net.site.routes["/feed?a=1"] = reply(200, b"<rss/>", "Content-Type: text/xml", "X-Kind: feed")
        response = await net.get("/feed?a=1#top", accept="text/xml")
        assert (response.status, response.body) == (200, b"<rss/>")
        assert (response.url, response.from_cache) == (net.url("/feed?a=1"), False)
        assert response.headers["x-kind"] == "feed"
        assert net.counted("ok", HOST) == 1
        assert net.metrics.get_sample_value("twi_external_seconds_count", {"host": HOST}) == 1


@clockwork
async def test_it_says_who_it_is_and_nothing_else() -> None:
    async with internet() as net:
        net.site.routes["/"] = reply(200, b"", "Set-Cookie: track=1")
        for _ in range(2):
            await net.get("/", headers={"X-Key": "k"})
        assert net.site.seen[1].headers == {
            "host": f"{HOST}:{net.port}",
            "user-agent": "twi-bot-shard/1.2.3 (+https://example.org/twi)",
            "accept": "*/*",
            "accept-encoding": "gzip, deflate",
            "x-key": "k",
        }


@clockwork
async def test_a_proxy_of_the_environment_is_not_used() -> None:
    async with internet() as net:
        net.site.routes["/"] = reply(200, b"direct")
        with pytest.MonkeyPatch.context() as patch:
            for name in ("http_proxy", "https_proxy", "all_proxy", "HTTP_PROXY"):
                patch.setenv(name, f"http://127.0.0.2:{net.port}")
            assert (await net.get("/")).body == b"direct"
        assert net.vault.connections == 0


@pytest.mark.parametrize("status", [*range(200, 209), 226, *range(400, 429), 431, 451, 499])
def test_a_status_that_is_the_callers_to_judge(status: int) -> None:
    @clockwork
    async def run() -> None:
        async with internet() as net:
            body = b"" if status in {204, 205} else b"text"
            net.site.routes["/"] = reply(status, body)
            response = await net.get("/")
            assert (response.status, response.body) == (status, body)
            assert len(net.site.seen) == 1
            assert net.counted("ok" if status < 400 else "client_error") == 1

    run()


@pytest.mark.parametrize("status", [300, 304, 305, 306, 310])
def test_what_is_no_redirect_is_an_answer(status: int) -> None:
    @clockwork
    async def run() -> None:
        async with internet() as net:
            net.site.routes["/"] = reply(status, b"", "Location: /other")
            assert (await net.get("/")).status == status
            assert net.site.paths() == ["/"]

    run()


@pytest.mark.parametrize(
    ("status", "tries"), [(429, 3), (500, 1), (501, 1), (502, 3), (503, 3), (504, 3), (505, 1), (599, 1)]
)
def test_a_status_that_means_not_now(status: int, tries: int) -> None:
    @clockwork
    async def run() -> None:
        async with internet() as net:
            net.site.routes["/"] = reply(status, b"sorry")
            error = await refusal(net)
            assert isinstance(error, HostUnavailable)
            assert error.status == status
            assert HOST in str(error)
            assert len(net.site.seen) == tries
            assert net.counted("limited" if status == 429 else "server_error") == 1

    run()


GARBAGE = {
    "no-http": b"SSH-2.0-OpenSSH_9.6\r\n\r\n",
    "bytes": bytes(range(128, 256)) * 4 + b"\r\n\r\n",
    "status": b"HTTP/1.1 abc Fine\r\n\r\n",
    "version": b"HTTP/9.9.9 200 OK\r\n\r\n",
    "header": b"HTTP/1.1 200 OK\r\nno colon here\r\n\r\n",
    "length": b"HTTP/1.1 200 OK\r\nContent-Length: many\r\n\r\n",
    "two-lengths": b"HTTP/1.1 200 OK\r\nContent-Length: 1\r\nContent-Length: 2\r\n\r\nab",
    "negative": b"HTTP/1.1 200 OK\r\nContent-Length: -1\r\n\r\n",
    "long-header": b"HTTP/1.1 200 OK\r\nX: " + b"a" * 20_000 + b"\r\n\r\n",
    "many-headers": b"HTTP/1.1 200 OK\r\n" + b"X: a\r\n" * 500 + b"\r\n",
    "chunk": b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\nabc\r\n",
    "chunk-and-length": b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\nContent-Length: 3\r\n\r\n0\r\n\r\n",
    "encoding": reply(200, b"text", "Content-Encoding: gzip"),
    "unknown-encoding": reply(200, b"text", "Content-Encoding: br"),
}


@pytest.mark.parametrize("kind", GARBAGE)
def test_garbage_is_no_answer(kind: str) -> None:
    @clockwork
    async def run() -> None:
        async with internet() as net:

            async def talk(_: Seen, writer: Any) -> None:
                writer.write(GARBAGE[kind])
                await writer.drain()
                writer.close()

            net.site.routes["/"] = talk
            error = await refusal(net)
            assert isinstance(error, Unreadable | HostUnavailable), error
            assert net.counted(error.outcome) == 1

    run()


def reset(writer: asyncio.StreamWriter) -> None:
    raw: socket.socket = writer.get_extra_info("socket")
    raw.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
    writer.transport.abort()


@pytest.mark.parametrize(
    "sent", [b"", b"HTTP/1.1 200", b"HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\nhalf"]
)
@pytest.mark.parametrize("how", ["close", "reset"])
@pytest.mark.regression(85)
def test_a_connection_that_breaks_is_tried_again(sent: bytes, how: str) -> None:
    @clockwork
    async def run() -> None:
        async with internet() as net:

            async def breaks(_: Seen, writer: asyncio.StreamWriter) -> None:
                writer.write(sent)
                await writer.drain()
                await asyncio.sleep(0.01)
                writer.close() if how == "close" else reset(writer)

            net.site.routes["/"] = [breaks, breaks, reply(200, b"at last")]  # type: ignore[list-item]
            assert (await net.get("/")).body == b"at last"
            net.site.routes["/gone"] = breaks
            error = await refusal(net, "/gone")
            assert isinstance(error, HostUnavailable)
            assert error.outcome == "connection"

    run()


@clockwork
async def test_nobody_listening_is_no_answer() -> None:
    async with internet() as net:
        await net.site.stop()
        error = await refusal(net)
        assert isinstance(error, HostUnavailable)
        assert error.outcome == "connection"
    async with internet() as net:
        with pytest.raises(HostUnavailable):
            await net.client.get(f"http://nowhere.example:{net.port}/")


@clockwork
async def test_less_than_was_announced_is_not_taken_for_all() -> None:
    async with internet(tries=1) as net:

        async def short(_: Seen, writer: asyncio.StreamWriter) -> None:
            writer.write(reply(200, b"short", "Content-Length: 50"))
            await writer.drain()
            writer.close()

        net.site.routes["/"] = short
        assert isinstance(await refusal(net), HostUnavailable)


@clockwork
async def test_more_than_was_announced_is_not_taken_for_the_next_answer() -> None:
    async with internet() as net:
        net.site.routes["/"] = reply(200, b"fine") + reply(200, b"forged")
        net.site.routes["/next"] = reply(200, b"whole")
        for _ in range(3):
            with suppress(Unreadable):
                assert (await net.get("/")).body == b"fine"
            assert (await net.get("/next")).body == b"whole"


@clockwork
async def test_silence_ends_after_the_time_for_reading() -> None:
    async with internet(read_timeout=7, total_timeout=60, tries=2) as net:

        async def silent(_: Seen, writer: asyncio.StreamWriter) -> None:
            await asyncio.sleep(1000)

        net.site.routes["/"] = silent
        began = asyncio.get_running_loop().time()
        error = await refusal(net)
        assert error.outcome == "timeout"
        assert len(net.site.seen) == 2
        assert 14 <= asyncio.get_running_loop().time() - began <= 18


@clockwork
async def test_connecting_has_a_time_of_its_own() -> None:
    async with internet(connect_timeout=3, read_timeout=60, total_timeout=60, tries=1) as net:
        net.names.seconds = 1000
        began = asyncio.get_running_loop().time()
        assert (await refusal(net)).outcome == "timeout"
        assert asyncio.get_running_loop().time() - began == pytest.approx(3, abs=0.1)


@clockwork
async def test_a_caller_cannot_ask_for_more_than_the_settings_allow() -> None:
    async with internet(total_timeout=10, read_timeout=60, max_decoded=2000, tries=1) as net:

        async def silent(_: Seen, writer: asyncio.StreamWriter) -> None:
            await asyncio.sleep(1000)

        net.site.routes |= {"/": silent, "/large": reply(200, b"a" * 2001)}
        began = asyncio.get_running_loop().time()
        assert (await refusal(net, within=500)).outcome == "timeout"
        assert asyncio.get_running_loop().time() - began == pytest.approx(10, abs=0.1)
        assert isinstance(await refusal(net, "/large", max_bytes=10_000), TooLarge)


async def drip(writer: asyncio.StreamWriter, data: bytes, every: float) -> None:
    for byte in data:
        writer.write(bytes([byte]))
        await writer.drain()
        await asyncio.sleep(every)


@pytest.mark.parametrize("where", ["head", "body"])
def test_a_trickle_ends_with_the_time_for_all(where: str) -> None:
    @clockwork
    async def run() -> None:
        async with internet(read_timeout=5, total_timeout=30) as net:

            async def trickle(_: Seen, writer: asyncio.StreamWriter) -> None:
                if where == "body":
                    writer.write(b"HTTP/1.1 200 OK\r\nContent-Length: 1000\r\n\r\n")
                await drip(writer, b"HTTP/1.1 200 OK\r\nX-Long: " + b"a" * 1000, 2)

            net.site.routes["/"] = trickle
            began = asyncio.get_running_loop().time()
            assert (await refusal(net)).outcome == "timeout"
            assert asyncio.get_running_loop().time() - began == pytest.approx(30, abs=1)
            assert len(net.site.seen) == 1
            began = asyncio.get_running_loop().time()
            assert (await refusal(net, within=3)).outcome == "timeout"
            assert asyncio.get_running_loop().time() - began == pytest.approx(3, abs=0.5)
            await net.site.hung_up.wait()

    run()


@clockwork
async def test_a_slow_answer_in_time_is_one() -> None:
    async with internet(read_timeout=5, total_timeout=30) as net:

        async def slow(_: Seen, writer: asyncio.StreamWriter) -> None:
            await drip(writer, b"HTTP/1.1 200 OK\r\nContent-Length: 3\r\n\r\nabc", 0.5)

        net.site.routes["/"] = slow
        assert (await net.get("/")).body == b"abc"


@pytest.mark.parametrize("head", [b"", b"Transfer-Encoding: chunked\r\n", b"Content-Encoding: gzip\r\n"])
def test_a_body_without_end_is_cut(head: bytes) -> None:
    @clockwork
    async def run() -> None:
        async with internet(max_sent=100_000) as net:

            async def endless(_: Seen, writer: asyncio.StreamWriter) -> None:
                writer.write(b"HTTP/1.1 200 OK\r\n" + head + b"\r\n")
                while True:
                    data = (
                        b"3e8\r\n" + b"a" * 1000 + b"\r\n"
                        if b"chunked" in head
                        else b"\x1f\x8b" + b"a" * 1000
                    )
                    writer.write(data)
                    await writer.drain()

            net.site.routes["/"] = endless
            assert isinstance(await refusal(net), TooLarge | Unreadable)
            await net.site.hung_up.wait()

    run()


@clockwork
async def test_who_stops_waiting_closes_the_connection() -> None:
    async with internet() as net:
        arrived = asyncio.Event()

        async def silent(_: Seen, writer: asyncio.StreamWriter) -> None:
            writer.write(b"HTTP/1.1 200 OK\r\nContent-Length: 1000\r\n\r\nhalf")
            arrived.set()
            await asyncio.sleep(1000)

        net.site.routes["/"] = silent
        reading = asyncio.create_task(net.get("/"))
        await arrived.wait()
        reading.cancel()
        with pytest.raises(asyncio.CancelledError):
            await reading
        await net.site.hung_up.wait()
        assert net.counted("ended") == 1


@clockwork
@pytest.mark.regression(85)
async def test_a_connection_is_used_again() -> None:
    async with internet() as net:
        net.site.routes["/"] = reply(200, b"x")
        for _ in range(3):
            await net.get("/")
        assert net.site.connections == 1


@clockwork
async def test_other_methods_send_a_body_once() -> None:
    async with internet() as net:
        net.site.routes["/api"] = [reply(201, b"made"), reply(503), reply(200, b"never")]
        made = await net.client.send("post", net.url("/api"), b'{"a": 1}', headers={"X-Key": "k"})
        assert (made.status, made.body) == (201, b"made")
        assert (net.site.seen[0].method, net.site.seen[0].body) == ("POST", b'{"a": 1}')
        with pytest.raises(HostUnavailable):
            await net.client.send("PATCH", net.url("/api"), b"x")
        assert len(net.site.seen) == 2


@clockwork
async def test_a_head_has_no_body_however_long_it_says_it_is() -> None:
    async with internet() as net:
        net.site.routes["/"] = b"HTTP/1.1 200 OK\r\nContent-Length: 999999999\r\n\r\n"
        response = await net.client.send("HEAD", net.url("/"))
        assert (response.status, response.body) == (200, b"")
