"""The part of the panel that restricts single commands to channels and roles."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable

import hikari
import lightbulb

from app.core import markup
from app.core.actor import Actor
from app.core.cards import MOST_OPTIONS, Button, Card, Menu, Option, Select, Style
from app.core.errors import NotFound
from app.core.guild import ALWAYS_ON, CommandRule, GuildRules
from app.core.i18n import Text, joined, t
from app.discord.components import ComponentEvent, on_component
from app.discord.registry import Commands
from app.discord.reply import Reply
from app.features.guild_settings.service import MOST_IN_A_RULE, GuildSettingsService
from plugins.settings.words import not_here

loader = lightbulb.Loader()


@on_component(loader, "settings.commands")
async def show_commands(
    event: ComponentEvent, reply: Reply, actor: Actor, settings: GuildSettingsService, commands: Commands
) -> None:
    rules = await settings.overview(actor)
    await reply.update(_command_list(rules, _restrictable(commands), int(event.argument)))


@on_component(loader, "settings.command")
async def show_command(
    event: ComponentEvent, reply: Reply, actor: Actor, settings: GuildSettingsService, commands: Commands
) -> None:
    command = "".join(event.values[:1])
    _require_known(commands, command)
    await reply.update(await _command_panel(actor, settings, command))


@on_component(loader, "settings.channels")
async def choose_channels(
    event: ComponentEvent, reply: Reply, actor: Actor, settings: GuildSettingsService, commands: Commands
) -> None:
    _require_known(commands, event.argument)
    await settings.restrict_command(actor, event.argument, channel_ids=event.ids)
    await reply.update(await _command_panel(actor, settings, event.argument))


@on_component(loader, "settings.roles")
async def choose_roles(
    event: ComponentEvent, reply: Reply, actor: Actor, settings: GuildSettingsService, commands: Commands
) -> None:
    _require_known(commands, event.argument)
    await settings.restrict_command(actor, event.argument, role_ids=event.ids)
    await reply.update(await _command_panel(actor, settings, event.argument))


@on_component(loader, "settings.lift")
async def lift_rule(
    event: ComponentEvent, reply: Reply, actor: Actor, settings: GuildSettingsService
) -> None:
    await settings.restrict_command(actor, event.argument, channel_ids=[], role_ids=[])
    await reply.update(await _command_panel(actor, settings, event.argument))


def _require_known(commands: Commands, command: str) -> None:
    if command not in _restrictable(commands):
        raise NotFound(t("There is no such command any more."))


def _command_list(rules: GuildRules, names: list[str], page: int) -> Card:
    shown = names[page * MOST_OPTIONS : (page + 1) * MOST_OPTIONS]
    options = [
        Option(value=name, label=f"/{name}", description=t("Restricted") if name in rules.commands else "")
        for name in shown
    ]
    buttons = [Button(label=t("Back to the settings"), action="settings.home")]
    for label, target in ((t("Earlier commands"), page - 1), (t("More commands"), page + 1)):
        if 0 <= target * MOST_OPTIONS < len(names):
            buttons.append(Button(label=label, action="settings.commands", argument=target))
    menu = Menu(action="settings.command", placeholder=t("Choose a command"), options=options)
    return Card(
        title=t("Restrict commands"),
        body=[t("A rule for a group holds for all of it, unless a command in it has a rule of its own.")],
        controls=[[menu], buttons],
    )


async def _command_panel(actor: Actor, settings: GuildSettingsService, command: str) -> Card:
    rules = await settings.overview(actor)
    rule = rules.commands.get(command, CommandRule())
    astray = await settings.astray(actor, channel_ids=rule.channel_ids, role_ids=rule.role_ids)
    everywhere, everybody = t("everywhere"), t("everybody")
    return Card(
        title=f"/{command}",
        fields=[
            (t("Where"), _mentions(markup.channel, rule.channel_ids, astray) or everywhere),
            (t("Who"), _mentions(markup.role, rule.role_ids, astray) or everybody),
        ],
        footer=t("Who may manage the server is never stopped by these rules."),
        controls=[
            [_chooser("channels", command, t("Choose channels"), Select.CHANNELS, rule.channel_ids - astray)],
            [_chooser("roles", command, t("Choose roles"), Select.ROLES, rule.role_ids - astray)],
            [
                Button(
                    label=t("Lift the rule"),
                    action="settings.lift",
                    argument=command,
                    style=Style.DANGER,
                    disabled=command not in rules.commands,
                ),
                Button(label=t("Back to the commands"), action="settings.commands", argument=0),
            ],
        ],
    )


def _chooser(what: str, command: str, placeholder: Text, kind: Select, chosen: Collection[int]) -> Menu:
    return Menu(
        action=f"settings.{what}",
        argument=command,
        placeholder=placeholder,
        kind=kind,
        chosen=sorted(chosen),
        least=0,
        most=MOST_IN_A_RULE,
    )


def _restrictable(commands: Commands) -> list[str]:
    """The qualified names of slash commands, and their groups. A short form has no rule of its own."""
    names = {
        command.name
        for command in commands.all()
        if command.kind is hikari.CommandType.SLASH
        and command.plugin not in ALWAYS_ON
        and not command.info.short_for
    }
    return sorted(names | {name.partition(" ")[0] for name in names})


def _mentions(mention: Callable[[int], str], ids: Iterable[int], astray: Collection[int]) -> Text | None:
    shown = [not_here(item) if item in astray else mention(item) for item in sorted(ids)]
    return joined(shown, " ") if shown else None
