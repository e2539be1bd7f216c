"""A client that speaks Discord's protocol with nothing but aiohttp."""

from __future__ import annotations

import asyncio
import io
import os
import zlib
from collections.abc import Callable
from pathlib import Path
from typing import Any, NamedTuple, Self
from urllib.parse import quote

import aiohttp
import orjson

from discord_sandbox import Sandbox
from discord_sandbox.rest.openapi import Description
from discord_sandbox.sandbox import OPENAPI_VARIABLE
from sandbox.tests.events import objections

NOT_IMPLEMENTED = 501
Payload = dict[str, Any]

_described = os.environ.get(OPENAPI_VARIABLE)
DESCRIPTION = Description(Path(_described)) if _described else None
"""Discord's own description of its API, where it is at hand: the sandbox has to answer as it says."""

Unpack = Callable[[bytes], bytes]


class Answer(NamedTuple):
    """What the REST API said."""

    status: int
    body: Any
    headers: Any

    @property
    def code(self) -> int:
        return int(self.body["code"])

    def problems(self) -> dict[str, str]:
        """Where something is wrong with the body, and the code of what it is."""
        return dict(_leaves(self.body["errors"], ""))


def _leaves(errors: Payload, path: str) -> list[tuple[str, str]]:
    found = [(path, each["code"]) for each in errors.get("_errors", [])]
    for name, below in errors.items():
        if name != "_errors":
            found += _leaves(below, f"{path}.{name}".lstrip("."))
    return found


class Rest:
    """Calls the REST API, by default with the bot's token."""

    def __init__(self, discord: Sandbox, http: aiohttp.ClientSession) -> None:
        self.discord = discord
        self.http = http
        self.headers = {"Authorization": f"Bot {discord.token}"}

    async def __call__(self, method: str, path: str, json: Any = None, **more: Any) -> Answer:
        headers = more.pop("headers", self.headers)
        if "reason" in more:
            headers = headers | {"X-Audit-Log-Reason": quote(more.pop("reason"))}
        if json is not None:
            more |= {"data": orjson.dumps(json)}
            headers = headers | {"Content-Type": "application/json"}
        async with self.http.request(
            method, self.discord.rest_url + path, headers=headers, **more
        ) as response:
            raw = await response.read()
            if response.content_type == "text/html":
                return Answer(response.status, raw.decode(), response.headers)
            answer = Answer(response.status, orjson.loads(raw) if raw else None, response.headers)
        if DESCRIPTION and answer.status != NOT_IMPLEMENTED:
            self._compare(DESCRIPTION, method, answer)
        return answer

    def _compare(self, description: Description, method: str, answer: Answer) -> None:
        """The answer has to be as described, and a request that is has to be one that is answered."""
        call = self.discord.calls[-1]
        if not description.knows(method, call.route):
            return
        wrong = list(description.response_mismatches(method, call.route, answer.status, answer.body))
        assert not wrong, f"{method} {call.route} answers as Discord does not: {wrong[:5]}"
        if answer.status < 300:
            assert call.violation is None, f"{method} {call.route} takes what Discord does not"

    async def get(self, path: str, **query: Any) -> Answer:
        return await self("GET", path, params=query)

    async def post(self, path: str, json: Any = None, **more: Any) -> Answer:
        return await self("POST", path, {} if json is None else json, **more)

    async def put(self, path: str, json: Any = None, **more: Any) -> Answer:
        return await self("PUT", path, json, **more)

    async def patch(self, path: str, json: Any, **more: Any) -> Answer:
        return await self("PATCH", path, json, **more)

    async def delete(self, path: str, **more: Any) -> Answer:
        return await self("DELETE", path, **more)

    async def upload(self, method: str, path: str, body: Payload | None, *files: tuple[str, bytes]) -> Answer:
        """Send files beside the JSON, as ``files[0]``, ``files[1]`` and so on."""
        form = aiohttp.FormData()
        if body is not None:
            form.add_field("payload_json", orjson.dumps(body).decode(), content_type="application/json")
        for index, (filename, content) in enumerate(files):
            form.add_field(f"files[{index}]", io.BytesIO(content), filename=filename)
        return await self(method, path, data=form)


