"""``/settings``: the panel."""

from __future__ import annotations

import hikari
import lightbulb
from lightbulb.di import INJECTED

from app.core.actor import Actor, Permission
from app.core.cards import MOST_OPTIONS, Button, Card, Control, Menu, Option
from app.core.guild import ALWAYS_ON
from app.core.i18n import t
from app.discord.command_info import CommandInfo
from app.discord.components import ComponentEvent, on_component
from app.discord.plugins import PluginManager
from app.discord.reply import Reply
from app.features.guild_settings.service import GuildSettingsService
from plugins.settings.options import astray_values, controls_of, page_of, shown

loader = lightbulb.Loader()


@loader.command
class Settings(
    lightbulb.SlashCommand,
    name="settings",
    description="Decide how I work in this server.",
    contexts=(hikari.ApplicationContextType.GUILD,),
    default_member_permissions=hikari.Permissions.MANAGE_GUILD,
):
    info = CommandInfo(examples=("/settings",), needs=Permission.MANAGE_GUILD)

    @lightbulb.invoke
    async def invoke(self, _: lightbulb.Context, reply: Reply) -> None:
        await reply.show(await panel(), private=True)


@on_component(loader, "settings.plugins")
async def choose_plugins(
    event: ComponentEvent, reply: Reply, actor: Actor, settings: GuildSettingsService
) -> None:
    await settings.switch_plugins(actor, event.offered, event.values)
    await reply.update(await panel())


@on_component(loader, "settings.home")
async def show_panel(event: ComponentEvent, reply: Reply) -> None:
    await reply.update(await panel(int(event.argument or 0)))


@lightbulb.di.with_di
async def panel(
    page: int = 0,
    actor: Actor = INJECTED,
    settings: GuildSettingsService = INJECTED,
    plugins: PluginManager = INJECTED,
) -> Card:
    """The panel as it is now; refused to those who may not change it."""
    rules = await settings.overview(actor)
    options, pages = page_of(settings.options.known, page)
    astray = await astray_values(settings, actor, rules, options)
    fields = [(option.label, shown(settings, actor, rules, option, astray)) for option in options]
    controls = controls_of(rules, options, astray)
    if page == 0:
        fields += [
            (t("Switched off"), ", ".join(sorted(rules.disabled_plugins)) or t("nothing")),
            (t("Restricted"), ", ".join(f"`/{name}`" for name in sorted(rules.commands)) or t("nothing")),
        ]
        controls.append([_switches(set(plugins.loaded) - ALWAYS_ON, rules.disabled_plugins)])
    controls.append(_buttons(page, pages))
    return Card(
        title=t("Settings"), fields=fields, footer=t("An empty choice removes it."), controls=controls
    )


def _switches(names: set[str], off: frozenset[str]) -> Menu:
    return Menu(
        action="settings.plugins",
        placeholder=t("Choose what is switched on"),
        options=[Option(value=name, label=name, selected=name not in off) for name in sorted(names)],
        least=0,
        most=MOST_OPTIONS,
    )


def _buttons(page: int, pages: int) -> list[Control]:
    buttons: list[Control] = [Button(label=t("Restrict commands"), action="settings.commands", argument=0)]
    for label, target in ((t("Earlier settings"), page - 1), (t("More settings"), page + 1)):
        if 0 <= target < pages:
            buttons.append(Button(label=label, action="settings.home", argument=target))
    return buttons
