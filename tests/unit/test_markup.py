"""What Discord shows as mentions, moments and addresses."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from app.core import markup

NOON = datetime(2026, 3, 1, 12, 0, 0, 999_999, tzinfo=UTC)


@pytest.mark.parametrize(
    ("written", "expected"),
    [
        (markup.user(5), "<@5>"),
        (markup.user("5"), "<@5>"),
        (markup.role(6), "<@&6>"),
        (markup.channel(7), "<#7>"),
        (markup.command("quote add"), "`/quote add`"),
        (markup.named_user(5, ""), "<@5>"),
        (markup.named_user(5, None), "<@5>"),
        (markup.named_user(5, "*Erin*"), r"<@5> (\*Erin\*)"),
        (markup.moment(NOON), "<t:1772366400:f>"),
        (markup.moment(NOON, "R"), "<t:1772366400:R>"),
        (markup.message_url(1, 2, 3), "https://discord.com/channels/1/2/3"),
    ],
)
def test_each_is_written_as_discord_reads_it(written: str, expected: str) -> None:
    assert written == expected


@pytest.mark.parametrize("text", [markup.user(5), markup.role(6), markup.channel(7), "<@!8>"])
def test_mentions_are_known_again(text: str) -> None:
    assert markup.MENTION.fullmatch(text)
    assert not markup.MENTION.search(markup.escape(text))


IDS = 10**15, 2 * 10**18, 3 * 10**17


@pytest.mark.parametrize(
    "url",
    [
        markup.message_url(*IDS),
        f" {markup.message_url(*IDS)}\n",
        markup.message_url(*IDS).replace("discord.com", "canary.discord.com"),
        markup.message_url(*IDS).replace("discord.com", "discordapp.com"),
    ],
)
def test_an_address_that_was_copied_is_read(url: str) -> None:
    assert markup.read_message_url(url) == IDS


@pytest.mark.parametrize(
    "url",
    [
        "",
        markup.message_url(1, 2, 3),
        markup.message_url(*IDS).replace("https", "http"),
        markup.message_url(*IDS).replace("discord.com", "discord.example"),
        f"see {markup.message_url(*IDS)}",
        f"{markup.message_url(*IDS)}/4",
    ],
)
def test_nothing_else_is_taken_for_one(url: str) -> None:
    assert markup.read_message_url(url) is None
