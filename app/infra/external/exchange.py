"""One request and its answer, within limits. What aiohttp raises ends here."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping
from dataclasses import dataclass, field, replace

import aiohttp
from multidict import CIMultiDict
from yarl import URL

from app.infra.external.decoding import Body, Caps, Overflow, Undecodable
from app.infra.external.errors import HostUnavailable, TooLarge, Unreadable


@dataclass(frozen=True, slots=True, kw_only=True)
class Request:
    """``url`` has passed the guard. ``headers`` are those of the caller."""

    method: str
    url: URL
    headers: Mapping[str, str] = field(default_factory=dict)
    body: bytes | None = None

    @property
    def host(self) -> str:
        return self.url.raw_host or ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """Whatever was answered, of any status. ``headers`` can be asked for in any case."""

    status: int
    headers: Mapping[str, str]
    body: bytes


@dataclass(frozen=True, slots=True, kw_only=True)
class Limits:
    """``deadline`` is a time of the event loop. With ``cut``, a body that is too long ends where it must."""

    deadline: float
    caps: Caps
    cut: bool = False


async def exchange(session: aiohttp.ClientSession, request: Request, limits: Limits) -> Answer:
    """Send ``request`` once. A connection whose answer was not read to its end is closed."""
    try:
        async with (
            asyncio.timeout_at(limits.deadline),
            session.request(
                request.method,
                request.url,
                headers=request.headers,
                data=request.body,
                allow_redirects=False,
            ) as response,
        ):
            body = await _read(response, limits)
            return Answer(status=response.status, headers=_headers(response), body=body)
    except Overflow:
        raise TooLarge(request.host) from None
    except (Undecodable, aiohttp.ClientResponseError):
        # Not "from": aiohttp's error quotes the whole address, and there may be a key in it.
        raise Unreadable(request.host) from None
    except TimeoutError as error:
        raise HostUnavailable(request.host, "timeout", repeatable=True) from error
    except aiohttp.ClientSSLError as error:
        raise HostUnavailable(request.host, "tls") from error
    except (aiohttp.ClientError, OSError) as error:
        raise HostUnavailable(request.host, "connection", repeatable=True) from error


async def _read(response: aiohttp.ClientResponse, limits: Limits) -> bytes:
    if response.method == "HEAD":
        return b""
    if 200 <= response.status < 300:
        return await _read_whole(response, limits)
    # Of an error or a redirect the status counts: its page is taken as far as it goes.
    try:
        return await _read_whole(response, replace(limits, cut=True))
    except Undecodable:
        return b""


async def _read_whole(response: aiohttp.ClientResponse, limits: Limits) -> bytes:
    if not limits.cut and (response.content_length or 0) > limits.caps.sent:
        raise Overflow
    body = Body(", ".join(response.headers.getall("Content-Encoding", [])), limits.caps)
    try:
        async for chunk in response.content.iter_any():
            body.feed(chunk)
    except Overflow:
        if not limits.cut:
            raise
        return bytes(body.so_far)
    return body.end()


def _headers(response: aiohttp.ClientResponse) -> Mapping[str, str]:
    """Each name once: a list that came on several lines is one list."""
    received = response.headers
    return CIMultiDict({name: ", ".join(received.getall(name)) for name in dict.fromkeys(received)})
