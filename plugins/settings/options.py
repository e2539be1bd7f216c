"""The options that features declare, on the panel: each with its present value and a way to change it."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import hikari

from app.core.actor import Actor
from app.core.guild import GuildRules
from app.core.guild_options import GuildOption, OptionKind
from app.core.text import joined, t
from app.discord.layout import Button, Control, Menu, Words
from app.discord.reply import Reply
from app.features.guild_settings.service import GuildSettingsService
from plugins.settings.words import not_here

MENUS = {
    OptionKind.CHANNEL: hikari.ComponentType.CHANNEL_SELECT_MENU,
    OptionKind.ROLE: hikari.ComponentType.ROLE_SELECT_MENU,
}
ON_A_PAGE = 4
"""Options; each may need a row of its own."""


def page_of(options: Sequence[GuildOption[Any]], page: int) -> tuple[Sequence[GuildOption[Any]], int]:
    """The options of a page (from 0), and how many pages there are."""
    return options[page * ON_A_PAGE :][:ON_A_PAGE], -(-len(options) // ON_A_PAGE)


def controls_of(reply: Reply, options: Sequence[GuildOption[Any]]) -> list[list[Control]]:
    """Menus for channels and roles, and a row of buttons for everything else."""
    rows: list[list[Control]] = [
        [
            Menu(
                custom_id=reply.custom_id("settings.choose", option.key),
                placeholder=option.label,
                kind=MENUS[option.kind],
                least=0,
            )
        ]
        for option in options
        if option.kind in MENUS
    ]
    buttons: list[Control] = [
        Button(label=option.label, custom_id=reply.custom_id("settings.ask", option.key))
        for option in options
        if option.kind not in MENUS
    ]
    return [*rows, buttons] if buttons else rows


async def shown(
    settings: GuildSettingsService, actor: Actor, rules: GuildRules, option: GuildOption[Any]
) -> Words:
    """The present value, whether it is still there, and what it does."""
    value = rules.of(option)
    words: Words = option.shown(value)
    if value is not None and option.kind in MENUS:
        kind = {"channel_ids" if option.kind is OptionKind.CHANNEL else "role_ids": (value,)}
        if value in settings.out_of_sight(actor):
            words = t(
                "{channel}, but I cannot see it any more, so nothing is shown there. Let me see it again, or choose "
                "another.",
                channel=words,
            )
        elif await settings.astray(actor, **kind):
            words = not_here(value)
    if value != option.default and option.plugin in rules.disabled_plugins:
        words = t("{value}, but `{plugin}` is switched off.", value=words, plugin=option.plugin)
    return joined([words, option.help], "\n-# ")
