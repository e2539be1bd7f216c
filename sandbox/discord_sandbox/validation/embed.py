"""Embeds, and what they may hold."""

from __future__ import annotations

import re

from discord_sandbox.model.checks import (
    Errors,
    array,
    boolean,
    every,
    integer,
    maybe,
    moment,
    problem,
    record,
    string,
)
from discord_sandbox.model.payload import JsonObject, Payload

# Discord: Resources > Message > Embed Limits, Create Message (ten embeds).
EMBEDS_PER_MESSAGE = 10
CHARACTERS_PER_MESSAGE = 6000
"""Over the titles, descriptions, fields, footers and authors of all embeds of a message."""

# Discord: Reference > Uploading Files (attachment://) and Resources > Message > Embed Object (http and https).
# The lengths of addresses: OpenAPI description.
_URL = re.compile(r"(https?|attachment)://\S+", re.IGNORECASE)
_LINK = re.compile(r"https?://\S+", re.IGNORECASE)


def media_url(value: object) -> Errors | None:
    """An address of an image: on the web, or of a file that comes along."""
    wrong = string(0, 2048)(value)
    if wrong or not isinstance(value, str) or not value or _URL.fullmatch(value):
        return wrong
    return problem(
        "URL_TYPE_INVALID_SCHEME", f"Scheme \"{value[:40]}\" must be one of ('http', 'https', 'attachment')."
    )


def link(value: object) -> Errors | None:
    wrong = string(0, 2048)(value)
    if wrong or not isinstance(value, str) or not value or _LINK.fullmatch(value):
        return wrong
    return problem("URL_TYPE_INVALID_URL", "Not a well formed URL.")


_IMAGE = record(
    {
        "url": maybe(media_url),
        "proxy_url": maybe(string()),
        "width": maybe(integer()),
        "height": maybe(integer()),
        "description": maybe(string(0, 4096)),
    }
)
_NAMED_LINK = record({"name": maybe(string(0, 256)), "url": maybe(link)})

# Discord: Resources > Message > Embed Object and Embed Limits.
EMBED = record(
    {
        "type": maybe(string()),
        "title": maybe(string(0, 256)),
        "description": maybe(string(0, 4096)),
        "url": maybe(link),
        "timestamp": maybe(moment),
        "color": maybe(integer(0, 0xFFFFFF)),
        "footer": maybe(
            record(
                {
                    "text": maybe(string(0, 2048)),
                    "icon_url": maybe(media_url),
                    "proxy_icon_url": maybe(string()),
                }
            )
        ),
        "image": maybe(_IMAGE),
        "thumbnail": maybe(_IMAGE),
        "video": maybe(_IMAGE),
        "provider": maybe(_NAMED_LINK),
        "author": maybe(
            record(
                {
                    "name": maybe(string(0, 256)),
                    "url": maybe(link),
                    "icon_url": maybe(media_url),
                    "proxy_icon_url": maybe(string()),
                }
            )
        ),
        "fields": maybe(
            array(
                record(
                    {"name": string(0, 256), "value": string(0, 1024), "inline": maybe(boolean)},
                    needed=("name", "value"),
                ),
                0,
                25,
            )
        ),
    }
)


def text_length(embed: Payload) -> int:
    """The characters of an embed that count towards the total."""
    texts = [embed.get("title"), embed.get("description")]
    texts += [(embed.get("footer") or {}).get("text"), (embed.get("author") or {}).get("name")]
    for each in embed.get("fields") or ():
        texts += [each["name"], each["value"]]
    return sum(len(text) for text in texts if text)


def _total(embeds: list[JsonObject]) -> Errors | None:
    if sum(map(text_length, embeds)) <= CHARACTERS_PER_MESSAGE:
        return None
    return problem("MAX_EMBED_SIZE_EXCEEDED", f"Embed size exceeds maximum size of {CHARACTERS_PER_MESSAGE}")


EMBEDS = every(array(EMBED, 0, EMBEDS_PER_MESSAGE), _total)
