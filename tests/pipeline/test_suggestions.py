"""What is suggested while typing, over every option of every command that suggests something."""

from __future__ import annotations

import pytest

from app.core.actor import Actor, Permission
from app.discord.command_info import data_of
from app.runtime import Runtime
from discord_sandbox import Choice, GuildHandle

MAPS = 26


async def fill(bot: Runtime, inn: GuildHandle) -> None:
    actor = Actor(
        user_id=inn.member("maple").id,
        guild_id=inn.id,
        name="Maple",
        guild_name="The Inn",
        permissions=Permission.ADMINISTRATOR,
    )
    for number in range(130):
        await bot.container.quotes().add(actor, f"Said at {number + 1} o'clock, été")
    for number in range(MAPS):
        await bot.container.links().add(actor, f"Area map {number:02}", "A map.", tags=f"Old tag {number:02}")
    await bot.container.links().add(actor, "Map", "The map.", tags="Tag", aliases="Été, 上海")


def suggesting(bot: Runtime) -> list[tuple[str, str]]:
    """Commands and their options that suggest something."""
    return [
        (command.name, option.name)
        for command in bot.container.commands().all()
        for option in data_of(command.implementation).options.values()
        if option.autocomplete
    ]


def far(typed: str, choice: Choice) -> int:
    """How far a choice is from what was typed, as somebody sees it who reads the list."""
    typed = typed.casefold()
    names = [name.casefold().removeprefix("/") for name in (choice.name, str(choice.value))]
    if typed in names:
        return 0
    if any(name.startswith(typed) for name in names):
        return 1
    words = [word for name in names for word in name.replace(".", " ").replace("-", " ").split()]
    return 2 if any(word.startswith(typed) for word in words) else 3


async def test_everywhere_what_is_typed_in_full_comes_first(bot: Runtime, inn: GuildHandle) -> None:
    await fill(bot, inn)
    await inn.member("maple").slash("link delete", title="Area map 00")
    walked = suggesting(bot)
    assert {option for _, option in walked} >= {
        "index",
        "title",
        "tag",
        "plugin",
        "command",
        "action",
    }
    for command, option in walked:
        maple = inn.member("maple")
        for offered in (await maple.autocomplete(command, **{option: ""}))[:4]:
            value = str(offered.value).removeprefix("/").removeprefix(",")
            for typed in (value, value.upper(), value[:1], value[: len(value) // 2], value[1:]):
                if not typed.strip():
                    continue
                choices = await maple.autocomplete(command, **{option: typed})
                if typed == value:
                    assert choices[0].value == offered.value, (command, option, typed)
                assert [far(typed, choice) for choice in choices] == sorted(
                    far(typed, choice) for choice in choices
                ), (command, option, typed)


@pytest.mark.parametrize(
    ("command", "option", "typed", "first"),
    [
        ("link get", "title", "map", "Map"),
        ("link get", "title", "MAP", "Map"),
        ("link edit", "title", "ｍａｐ", "Map"),
        ("link get", "title", "ete", "Map"),
        ("link delete", "title", "上海", "Map"),
        ("link get", "title", "area map 25", "Area map 25"),
        ("link list", "tag", "tag", "Tag"),
        ("tag", "tag", "tag", "Tag"),
        ("quote get", "index", "1", 1),
        ("quote who", "index", "13", 13),
        ("quote edit", "index", "130", 130),
        ("quote delete", "index", "130 o", 130),
        ("help", "command", "quote ad", "/quote add"),
        ("help", "command", "/help", "/help"),
    ],
)
async def test_what_is_meant_comes_first(
    bot: Runtime, inn: GuildHandle, command: str, option: str, typed: str, first: str | int
) -> None:
    await fill(bot, inn)
    choices = await inn.member("maple").autocomplete(command, **{option: typed})
    assert choices[0].value == first
    assert len(choices) <= 25


async def test_all_that_begins_so_comes_before_what_contains_it(bot: Runtime, inn: GuildHandle) -> None:
    await fill(bot, inn)
    numbers = [choice.value for choice in await inn.member("erin").autocomplete("quote get", index="1")]
    assert numbers[0] == 1
    assert len(numbers) == 25
    assert all(str(number).startswith("1") for number in numbers)
