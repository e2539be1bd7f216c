"""Messages with everything that a message can have, as a bot sends them."""

from __future__ import annotations

import struct
import zlib
from typing import Any

from discord_sandbox import Person
from sandbox.tests.plain import Rest

WORDS = """# A heading
## A smaller one
-# and a small print
**bold** *italic* __underlined__ ~~struck~~ `code` ||a spoiler||
> quoted
- a list
- of two
```py
print("code")
```
[masked](https://example.com "Title") https://example.com/path <t:1700000000:R> <t:1700000000:D>
<script>alert("never")</script>"""


def png(width: int, height: int, colour: tuple[int, int, int]) -> bytes:
    """A picture of one colour."""

    def chunk(kind: bytes, data: bytes) -> bytes:
        body = kind + data
        return struct.pack(">I", len(data)) + body + struct.pack(">I", zlib.crc32(body))

    rows = b"".join(b"\0" + bytes(colour) * width for _ in range(height))
    header = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    return (
        b"\x89PNG\r\n\x1a\n"
        + chunk(b"IHDR", header)
        + chunk(b"IDAT", zlib.compress(rows))
        + chunk(b"IEND", b"")
    )


PICTURE = png(320, 200, (74, 120, 160))

EMBED: dict[str, Any] = {
    "title": "A chapter",
    "url": "https://example.com/chapter",
    "description": "With **words** and ||a secret||.",
    "color": 0xE67E22,
    "author": {"name": "The author"},
    "fields": [
        {"name": "Length", "value": "20 000", "inline": True},
        {"name": "Volume", "value": "4", "inline": True},
        {"name": "About", "value": "An inn."},
    ],
    "thumbnail": {"url": "https://example.com/thumbnail.png"},
    "footer": {"text": "The footer"},
    "timestamp": "2026-01-02T03:04:05+00:00",
}

LAYOUT: list[dict[str, Any]] = [
    {
        "type": 17,
        "accent_color": 0x9B59B6,
        "components": [
            {"type": 10, "content": "### A container\nwith a section:"},
            {
                "type": 9,
                "components": [{"type": 10, "content": "Its text"}],
                "accessory": {"type": 2, "style": 1, "label": "Beside", "custom_id": "beside"},
            },
            {"type": 14, "divider": True, "spacing": 2},
            {
                "type": 12,
                "items": [
                    {"media": {"url": "attachment://one.png"}, "description": "Plain blue"},
                    {"media": {"url": "attachment://one.png"}, "description": "Hidden blue", "spoiler": True},
                ],
            },
            {"type": 13, "file": {"url": "attachment://notes.txt"}},
            {
                "type": 1,
                "components": [
                    {"type": 2, "style": 1, "label": "Primary", "custom_id": "a"},
                    {"type": 2, "style": 2, "label": "Secondary", "custom_id": "b"},
                    {"type": 2, "style": 3, "label": "Success", "custom_id": "c"},
                    {"type": 2, "style": 4, "label": "Danger", "custom_id": "d", "disabled": True},
                    {"type": 2, "style": 5, "label": "Link", "url": "https://example.com"},
                ],
            },
            {"type": 1, "components": [{"type": 6, "custom_id": "role", "placeholder": "A role"}]},
        ],
    }
]

POLL: dict[str, Any] = {
    "question": {"text": "Which volume is the best?"},
    "answers": [
        {"poll_media": {"text": "The first", "emoji": {"name": "🐝"}}},
        {"poll_media": {"text": "The fourth"}},
    ],
    "duration": 24,
}


async def show_everything(rest: Rest, channel: str, reader: Person) -> None:
    """Fill a channel."""
    words = await rest.post(f"{channel}/messages", {"content": WORDS})
    await rest.put(f"{channel}/messages/{words.body['id']}/reactions/🐝/@me")
    await rest.post(f"{channel}/messages", {"content": f"{reader.mention}, look", "embeds": [EMBED]})
    body = {"flags": 1 << 15, "components": LAYOUT}
    await rest.upload("POST", f"{channel}/messages", body, ("one.png", PICTURE), ("notes.txt", b"Notes"))
    files = (("SPOILER_map.png", PICTURE), ("sea.png", PICTURE), ("list.csv", b"a,b"))
    await rest.upload("POST", f"{channel}/messages", {"content": "Pictures"}, *files)
    await rest.post(f"{channel}/messages", {"poll": POLL})
    reply = {"message_id": words.body["id"]}
    await rest.post(f"{channel}/messages", {"content": "🐝🎉", "message_reference": reply})
