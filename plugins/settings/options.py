"""The options that features declare, on the panel: each with its present value and a way to change it."""

from __future__ import annotations

from collections.abc import Collection, Sequence

from app.core.actor import Actor
from app.core.cards import Button, Control, Menu, Select
from app.core.guild import GuildRules
from app.core.guild_options import GuildOption, OptionKind
from app.core.i18n import joined, t
from app.core.localized import Words
from app.features.guild_settings.service import GuildSettingsService
from plugins.settings.words import not_here

MENUS = {
    OptionKind.CHANNEL: Select.CHANNELS,
    OptionKind.ROLE: Select.ROLES,
}
ON_A_PAGE = 4
"""Options; each may need a row of its own."""


def page_of(options: Sequence[GuildOption[object]], page: int) -> tuple[Sequence[GuildOption[object]], int]:
    """The options of a page (from 0), and how many pages there are."""
    return options[page * ON_A_PAGE :][:ON_A_PAGE], -(-len(options) // ON_A_PAGE)


async def astray_values(
    settings: GuildSettingsService, actor: Actor, rules: GuildRules, options: Sequence[GuildOption[object]]
) -> frozenset[int]:
    """The channels and roles, chosen once, that are there no more."""

    def chosen(kind: OptionKind) -> list[int]:
        values = (rules.of(option) for option in options if option.kind is kind)
        return [value for value in values if isinstance(value, int)]

    return await settings.astray(
        actor, channel_ids=chosen(OptionKind.CHANNEL), role_ids=chosen(OptionKind.ROLE)
    )


def controls_of(
    rules: GuildRules, options: Sequence[GuildOption[object]], astray: Collection[int]
) -> list[list[Control]]:
    """Menus for channels and roles, and a row of buttons for everything else."""
    rows: list[list[Control]] = [
        [
            Menu(
                action="settings.choose",
                argument=option.key,
                placeholder=option.label,
                kind=MENUS[option.kind],
                chosen=_still_there(rules.of(option), astray),
                least=0,
            )
        ]
        for option in options
        if option.kind in MENUS
    ]
    buttons: list[Control] = [
        Button(label=option.label, action="settings.ask", argument=option.key)
        for option in options
        if option.kind not in MENUS
    ]
    return [*rows, buttons] if buttons else rows


def _still_there(value: object, astray: Collection[int]) -> list[int]:
    return [value] if isinstance(value, int) and value not in astray else []


def shown(
    settings: GuildSettingsService,
    actor: Actor,
    rules: GuildRules,
    option: GuildOption[object],
    astray: Collection[int],
) -> Words:
    """The present value, whether it is still there, and what it does."""
    value = rules.of(option)
    words: Words = option.shown(value)
    if isinstance(value, int) and option.kind in MENUS:
        if value in settings.out_of_sight(actor):
            words = t(
                "{channel}, but I cannot see it any more, so nothing is shown there. Let me see it again, or choose "
                "another.",
                channel=words,
            )
        elif value in astray:
            words = not_here(value)
    if value != option.default and option.plugin in rules.disabled_plugins:
        words = t("{value}, but `{plugin}` is switched off.", value=words, plugin=option.plugin)
    return joined([words, option.help], "\n-# ")
