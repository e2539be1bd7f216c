"""Plain gateway clients that only read: whatever limits them, it is not a library."""

from __future__ import annotations

import asyncio
import sys

import aiohttp
import orjson

INTENTS = 1 | 1 << 9 | 1 << 15


async def read(http: aiohttp.ClientSession, url: str, token: str, shard: list[int]) -> None:
    async with http.ws_connect(url, max_msg_size=0) as socket:
        await socket.receive()
        identity = {"token": token, "intents": INTENTS, "shard": shard, "properties": {}}
        await socket.send_bytes(orjson.dumps({"op": 2, "d": identity}))
        async for _ in socket:
            pass


async def main(address: str, token: str, compression: str, shards: int) -> None:
    url = f"{address}?v=10&encoding=json" + (f"&compress={compression}" if compression != "none" else "")
    async with aiohttp.ClientSession() as http:
        await asyncio.gather(*(read(http, url, token, [number, shards]) for number in range(shards)))


if __name__ == "__main__":
    asyncio.run(main(sys.argv[1], sys.argv[2], sys.argv[3], int(sys.argv[4])))
