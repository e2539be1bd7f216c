"""Embeds: their fields, their addresses, and how much text they may hold together.

https://discord.com/developers/docs/resources/message#embed-object-embed-limits
"""

from __future__ import annotations

from typing import Any

import pytest

from discord_sandbox.validation.embed import EMBEDS, link, media_url, text_length
from sandbox.tests.unit.fields import (
    LONG,
    MOMENT,
    NO_OBJECT,
    NO_TEXT,
    UNKNOWN,
    YES_NO,
    Field,
    check_field,
    check_needed,
    codes,
    many,
    optional,
    strict,
    text,
    told,
    whole,
)

EMBED: dict[str, Any] = {
    "author": {"name": "a"},
    "fields": [{"name": "n", "value": "v", "inline": True}],
    "footer": {"text": "f"},
    **{name: {"url": "https://x.test/a.png"} for name in ("image", "thumbnail", "video", "provider")},
}
URL = "https://x.test/"
NO_LINK, NO_SCHEME = "URL_TYPE_INVALID_URL", "URL_TYPE_INVALID_SCHEME"
LINK = Field(
    [None, "", "http://x", "HTTPS://x.test/?a=b", URL + "x" * (2048 - len(URL))],
    [(URL + "x" * (2049 - len(URL)), "", LONG), ("x", "", NO_LINK), ("attachment://a.png", "", NO_LINK),
     ("https://a b", "", NO_LINK), ("https://", "", NO_LINK), (5, "", NO_TEXT)],
)  # fmt: skip
MEDIA = Field(
    [None, "", "http://x", "Attachment://a.png", URL + "x" * (2048 - len(URL))],
    [(URL + "x" * (2049 - len(URL)), "", LONG), ("x", "", NO_SCHEME), ("ftp://a.png", "", NO_SCHEME),
     ("https://a b", "", NO_SCHEME), (5, "", NO_TEXT)],
)  # fmt: skip


@pytest.mark.parametrize(
    ("path", "field"),
    [
        ("type", Field([None, "rich"], [(5, "", NO_TEXT)])),
        ("title", optional(text(0, 256))),
        ("description", optional(text(0, 4096))),
        ("url", LINK),
        ("timestamp", optional(MOMENT)),
        ("color", optional(whole(0, 0xFFFFFF))),
        ("footer", Field([None, {}], [("x", "", NO_OBJECT)])),
        ("footer.text", optional(text(0, 2048))),
        ("footer.icon_url", MEDIA),
        ("author", Field([None, {}], [("x", "", NO_OBJECT)])),
        ("author.name", optional(text(0, 256))),
        ("author.url", LINK),
        ("author.icon_url", MEDIA),
        ("provider.name", optional(text(0, 256))),
        ("provider.url", LINK),
        ("fields", optional(many({"name": "n", "value": "v"}, 0, 25))),
        ("fields.0.name", strict(text(0, 256))),
        ("fields.0.value", strict(text(0, 1024))),
        ("fields.0.inline", optional(YES_NO)),
        ("else", Field([], [(1, "", UNKNOWN)])),
        *(
            (f"{picture}.{name}", field)
            for picture in ("image", "thumbnail", "video")
            for name, field in (
                ("url", MEDIA), ("width", optional(whole())), ("height", optional(whole())), ("description", optional(text(0, 4096)))
            )
        ),
    ],
)  # fmt: skip
def test_what_an_embed_holds(path: str, field: Field) -> None:
    check_field(EMBEDS, [{}, EMBED], f"1.{path}", field)


def test_only_a_field_needs_something() -> None:
    check_needed(EMBEDS, [EMBED], "0.fields.0.name", "0.fields.0.value")
    check_needed(EMBEDS, [EMBED | {"title": "x"}], "0.none")


def test_a_message_has_up_to_ten_embeds() -> None:
    check_field(EMBEDS, [], "", many(EMBED, 0, 10))


def test_all_that_is_read_in_an_embed_counts() -> None:
    assert text_length({}) == 0
    assert text_length({"title": "12", "description": "345"}) == 5
    assert text_length({"footer": {"text": "123"}, "author": {"name": "4567"}}) == 7
    assert text_length({"fields": [{"name": "1", "value": "23"}, {"name": "456", "value": "7890"}]}) == 10
    unread = {"url": URL, "author": {"url": URL}, "footer": {"icon_url": URL}, "provider": {"name": "x"}}
    assert text_length(unread) == 0
    assert text_length(dict.fromkeys(("title", "description", "footer", "author", "fields"))) == 0


def test_all_embeds_together_have_up_to_six_thousand_characters() -> None:
    full = [{"description": "x" * 4096}, {"description": "x" * 1904}]
    assert EMBEDS(full) is None
    said = [("MAX_EMBED_SIZE_EXCEEDED", "Embed size exceeds maximum size of 6000")]
    assert told(EMBEDS([*full, {"footer": {"text": "x"}}])) == {"": said}


def test_an_address_that_is_none_is_told_shortly() -> None:
    assert told(link("x")) == {"": [("URL_TYPE_INVALID_URL", "Not a well formed URL.")]}
    words = f"Scheme \"{'y' * 40}\" must be one of ('http', 'https', 'attachment')."
    assert told(media_url("y" * 50)) == {"": [("URL_TYPE_INVALID_SCHEME", words)]}
    assert codes(link(5)) == codes(media_url(5)) == {"": NO_TEXT}
