"""Cooldowns of commands, as members meet them."""

from __future__ import annotations

from discord_sandbox import GuildHandle, Person, Sandbox

USES = 5
"""How many quotes somebody may add in a minute."""


async def added(person: Person, count: int = 1) -> list[str]:
    return [(await person.slash("quote add", quote=f"words {number}")).text for number in range(count)]


async def test_a_member_waits_alone_and_in_one_guild(discord: Sandbox, inn: GuildHandle) -> None:
    elsewhere = await discord.add_guild(f"{inn.name}-beside", "Beside the Inn", owner="maple")
    for person in (inn.member("maple"), inn.member("erin")):
        *kept, refused = await added(person, USES + 1)
        assert all(text.startswith("### Kept as quote") for text in kept), kept
        assert refused.startswith("That was quick! You can do this again in ")
    assert elsewhere.member("maple").id == inn.member("maple").id
    assert "Kept as quote 1" in (await added(elsewhere.member("maple")))[0]


async def test_another_channel_is_no_way_around(inn: GuildHandle) -> None:
    await inn.create_channel("den")
    await added(inn.member("erin"), USES)
    [refused] = await added(inn.member("erin", "den"))
    assert refused.startswith("That was quick!")
