"""The permission matrix: what every command's guide declares is what really happens, and what /help says."""

from __future__ import annotations

import re

import pytest

from app.core.actor import Permission
from app.discord.registry import Command
from app.runtime import Runtime
from app.settings.loader import load_settings
from discord_sandbox import GuildHandle, Person, Reply, Sandbox
from discord_sandbox.clients.slash_line import parse
from discord_sandbox.model.channel import ChannelType

PLUGINS = [name for name, on in load_settings().plugins.items() if on]
PERSONAS = ("owner", "admin", "moderator", "member", "other guild", "direct message")
PLACES = re.compile("role:@|(channel|category|thread):#")
REFUSALS = re.compile(
    r"You need the permission|It takes the permission|Only the owners of this bot|That only works in a server"
)


@pytest.fixture
async def elsewhere(discord: Sandbox, inn: GuildHandle) -> GuildHandle:
    elsewhere = await discord.add_guild(f"elsewhere-{inn.guild.key}", "Elsewhere", owner="basil")
    await elsewhere.create_role("Readers")
    for guild in (inn, elsewhere):
        await guild.create_role("Librarians")
        await guild.create_channel("Community", ChannelType.GUILD_CATEGORY)
        await guild.start_thread("chapter-one", parent="general", owner=guild.people[0])
    for name in ("erin", "relc"):
        await elsewhere.join(name)
    await inn.join("relc")
    return elsewhere


async def persona(name: str, inn: GuildHandle, elsewhere: GuildHandle, discord: Sandbox) -> Person:
    """Somebody with a client that hides nothing."""
    people = {"owner": "maple", "admin": "rowan", "moderator": "sage", "member": "erin"}
    if name in people:
        return inn.member(people[name]).unchecked
    if name == "other guild":
        await elsewhere.join("clove")
        return elsewhere.member("clove").unchecked
    return discord.user("juniper").dm().unchecked


def holds(name: str, permission: Permission) -> bool:
    """What each persona's roles give; see the ``inn`` fixture."""
    if name in {"owner", "admin"}:
        return True
    staff = Permission.MANAGE_MESSAGES | Permission.MODERATE_MEMBERS
    return not permission or (name == "moderator" and permission in staff)


def allowed(command: Command, name: str) -> bool:
    """What the info declares."""
    if command.info.operators:
        return name == "owner"
    if name == "direct message":
        return not command.guild_only and not command.info.needs
    return holds(name, command.info.needs)


async def run(bot: Runtime, person: Person, command: Command) -> Reply:
    """Run the first example of a command's guide."""
    if command.kind.name == "USER":
        return await person.user_menu(command.name, person)
    if command.kind.name == "MESSAGE":
        return await person.message_menu(command.name, await person.say("words to quote"))
    options = {
        known.name: [option.name for option in known.options] for known in bot.container.commands().all()
    }
    line = parse(command.info.examples[0], options)
    return await (await person.slash(line.command, **line.options)).settled()


@pytest.mark.parametrize("name", PERSONAS)
@pytest.mark.parametrize("plugin", PLUGINS)
async def test_what_the_guides_declare_is_what_happens(
    bot: Runtime, discord: Sandbox, inn: GuildHandle, elsewhere: GuildHandle, plugin: str, name: str
) -> None:
    commands = [command for command in bot.container.commands().all() if command.plugin == plugin]
    person = await persona(name, inn, elsewhere, discord)
    for command in commands:
        if name == "direct message" and PLACES.search(command.info.examples[0]):
            continue  # there are no roles and no channels to choose from
        reply = await run(bot, person, command)
        refused = bool(REFUSALS.search(reply.text))
        assert refused is not allowed(command, name), f"{command.label} for {name}: {reply.text}"
        assert reply.ephemeral or not refused
    await undo(bot)


async def undo(bot: Runtime) -> None:
    """The owner's examples really unload plugins and stop the bot."""
    bot.container.client().stopping.clear()
    for name in set(PLUGINS) - set(bot.container.plugins().loaded):
        await bot.container.plugins().load(name)
    await bot.container.sync().sync()
