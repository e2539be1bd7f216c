"""Text that nobody can see, in every option and form: refused where there is nothing else, taken out elsewhere.

The options are those that are registered, so a new one is tried without being named here.
"""

from __future__ import annotations

import hikari
import pytest

from app.discord.command_info import data_of
from app.runtime import Runtime
from discord_sandbox import GuildHandle
from tests.pipeline.test_foreign_ids import commands_of, options_of

NOTHING = {
    "a Hangul filler": "\u3164",
    "Braille's empty cells": "\u2800\u2800",
    "a jamo filler": "\u115f",
    "a joiner of marks": "\u034f",
    "variation selectors": "\ufe0f\ufe0e",
    "a Khmer vowel": "\u17b4",
    "a half-width filler": "\uffa0",
    "tags": "\U000e0068\U000e0069",
    "later selectors": "\U000e0100",
    "a musical null": "\U0001d159",
    "all kinds": " \u200d\u3164\u00ad\u2800\u180e\u2064\t",
}
TWINS = [
    ("❤", "❤️"),
    ("FAQ", "F\u034fAQ"),
    ("FAQ", "FAQ\u3164"),
    ("Maps", "M\u2800aps"),
    ("Café", "Cafe\u0301\ufe0f"),
    ("Ｍａｐｓ", "maps"),
    ("Rules", "Ru\u00adles\U000e0101"),
]


@pytest.mark.parametrize("what", NOTHING)
async def test_no_option_takes_what_nobody_sees(inn: GuildHandle, bot: Runtime, what: str) -> None:
    maple, tried = inn.member("maple").unchecked, set()
    for command in commands_of(bot):
        for option in data_of(command.implementation).options.values():
            if option.type is not hikari.OptionType.STRING or option.choices:
                continue
            given = options_of(command) | {option.name: NOTHING[what] * (option.min_length or 1)}
            reply = await (await maple.slash(command.name, **given)).settled()
            expected = (
                f"What you write for {option.name.replace('_', chr(92) + '_')} needs at least one character."
            )
            assert reply.text.replace("\\", "") == expected.replace("\\", ""), (
                f"/{command.name} {option.name}"
            )
            assert reply.ephemeral
            tried.add(f"{command.name} {option.name}")
    assert {"link add title", "quote add quote", "help command", "mod reset command"} <= tried
    assert {"activity backfill since", "stats digest at"} <= tried


@pytest.mark.parametrize("what", NOTHING)
async def test_no_form_takes_what_nobody_sees(inn: GuildHandle, what: str) -> None:
    maple = inn.member("maple").unchecked
    await maple.slash("quote add", quote="some words")
    refused = await maple.submit(await maple.slash("quote edit", index=1), text=NOTHING[what] * 3)
    assert refused.text.startswith("A quote needs at least")


@pytest.mark.parametrize(("name", "twin"), TWINS)
async def test_what_looks_the_same_is_the_same(inn: GuildHandle, name: str, twin: str) -> None:
    maple = inn.member("maple")
    await maple.slash("link add", title=name, content="first", tags=name)
    refused = await maple.slash("link add", title=twin, content="second")
    assert "is called" in refused.text
    refused = await maple.slash("link add", title="another", content="second", aliases=twin)
    assert "is called" in refused.text
    assert "first" in (await maple.slash("link get", title=twin)).text
    assert "one link" in (await maple.slash("tag", tag=twin)).text


@pytest.mark.parametrize("words", ["I ❤️ golems", "👨‍👩‍👧 at home", "🏳️‍🌈 and 1️⃣", "⠁⠀⠃", "می‌خواهم بروم"])
async def test_what_is_seen_stays(inn: GuildHandle, words: str) -> None:
    assert words in (await inn.member("erin").slash("quote add", quote=words)).text


async def test_a_command_is_found_with_what_nobody_sees_in_its_name(inn: GuildHandle) -> None:
    assert "/roll" in (await inn.member("erin").slash("help", command="ro\u200bll\u3164")).text
