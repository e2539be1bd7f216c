"""What commands tell about themselves."""

from __future__ import annotations

import hikari
import lightbulb
import pytest

from app.discord.command_info import (
    CommandInfo,
    claims_of,
    commands_below,
    data_of,
    info_of,
    is_guild_only,
    plugin_of,
    top_of,
)

GUILDS = (hikari.ApplicationContextType.GUILD,)
group = lightbulb.Group("link", "Links.", contexts=GUILDS)
below = group.subgroup("tag", "Tags of links.")


@group.register
class Add(lightbulb.SlashCommand, name="add", description="Keep one."):
    info = CommandInfo(examples=("/link add",))

    @lightbulb.invoke
    async def run(self, ctx: lightbulb.Context) -> None: ...


@below.register
class Rename(lightbulb.SlashCommand, name="rename", description="Call it something else."):
    info = CommandInfo(examples=("/link tag rename",), ruled_as="link add")

    @lightbulb.invoke
    async def run(self, ctx: lightbulb.Context) -> None: ...


class Anywhere(lightbulb.MessageCommand, name="Keep this"):
    info = "none"

    @lightbulb.invoke
    async def run(self, ctx: lightbulb.Context) -> None: ...


class Both(lightbulb.UserCommand, name="Who is it", contexts=(*GUILDS, hikari.ApplicationContextType.BOT_DM)):
    @lightbulb.invoke
    async def run(self, ctx: lightbulb.Context) -> None: ...


def test_a_menu_may_stand_under_the_rule_of_another_command() -> None:
    assert info_of(Add).rule_name("link add") == "link add"
    assert info_of(Rename).rule_name("link tag rename") == "link add"


@pytest.mark.parametrize("command", [Anywhere, Both])
def test_a_command_without_a_guide_is_a_bug(command: type) -> None:
    with pytest.raises(LookupError, match=rf"^{__name__}\.{command.__name__} has no info$"):
        info_of(command)


def test_a_command_takes_its_own_name_and_those_above_it() -> None:
    assert [name for name, _ in claims_of(Rename)] == ["/link tag rename", "/link tag", "/link"]
    assert [taker for _, taker in claims_of(Rename)] == [data_of(Rename), below, group]
    assert [name for name, _ in claims_of(Anywhere)] == ["message: Keep this"]
    assert [name for name, _ in claims_of(Both)] == ["user: Who is it"]


def test_discord_knows_the_group_or_the_command_itself() -> None:
    assert top_of(Rename) is group
    assert top_of(Anywhere) is data_of(Anywhere)


def test_where_a_command_works_is_said_by_what_discord_knows() -> None:
    assert [is_guild_only(each) for each in (Add, Rename, Anywhere, Both)] == [True, True, False, False]


def test_a_command_belongs_to_the_plugin_of_its_module() -> None:
    for module, plugin in (("plugins.quotes.find", "quotes"), ("plugins.help", "help"), ("other", "other")):
        assert plugin_of(type("Command", (), {"__module__": module})) == plugin


def test_the_commands_below_a_group_are_those_that_run() -> None:
    assert set(commands_below(group)) == {Add, Rename}
    assert commands_below(Anywhere) == [Anywhere]
