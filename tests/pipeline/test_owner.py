from __future__ import annotations

import asyncio
import importlib
from pathlib import Path

import pytest
from sqlalchemy import select

import plugins
from app import __version__
from app.discord.sync import CommandsRefused
from app.infra.audit import AuditEntry
from app.runtime import Runtime
from discord_sandbox import GuildHandle, Sandbox

COMMAND = """
import lightbulb
from app.discord.command_info import CommandInfo
from app.discord.reply import Reply
from plugins.say.words import WORDS
loader = lightbulb.Loader()
@loader.command
class Say(lightbulb.SlashCommand, name="say", description="Say it."):
    info = CommandInfo(examples=("/say",))
    @lightbulb.invoke
    async def invoke(self, _: lightbulb.Context, reply: Reply) -> None:
        await reply.say(WORDS)
"""


def write(path: Path, text: str) -> None:
    path.parent.mkdir(exist_ok=True)
    path.write_text(text)
    importlib.invalidate_caches()


@pytest.fixture
def package(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setattr(plugins, "__path__", [*plugins.__path__, str(tmp_path)])
    monkeypatch.setattr("sys.dont_write_bytecode", True)
    write(tmp_path / "say" / "__init__.py", COMMAND)
    write(tmp_path / "say" / "words.py", "WORDS = 'one'")
    return tmp_path / "say"


async def test_a_plugin_can_be_loaded_reloaded_and_unloaded_while_the_bot_runs(
    inn: GuildHandle, bot: Runtime, package: Path
) -> None:
    maple, erin = inn.member("maple"), inn.member("erin")
    assert "say is loaded" in (await maple.slash("owner plugin load", plugin="say")).text
    assert (await (await maple.slash("owner sync")).settled()).text == "One command was changed."
    assert (await erin.slash("say")).text == "one"
    write(package / "words.py", "WORDS = 'two'")
    assert "say is reloaded" in (await maple.slash("owner plugin reload", plugin="say")).text
    assert (await erin.slash("say")).text == "two"
    write(package / "__init__.py", "import nowhere")
    broken = await maple.slash("owner plugin reload", plugin="say")
    assert "nowhere" in broken.text
    assert (await erin.slash("say")).text == "two"
    listed = await maple.slash("owner plugin list")
    assert "say" in listed.text.partition("Not loaded")[0]
    assert "say is unloaded" in (await maple.slash("owner plugin unload", plugin="say")).text
    gone = await erin.slash("say")
    assert "has just changed" in gone.text
    assert (await (await maple.slash("owner sync")).settled()).text == "One command was changed."
    assert "knows every command already" in (await (await maple.slash("owner sync")).settled()).text


GROUP = """
import lightbulb
from app.discord.command_info import CommandInfo
loader = lightbulb.Loader()
group = lightbulb.Group("say", "Say things.")
loader.command(group)
class Word(lightbulb.SlashCommand, name="word", description="Say a word."):
    info = CommandInfo(examples=("/say word",))
    @lightbulb.invoke
    async def invoke(self, _: lightbulb.Context) -> None: ...
class Other(lightbulb.SlashCommand, name="word", description="Say a word."):
    info = CommandInfo(examples=("/say word",))
    @lightbulb.invoke
    async def invoke(self, _: lightbulb.Context) -> None: ...
group.register(Word)
group.register(Other)
"""


async def test_a_plugin_that_wants_to_end_the_process_does_not(
    inn: GuildHandle, bot: Runtime, package: Path
) -> None:
    maple, erin = inn.member("maple"), inn.member("erin")
    await maple.slash("owner plugin load", plugin="say")
    await (await maple.slash("owner sync")).settled()
    try:
        write(package / "__init__.py", "raise SystemExit(3)")
        refused = await maple.slash("owner plugin reload", plugin="say")
        assert "it wants to end the process" in refused.text
        assert (await erin.slash("say")).text == "one"
    finally:
        await bot.container.plugins().unload("say")
        await bot.container.sync().sync()


@pytest.mark.parametrize(
    ("text", "taken"),
    [
        (COMMAND.replace('name="say"', 'name="ping"'), "/ping"),
        (COMMAND.replace('name="say"', 'name="link"'), "/link"),
        (
            COMMAND + COMMAND.replace("class Say", "class Again").partition("loader = lightbulb.Loader()")[2],
            "/say",
        ),
        (GROUP.replace('"say"', '"ping"').replace('name="word"', 'name="other"', 1), "/ping"),
        (GROUP, "/say word"),
    ],
)
async def test_a_command_that_exists_already_is_refused(
    inn: GuildHandle, bot: Runtime, package: Path, text: str, taken: str
) -> None:
    maple, erin = inn.member("maple"), inn.member("erin")
    await maple.slash("owner plugin load", plugin="say")
    await (await maple.slash("owner sync")).settled()
    try:
        write(package / "__init__.py", text)
        refused = await maple.slash("owner plugin reload", plugin="say")
        assert f"it registers {taken}, which exists already" in refused.text
        assert (await erin.slash("say")).text == "one"
        assert "Awake" in (await erin.slash("ping")).text
    finally:
        await bot.container.plugins().unload("say")
        await bot.container.sync().sync()


async def test_a_command_that_discord_refuses_is_named(
    inn: GuildHandle, discord: Sandbox, bot: Runtime, package: Path
) -> None:
    option = 'number = lightbulb.integer("number", "Its number.", max_value=2**53)'
    write(
        package / "__init__.py",
        COMMAND.replace("    @lightbulb.invoke", f"    {option}\n    @lightbulb.invoke"),
    )
    await bot.container.plugins().load("say")
    try:
        with pytest.raises(CommandsRefused, match=r"Discord refuses the commands say: (?s:.)*max_value"):
            await bot.container.sync().sync()
    finally:
        await bot.container.plugins().unload("say")
    discord.violations.clear()


async def test_a_name_is_compared_before_it_is_imported(inn: GuildHandle) -> None:
    maple = inn.member("maple")
    for name in ("os", "..app", "quotes.add", "../../etc", "nothing"):
        for command in ("load", "unload", "reload"):
            refused = await maple.slash(f"owner plugin {command}", plugin=name)
            assert "There is no plugin called" in refused.text


async def test_what_loads_plugins_cannot_be_unloaded(inn: GuildHandle) -> None:
    maple = inn.member("maple")
    assert "nothing could be loaded again" in (await maple.slash("owner plugin unload", plugin="owner")).text
    assert "loaded already" in (await maple.slash("owner plugin load", plugin="quotes")).text


@pytest.mark.parametrize("name", ["rowan", "sage", "erin"])
@pytest.mark.parametrize(
    ("command", "options"),
    [
        ("owner status", {}),
        ("owner sync", {}),
        ("owner shutdown", {}),
        ("owner plugin list", {}),
        ("owner plugin unload", {"plugin": "quotes"}),
    ],
)
async def test_only_the_owners_of_the_application_get_in(
    inn: GuildHandle, bot: Runtime, name: str, command: str, options: dict[str, str]
) -> None:
    refused = await (await inn.member(name).unchecked.slash(command, **options)).settled()
    assert refused.ephemeral
    assert refused.text == "Only the owners of this bot can do that."
    assert "quotes" in bot.container.plugins().loaded
    assert not bot.container.client().stopping.is_set()


async def test_every_deed_is_written_down_first(inn: GuildHandle, bot: Runtime) -> None:
    maple = inn.member("maple")
    await maple.slash("owner plugin load", plugin="quotes")
    async with bot.container.sessions()() as session:
        query = select(AuditEntry).where(AuditEntry.chain == 0).order_by(AuditEntry.number.desc()).limit(1)
        entry = (await session.scalars(query)).one()
    assert (entry.action, entry.target, entry.actor_id) == ("owner.plugin.load", "quotes", maple.id)


async def test_status_shows_how_the_process_does(inn: GuildHandle) -> None:
    status = await inn.member("maple").slash("owner status")
    for part in (f"**Version**\n{__version__}", "**Memory**", " MB", "**Servers**", "shard 0: "):
        assert part in status.text


async def test_shutdown_answers_and_then_stops(inn: GuildHandle, bot: Runtime) -> None:
    stopping = bot.container.client().stopping
    reply = await inn.member("maple").slash("owner shutdown")
    assert reply.text == "Good night."
    await asyncio.wait_for(stopping.wait(), 5)
    stopping.clear()


async def test_plugins_are_suggested_to_owners_alone(inn: GuildHandle) -> None:
    maple, rowan = inn.member("maple"), inn.member("rowan").unchecked
    await maple.slash("owner plugin unload", plugin="quotes")
    waiting = await maple.autocomplete("owner plugin load", plugin="quo")
    hidden = await rowan.autocomplete("owner plugin load", plugin="quo")
    await maple.slash("owner plugin load", plugin="quotes")
    assert ([choice.value for choice in waiting], hidden) == (["quotes"], [])
    for command in ("unload", "reload"):
        suggested = await maple.autocomplete(f"owner plugin {command}", plugin="quo")
        assert [choice.value for choice in suggested] == ["quotes"]
        assert await rowan.autocomplete(f"owner plugin {command}", plugin="quo") == []
