"""``/settings``: the panel."""

from __future__ import annotations

import hikari
import lightbulb
from lightbulb.di import INJECTED

from app.core.actor import Actor, Permission
from app.core.guild import ALWAYS_ON, GuildRules
from app.core.text import Text, t
from app.discord.components import Click, on_component
from app.discord.guide import Guide
from app.discord.layout import OPTIONS, Button, Card, Control, Menu, Option, Words
from app.discord.plugins import PluginManager
from app.discord.reply import Reply, TextField
from app.features.guild_settings.service import GuildSettingsService
from app.features.message_log.service import MessageLogService
from app.recording.consent.service import PLUGIN

ROLE, CHANNEL = hikari.ComponentType.ROLE_SELECT_MENU, hikari.ComponentType.CHANNEL_SELECT_MENU
CHOICES = {
    "admin_role": GuildSettingsService.set_admin_role,
    "log_channel": GuildSettingsService.set_log_channel,
    "message_log": GuildSettingsService.set_message_log_channel,
}

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
    async def invoke(self, _: lightbulb.Context, reply: Reply) -> None:
        await reply.show(await panel(reply), private=True)


@on_component(loader, "settings.choose")
async def choose(click: Click, reply: Reply, actor: Actor, settings: GuildSettingsService) -> None:
    """A role or a channel was chosen for what the argument names, or none."""
    await CHOICES[click.argument](settings, actor, int(click.values[0]) if click.values else None)
    await reply.update(await panel(reply))


@on_component(loader, "settings.plugins")
async def choose_plugins(click: Click, reply: Reply, actor: Actor, settings: GuildSettingsService) -> None:
    await settings.switch_plugins(actor, click.offered, click.values)
    await reply.update(await panel(reply))


@on_component(loader, "settings.time_zone")
async def ask_time_zone(reply: Reply, actor: Actor, settings: GuildSettingsService) -> None:
    rules = await settings.overview(actor)
    name = TextField("name", t("Such as Europe/Berlin"), value=rules.time_zone, shortest=1, longest=64)
    await reply.ask(reply.custom_id("settings.zone"), t("Time zone of this server"), [name])


@on_component(loader, "settings.zone")
async def choose_time_zone(click: Click, reply: Reply, actor: Actor, settings: GuildSettingsService) -> None:
    await settings.set_time_zone(actor, click.field("name"))
    await reply.update(await panel(reply))


@on_component(loader, "settings.home")
async def show_panel(reply: Reply) -> None:
    await reply.update(await panel(reply))


@lightbulb.di.with_di
async def panel(
    reply: Reply,
    actor: Actor = INJECTED,
    settings: GuildSettingsService = INJECTED,
    plugins: PluginManager = INJECTED,
    log: MessageLogService = INJECTED,
) -> Card:
    """The panel as it is now; refused to those who may not change it."""
    rules = await settings.overview(actor)
    switches = [
        Option(value=name, label=name, selected=name not in rules.disabled_plugins)
        for name in sorted(set(plugins.loaded) - ALWAYS_ON)
    ]
    controls: list[list[Control]] = [
        [_one(reply, "admin_role", t("Choose the admin role"), ROLE)],
        [_one(reply, "log_channel", t("Choose the log channel"), CHANNEL)],
        [_one(reply, "message_log", t("Choose the message log's channel"), CHANNEL)],
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
            (t("Message log"), _message_log(rules, log.kept_days)),
            (t("Time zone"), rules.time_zone),
            (t("Switched off"), ", ".join(sorted(rules.disabled_plugins)) or t("nothing")),
            (t("Restricted"), ", ".join(f"`/{name}`" for name in sorted(rules.commands)) or t("nothing")),
        ],
        footer=t("Holders of the admin role count as staff for me. An empty choice removes it."),
        controls=controls,
    )


def _one(reply: Reply, name: str, label: Text, kind: hikari.ComponentType) -> Menu:
    return Menu(custom_id=reply.custom_id("settings.choose", name), placeholder=label, kind=kind, least=0)


def _message_log(rules: GuildRules, days: int) -> Words:
    """Where it is, and what it means for the members."""
    channel_id = rules.message_log_channel_id
    if channel_id is None:
        return t(
            "none. With a channel, the text of all members' messages is kept, encrypted, for {days} days at most. "
            "There I show what is edited or deleted in every channel that I see, and who comes and goes, to all who "
            "can read it.",
            days=days,
        )
    if PLUGIN in rules.disabled_plugins:
        return t("{channel}, but `{plugin}` is switched off.", channel=f"<#{channel_id}>", plugin=PLUGIN)
    return t(
        "{channel}. The text of all members' messages is kept, encrypted, for {days} days at most. All who can read "
        "that channel see what is edited or deleted in every channel that I see. An empty choice deletes what was "
        "kept.",
        channel=f"<#{channel_id}>",
        days=days,
    )


def _role(role_id: int | None) -> Words:
    return f"<@&{role_id}>" if role_id else t("none")