class Shard:
    """A connection to the gateway."""

    def __init__(self, socket: aiohttp.ClientWebSocketResponse[bool], unpack: Unpack | None) -> None:
        self.socket = socket
        self.sequence: int | None = None
        self._unpack = unpack

    async def receive(self) -> Payload:
        message = await self.socket.receive(timeout=5)
        if message.type in {aiohttp.WSMsgType.CLOSE, aiohttp.WSMsgType.CLOSED, aiohttp.WSMsgType.CLOSING}:
            raise ConnectionError(self.socket.close_code)
        data = message.data if isinstance(message.data, bytes) else message.data.encode()
        packed = self._unpack and message.type is aiohttp.WSMsgType.BINARY
        payload: Payload = orjson.loads(self._unpack(data) if packed and self._unpack else data)
        self.sequence = payload["s"] or self.sequence
        if DESCRIPTION and payload["op"] == 0:
            wrong = objections(DESCRIPTION, payload["t"], payload["d"])
            assert not wrong, f"{payload['t']} is not told as Discord does: {wrong[:5]}"
        return payload

    async def event(self, *names: str) -> Payload:
        """The data of the next event with one of these names; others are skipped."""
        while True:
            payload = await self.receive()
            if payload["op"] == 0 and payload["t"] in names:
                data: Payload = payload["d"]
                return data

    async def send(self, opcode: object, data: object) -> None:
        await self.socket.send_bytes(orjson.dumps({"op": opcode, "d": data}))

    async def closed(self) -> int:
        """Wait for the end; the code that the gateway gave."""
        while True:
            message = await self.socket.receive(timeout=5)
            if message.type in {aiohttp.WSMsgType.CLOSE, aiohttp.WSMsgType.CLOSED, aiohttp.WSMsgType.ERROR}:
                return self.socket.close_code or 1006


def unpacker(compression: str) -> Unpack | None:
    match compression:
        case "zlib-stream":
            return zlib.decompressobj().decompress
        case "zstd-stream":
            from backports import zstd

            return zstd.ZstdDecompressor().decompress
        case "payload":
            return zlib.decompress
        case _:
            return None


class PlainBot:
    """A bot that answers interactions as ``answer`` says."""

    def __init__(self, discord: Sandbox, http: aiohttp.ClientSession) -> None:
        self.discord = discord
        self.rest = Rest(discord, http)
        self.interactions: list[Payload] = []
        self.answer: Callable[[Payload], Payload | None] = lambda _: {"type": 4, "data": {"content": "Yes."}}
        self._listening: asyncio.Task[None] | None = None
        self._sockets: list[aiohttp.ClientWebSocketResponse[bool]] = []

    @property
    def application(self) -> str:
        return f"/applications/{self.discord.world.application.id}"

    async def __aenter__(self) -> Self:
        shard, _ = await self.identify()
        self._listening = asyncio.create_task(self._listen(shard))
        return self

    async def __aexit__(self, *_: object) -> None:
        if self._listening:
            self._listening.cancel()

    async def connect(self, compression: str = "", version: str = "10") -> Shard:
        """Open a connection and read the greeting."""
        query = f"?v={version}&encoding=json"
        if compression in {"zlib-stream", "zstd-stream"}:
            query += f"&compress={compression}"
        url = (await self.rest.get("/gateway")).body["url"]
        socket = await self.rest.http.ws_connect(url + query, max_msg_size=0, autoclose=False)
        self._sockets.append(socket)
        return Shard(socket, unpacker(compression))

    async def close(self) -> None:
        for socket in self._sockets:
            await socket.close()

    async def identify(self, compression: str = "", **changes: Any) -> tuple[Shard, Payload]:
        """Connect, identify, and return what READY says."""
        shard = await self.connect(compression)
        assert (await shard.receive())["op"] == 10
        await shard.send(2, self.identity() | {"compress": compression == "payload"} | changes)
        return shard, await shard.event("READY")

    def identity(self) -> Payload:
        return {
            "token": self.discord.token,
            "intents": 1 | 1 << 9 | 1 << 12 | 1 << 15,
            "properties": {"os": "linux", "browser": "plain", "device": "plain"},
        }

    async def register(self, *commands: Payload, guild_id: int | None = None) -> None:
        where = "" if guild_id is None else f"/guilds/{guild_id}"
        answer = await self.rest.put(f"{self.application}{where}/commands", list(commands))
        assert answer.status == 200, answer.body

    async def callback(self, interaction: Payload, body: Payload, **query: str) -> Answer:
        path = f"/interactions/{interaction['id']}/{interaction['token']}/callback"
        return await self.rest("POST", path, body, headers={}, params=query)

    def webhook(self, interaction: Payload, tail: str = "") -> str:
        return f"/webhooks/{self.discord.world.application.id}/{interaction['token']}{tail}"

    async def _listen(self, shard: Shard) -> None:
        while True:
            interaction = await shard.event("INTERACTION_CREATE")
            self.interactions.append(interaction)
            answer = self.answer(interaction)
            if answer is not None:
                await self.callback(interaction, answer)
