"""``/settings``: the panel."""

from __future__ import annotations

import hikari
import lightbulb

from app.core.actor import Actor, Permission
from app.core.guild import ALWAYS_ON, GuildRules
from app.core.text import t
from app.discord.components import Click, on_component
from app.discord.guide import Guide
from app.discord.layout import OPTIONS, Button, Card, Control, Menu, Option, Words
from app.discord.plugins import PluginManager
from app.discord.reply import Reply, TextField
from app.features.guild_settings.service import GuildSettingsService

loader = lightbulb.Loader()


@loader.command
class Settings(
    lightbulb.SlashCommand,
    name="settings",
    description="Decide how I work in this server.",
    contexts=(hikari.ApplicationContextType.GUILD,),
    default_member_permissions=hikari.Permissions.MANAGE_GUILD,
):
    guide = Guide(examples=("/settings",), needs=Permission.MANAGE_GUILD)

    @lightbulb.invoke
    async def invoke(
        self,
        _: lightbulb.Context,
        reply: Reply,
        actor: Actor,
        settings: GuildSettingsService,
        plugins: PluginManager,
    ) -> None:
        rules = await settings.overview(actor)
        await reply.show(_panel(reply, rules, plugins), private=True)


@on_component(loader, "settings.admin_role")
async def choose_admin_role(
    click: Click, reply: Reply, actor: Actor, settings: GuildSettingsService, plugins: PluginManager
) -> None:
    await settings.set_admin_role(actor, int(click.values[0]) if click.values else None)
    await reply.update(_panel(reply, await settings.overview(actor), plugins))


@on_component(loader, "settings.log_channel")
async def choose_log_channel(
    click: Click, reply: Reply, actor: Actor, settings: GuildSettingsService, plugins: PluginManager
) -> None:
    await settings.set_log_channel(actor, int(click.values[0]) if click.values else None)
    await reply.update(_panel(reply, await settings.overview(actor), plugins))


@on_component(loader, "settings.plugins")
async def choose_plugins(
    click: Click, reply: Reply, actor: Actor, settings: GuildSettingsService, plugins: PluginManager
) -> None:
    await settings.switch_plugins(actor, [name for name in _switchable(plugins) if name not in click.values])
    await reply.update(_panel(reply, await settings.overview(actor), plugins))


@on_component(loader, "settings.time_zone")
async def ask_time_zone(reply: Reply, actor: Actor, settings: GuildSettingsService) -> None:
    rules = await settings.overview(actor)
    name = TextField("name", t("Such as Europe/Berlin"), value=rules.time_zone, shortest=1, longest=64)
    await reply.ask(reply.custom_id("settings.zone"), t("Time zone of this server"), [name])


@on_component(loader, "settings.zone")
async def choose_time_zone(
    click: Click, reply: Reply, actor: Actor, settings: GuildSettingsService, plugins: PluginManager
) -> None:
    await settings.set_time_zone(actor, click.field("name"))
    await reply.update(_panel(reply, await settings.overview(actor), plugins))


@on_component(loader, "settings.home")
async def show_panel(
    reply: Reply, actor: Actor, settings: GuildSettingsService, plugins: PluginManager
) -> None:
    await reply.update(_panel(reply, await settings.overview(actor), plugins))


def _panel(reply: Reply, rules: GuildRules, plugins: PluginManager) -> Card:
    switchable = _switchable(plugins)
    switches = [
        Option(value=name, label=name, selected=name not in rules.disabled_plugins) for name in switchable
    ]
    controls: list[list[Control]] = [
        [
            Menu(
                custom_id=reply.custom_id("settings.admin_role"),
                placeholder=t("Choose the admin role"),
                kind=hikari.ComponentType.ROLE_SELECT_MENU,
                least=0,
            )
        ],
        [
            Menu(
                custom_id=reply.custom_id("settings.log_channel"),
                placeholder=t("Choose the log channel"),
                kind=hikari.ComponentType.CHANNEL_SELECT_MENU,
                least=0,
            )
        ],
        [
            Menu(
                custom_id=reply.custom_id("settings.plugins"),
                placeholder=t("Choose what is switched on"),
                options=switches,
                least=0,
                most=OPTIONS,
            )
        ],
        [
            Button(label=t("Restrict commands"), custom_id=reply.custom_id("settings.commands", 0)),
            Button(label=t("Time zone"), custom_id=reply.custom_id("settings.time_zone")),
        ],
    ]
    return Card(
        title=t("Settings"),
        fields=[
            (t("Admin role"), _role(rules.admin_role_id)),
            (t("Log channel"), f"<#{rules.log_channel_id}>" if rules.log_channel_id else t("none")),
            (t("Time zone"), rules.time_zone),
            (t("Switched off"), ", ".join(sorted(rules.disabled_plugins)) or t("nothing")),
            (t("Restricted"), ", ".join(f"`/{name}`" for name in sorted(rules.commands)) or t("nothing")),
        ],
        footer=t("Holders of the admin role count as staff for me. An empty choice removes it."),
        controls=controls,
    )


def _switchable(plugins: PluginManager) -> list[str]:
    return sorted(set(plugins.loaded) - ALWAYS_ON)


def _role(role_id: int | None) -> Words:
    return f"<@&{role_id}>" if role_id else t("none")
