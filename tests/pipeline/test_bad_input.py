"""Every text that a member can type, with the worst that can be typed into it."""

from __future__ import annotations

import re

import pytest
from sqlalchemy import text

from app.runtime import Runtime
from discord_sandbox import GuildHandle, Reply

WORST = {
    "empty": "",
    "blank": "   \n\t ",
    "endless": "x" * 6000,
    "nul": "a\x00b",
    "bidi": "\u202egnihton\u202c \u2066x\u2069",
    "zero width": "\u200b\u200c\u200d\ufeff",
    "zalgo": "Z\u0337\u0321\u0353\u0316\u0347" * 200,
    "everyone": "@everyone @here <@&1> <@2>",
    "markdown": "**_~~||`[a](https://evil.example)`||~~_** ``` # x\n> y\n- z",
    "sql": "'; DROP TABLE quotes; --",
    "search": '"(( & | ! <-> : * - or and',
    "template": "{0} {number} %s ${x} {{",
    "path": "../../../../etc/passwd",
    "custom id": "1:x:quotes.delete::1",
    "emoji": "👩\u200d👩\u200d👧\u200d👦🏳️\u200d🌈" * 20,
    "one huge word": "\u1f9d\U0001f600" * 900,
    "number": "999999999999999999999999999999",
    "newlines": "\n".join("x" * 50),
}

UNSEEN = re.compile("[\x00-\x08\u202a-\u202e\u2066-\u2069\u200b\ufeff]")
EVERY_TEXT = """
    SELECT text FROM quotes WHERE guild_id = :guild
    UNION SELECT content FROM links WHERE guild_id = :guild
    UNION SELECT name FROM link_names WHERE guild_id = :guild
    UNION SELECT tag FROM link_tags JOIN links ON links.id = link_id WHERE guild_id = :guild
"""

# Every text option of every command: the command, the option, and what else the command needs.
OPTIONS = [
    ("quote add", "quote", {}),
    ("quote add", "source", {"quote": "some words"}),
    ("quote find", "search", {}),
    ("link get", "title", {}),
    ("link list", "tag", {}),
    ("tag", "tag", {}),
    ("link add", "title", {"content": "text"}),
    ("link add", "content", {"title": "Title"}),
    ("link add", "tags", {"title": "Title", "content": "text"}),
    ("link add", "aliases", {"title": "Title", "content": "text"}),
    ("link edit", "title", {"content": "new"}),
    ("link edit", "content", {"title": "FAQ"}),
    ("link edit", "new_title", {"title": "FAQ"}),
    ("link edit", "tags", {"title": "FAQ"}),
    ("link edit", "aliases", {"title": "FAQ"}),
    ("link delete", "title", {}),
    ("help", "command", {}),
    ("audit", "action", {}),
    ("mod reset", "command", {}),
    ("owner plugin load", "plugin", {}),
    ("owner plugin unload", "plugin", {}),
    ("owner plugin reload", "plugin", {}),
]
SUGGESTING = [
    ("quote get", "index"),
    ("link get", "title"),
    ("link list", "tag"),
    ("tag", "tag"),
    ("help", "command"),
    ("audit", "action"),
    ("mod reset", "command"),
    ("owner plugin load", "plugin"),
]


def check(reply: Reply) -> None:
    messages = [reply, *reply.followups]
    told = "\n".join(message.text for message in messages)
    assert told, "no sentence"
    assert "Something broke" not in told
    assert all(message.mentions == [] for message in messages)


async def stored(bot: Runtime, inn: GuildHandle) -> set[str]:
    """Every text that the guild has stored."""
    async with bot.container.sessions()() as session:
        return set(await session.scalars(text(EVERY_TEXT), {"guild": inn.id}))


@pytest.mark.parametrize("worst", WORST)
@pytest.mark.parametrize(("command", "option", "others"), OPTIONS)
async def test_the_worst_gets_a_sentence(
    inn: GuildHandle, bot: Runtime, command: str, option: str, others: dict[str, str], worst: str
) -> None:
    maple = inn.member("maple").unchecked
    if "FAQ" in others.values():
        await maple.slash("link add", title="FAQ", content="text")
    before = await stored(bot, inn)
    reply = await (await maple.slash(command, **others, **{option: WORST[worst]})).settled()
    check(reply)
    after = await stored(bot, inn)
    if reply.ephemeral:
        assert after == before
    for words in after - before:
        assert words == words.strip()
        assert not UNSEEN.search(words)


@pytest.mark.parametrize("worst", WORST)
@pytest.mark.parametrize(("command", "option"), SUGGESTING)
async def test_typing_the_worst_suggests_something_or_nothing(
    inn: GuildHandle, command: str, option: str, worst: str
) -> None:
    choices = await inn.member("maple").unchecked.autocomplete(command, **{option: WORST[worst]})
    assert len(choices) <= 25
    assert not any("Something broke" in choice.name for choice in choices)


@pytest.mark.parametrize("worst", WORST)
@pytest.mark.regression(11)
async def test_a_form_takes_the_worst(inn: GuildHandle, worst: str) -> None:
    maple = inn.member("maple").unchecked
    await maple.slash("quote add", quote="some words")
    check(await maple.submit(await maple.slash("quote edit", index=1), text=WORST[worst]))


@pytest.mark.parametrize("index", [0, -1, 2**31, 2**53])
async def test_numbers_out_of_reach_are_refused(inn: GuildHandle, index: int) -> None:
    for command in ("get", "who", "edit", "delete"):
        reply = await inn.member("erin").unchecked.slash(f"quote {command}", index=index)
        check(reply)
        assert reply.ephemeral
