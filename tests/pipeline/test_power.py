"""What a channel allows or denies is no power over the server: quotes, links, settings, cooldowns, the audit log."""

from __future__ import annotations

import re
from typing import Any

import hikari
import pytest

from app.runtime import Runtime
from discord_sandbox import ActionUnavailable, GuildHandle, Person, Reply, Sandbox
from discord_sandbox import Permission as DiscordPermission
from discord_sandbox.model.channel import Overwrite
from discord_sandbox.operations import channels

EVERYTHING = tuple(each for each in DiscordPermission if each is not DiscordPermission.ADMINISTRATOR)
POWERS = (
    DiscordPermission.MANAGE_MESSAGES,
    DiscordPermission.MODERATE_MEMBERS,
    DiscordPermission.MANAGE_GUILD,
    DiscordPermission.VIEW_AUDIT_LOG,
)
DEEDS = ("quote delete", "link add", "link delete", "settings", "mod reset", "audit", "stats digest")
"""What takes a permission that means the server."""


async def change(
    discord: Sandbox,
    inn: GuildHandle,
    target: str,
    *,
    allow: tuple[DiscordPermission, ...] = (),
    deny: tuple[DiscordPermission, ...] = (),
) -> None:
    """An overwrite of the first channel for a role, or for a member."""
    role = inn.guild.role_named(target)
    key, kind = (role.id, 0) if role else (inn.member(target).id, 1)
    channels.overwrite(
        discord.world, inn.channel("general"), Overwrite(key, kind, int(sum(allow)), int(sum(deny)))
    )


async def do(deed: str, person: Person, inn: GuildHandle) -> Reply:
    """Try it, with a client that hides nothing."""
    options: dict[str, dict[str, Any]] = {
        "quote delete": {"index": 1},
        "link add": {"title": "New", "content": "https://example.com/new"},
        "link delete": {"title": "Old"},
        "mod reset": {"command": "/quote add", "member": inn.member("juniper")},
        "stats digest": {"channel": inn.channel("general")},
    }
    return await (await person.unchecked.slash(deed, **options.get(deed, {}))).settled()


def refused(reply: Reply) -> bool:
    return bool(re.search(r"You need the permission|or staff,? can delete it", reply.text))


@pytest.fixture
async def kept(inn: GuildHandle) -> None:
    """A quote and a link of the owner's."""
    maple = inn.member("maple")
    await maple.slash("quote add", quote="words to keep")
    await maple.slash("link add", title="Old", content="https://example.com/old")


@pytest.mark.usefixtures("kept")
@pytest.mark.parametrize("deed", DEEDS)
@pytest.mark.parametrize("target", ["@everyone", "Readers", "erin"])
@pytest.mark.parametrize("allowed", [POWERS, EVERYTHING, (DiscordPermission.ADMINISTRATOR,)])
async def test_a_channel_gives_no_power_over_the_server(
    discord: Sandbox, inn: GuildHandle, deed: str, target: str, allowed: tuple[DiscordPermission, ...]
) -> None:
    erin = inn.member("erin")
    before = await do(deed, erin, inn)
    await change(discord, inn, target, allow=allowed)
    after = await do(deed, erin, inn)
    assert after.text == before.text
    assert refused(after), after.text


@pytest.mark.usefixtures("kept")
@pytest.mark.parametrize("deed", DEEDS)
@pytest.mark.parametrize("target", ["@everyone", "Captains", "sage"])
async def test_a_channel_takes_no_power_over_the_server(
    discord: Sandbox, inn: GuildHandle, deed: str, target: str
) -> None:
    await inn.create_role("Captains", int(sum(POWERS)))
    await inn.grant("sage", "Captains")
    await change(discord, inn, target, deny=POWERS)
    reply = await do(deed, inn.member("sage"), inn)
    assert not refused(reply), reply.text


@pytest.mark.parametrize("deed", ["settings", "audit", "link add"])
async def test_power_follows_the_roles_at_once(inn: GuildHandle, deed: str) -> None:
    erin = inn.member("erin")
    assert refused(await do(deed, erin, inn))
    await inn.create_role("Stewards", int(sum(POWERS)))
    await inn.grant("erin", "Stewards")
    assert not refused(await do(deed, erin, inn))
    await inn.edit_role("Stewards", permissions=0)
    again = await do(deed, erin, inn)
    assert refused(again), again.text


async def test_a_guild_that_the_gateway_has_not_told_of_is_asked_about(
    discord: Sandbox, inn: GuildHandle, bot: Runtime
) -> None:
    sage, erin = inn.member("sage"), inn.member("erin")
    await change(discord, inn, "Readers", allow=POWERS)
    cache = bot.container.bot().cache
    assert isinstance(cache, hikari.impl.CacheImpl)
    cache.clear_roles_for_guild(hikari.Snowflake(inn.id))
    cache.delete_guild(hikari.Snowflake(inn.id))
    assert refused(await do("link add", erin, inn))
    assert not refused(await do("link add", sage, inn))


async def test_the_admin_role_does_what_the_docs_promise(inn: GuildHandle) -> None:
    """Manage Messages and Time out members, with a client that hides what Discord hides."""
    maple, erin = inn.member("maple"), inn.member("erin")
    juniper = inn.member("juniper")
    assert refused(await erin.slash("mod reset", command="/quote add", member=juniper))
    await maple.slash("set_admin_role", role="Readers")
    reset = await erin.slash("mod reset", command="/quote add", member=juniper)
    assert reset.text == "No cooldown was running there."
    assert not refused(await erin.slash("audit"))
    assert not refused(await erin.slash("link add", title="New", content="https://example.com/new"))
    assert refused(await erin.unchecked.slash("settings"))


async def test_the_owners_commands_are_not_offered_to_members(discord: Sandbox, inn: GuildHandle) -> None:
    for name in ("sage", "erin"):
        with pytest.raises(ActionUnavailable):
            await inn.member(name).slash("owner status")
    with pytest.raises(ActionUnavailable):
        await discord.user("maple").dm().slash("owner status")
    assert "Version" in (await inn.member("maple").slash("owner status")).text


async def test_help_names_the_owners_commands_where_they_are(discord: Sandbox, inn: GuildHandle) -> None:
    maple = inn.member("maple")
    assert (
        "no command with that name" in (await inn.member("sage").slash("help", command="owner status")).text
    )
    assert "only works in a server" in (await maple.dm().slash("help", command="owner status")).text
    assert "/owner status" in (await maple.slash("help", command="owner status")).text
    await discord.add_guild(f"away-{inn.guild.key}", "Away", owner="basil")
    away = discord.guild(f"away-{inn.guild.key}")
    await away.join("maple")
    assert "**Administrator**" in (await away.member("maple").slash("help", command="owner status")).text
