from __future__ import annotations

import math
import re

import pytest

from app import __version__
from discord_sandbox import GuildHandle, Sandbox
from plugins.utility.basics import awake


async def test_ping_is_answered(inn: GuildHandle) -> None:
    reply = await inn.member("erin").slash("ping")
    assert re.fullmatch(r"Awake!( Discord is \d+ ms away\.)?", reply.text)


@pytest.mark.parametrize(
    ("seconds", "told"), [(math.nan, "Awake!"), (0.0421, "Awake! Discord is 42 ms away.")]
)
def test_what_was_not_measured_is_not_told(seconds: float, told: str) -> None:
    assert str(awake(seconds)) == told


async def test_one_die(inn: GuildHandle) -> None:
    reply = await inn.member("erin").slash("roll")
    match = re.match(r"### 1d20: (\d+)", reply.text)
    assert match
    assert 1 <= int(match[1]) <= 20
    assert ("highest there is" in reply.text) == (match[1] == "20")
    assert ("Even the best" in reply.text) == (match[1] == "1")


async def test_many_dice_with_a_modifier(inn: GuildHandle) -> None:
    reply = await inn.member("erin").slash("roll", dice=6, amount=30, modifier=-5)
    total = int(re.match(r"### 30d6-5: (-?\d+)", reply.text)[1])  # type: ignore[index]
    assert 25 <= total <= 175
    assert "and 10 more" in reply.text
    for part in ("**Lowest**", "**Highest**", "**Average**"):
        assert part in reply.text


@pytest.mark.parametrize(
    "options", [{"dice": 1}, {"dice": 10**9}, {"amount": 0}, {"amount": -1}, {"modifier": 10**6}]
)
async def test_impossible_dice_are_refused(inn: GuildHandle, options: dict[str, int]) -> None:
    refused = await inn.member("erin").unchecked.slash("roll", **options)
    assert refused.ephemeral
    assert "no dice like that" in refused.text


async def test_an_avatar_has_words_for_those_who_do_not_see_it(inn: GuildHandle) -> None:
    reply = await inn.member("erin").slash("avatar", member="juniper")
    assert "Avatar of Juniper" in reply.text
    [gallery] = [part for part in reply.components[0]["components"] if part["type"] == 12]
    assert gallery["items"][0]["description"] == "Avatar of Juniper"
    assert (await inn.member("erin").slash("avatar")).text.startswith("### Avatar of Erin")


async def test_facts_about_a_member(inn: GuildHandle) -> None:
    reply = await inn.member("juniper").slash("info user", member="sage")
    for part in (
        "### Sage",
        "sage",
        "**Created**\n<t:",
        "**Joined**\n<t:",
        "**May**",
        "Manage Messages, Time out members",
    ):
        assert part in reply.text
    assert f"<@&{inn.role('Moderators').id}>" in reply.text
    assert reply.mentions == []
    own = await inn.member("juniper").slash("info user")
    assert "### Juniper" in own.text


async def test_facts_from_the_menu_are_for_the_asker_alone(inn: GuildHandle) -> None:
    reply = await inn.member("erin").user_menu("User info", "juniper")
    assert reply.ephemeral
    assert "### Juniper" in reply.text


async def test_facts_about_the_server(inn: GuildHandle) -> None:
    reply = await (await inn.member("erin").slash("info server")).settled()
    for part in (
        "### The Wandering Inn",
        f"<@{inn.member('maple').id}>",
        "of 250",
        "1 text",
        "0 open threads",
    ):
        assert part in reply.text


async def test_facts_about_a_role(inn: GuildHandle) -> None:
    reply = await inn.member("erin").slash("info role", role="Readers")
    for part in ("### Readers", "**Members**\n2", "**Colour**\nnone"):
        assert part in reply.text
    everyone = await inn.member("erin").slash("info role", role=inn.guild.everyone)
    assert "everybody has it" in everyone.text


async def test_about_says_what_is_kept(inn: GuildHandle) -> None:
    reply = await inn.member("erin").slash("about")
    for part in (f"**Version**\n{__version__}", "**Awake since**\n<t:", "do not keep what they say"):
        assert part in reply.text
    # Only the places that are set are linked to.
    assert [button["url"] for button in reply.buttons] == ["https://example.com/privacy"]


async def test_what_needs_no_server_works_in_direct_messages(discord: Sandbox, inn: GuildHandle) -> None:
    erin = discord.user("erin").dm()
    assert "Awake!" in (await erin.slash("ping")).text
    assert "1d20" in (await erin.slash("roll")).text
    assert "Avatar of Erin" in (await erin.slash("avatar")).text
    about = await erin.user_menu("User info", erin)
    assert "### Erin" in about.text
    assert "Joined" not in about.text
    refused = await erin.unchecked.slash("info server")
    assert "only works in a server" in refused.text


async def test_members_names_are_shown_letter_by_letter(inn: GuildHandle) -> None:
    await inn.rename("juniper", "**[x](https://evil.example)**")
    reply = await inn.member("erin").slash("info user", member="juniper")
    assert r"\*\*\[x\](https://evil.example)\*\*" in reply.text
