"""``/settings``, and the old ``/set_admin_role`` and ``/get_admin_role``."""

from __future__ import annotations

from collections.abc import Iterable

import hikari
import lightbulb

from app.core.actor import Actor, Permission
from app.core.errors import NotFound
from app.core.guild import ALWAYS_ON, CommandRule, GuildRules
from app.core.text import Text, t
from app.discord.components import Click, on_component
from app.discord.guide import Guide
from app.discord.layout import OPTIONS, Button, Card, Control, Menu, Option, Style, Words
from app.discord.plugins import PluginManager
from app.discord.registry import Commands
from app.discord.reply import Reply
from app.features.guild_settings.service import MOST_IN_A_RULE, GuildSettingsService

ROLES, CHANNELS = hikari.ComponentType.ROLE_SELECT_MENU, hikari.ComponentType.CHANNEL_SELECT_MENU
GUILD = (hikari.ApplicationContextType.GUILD,)
MANAGERS = hikari.Permissions.MANAGE_GUILD

loader = lightbulb.Loader()


@loader.command
class Settings(
    lightbulb.SlashCommand,
    name="settings",
    description="Decide how I work in this server.",
    contexts=GUILD,
    default_member_permissions=MANAGERS,
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


@loader.command
class SetAdminRole(
    lightbulb.SlashCommand,
    name="set_admin_role",
    description="Choose the role whose holders count as my admins.",
    contexts=GUILD,
    default_member_permissions=MANAGERS,
):
    guide = Guide(
        examples=("/set_admin_role role:@Librarians",),
        needs=Permission.MANAGE_GUILD,
        note="/settings does this too.",
    )

    role = lightbulb.role("role", "Which role.")

    @lightbulb.invoke
    async def invoke(
        self, _: lightbulb.Context, reply: Reply, actor: Actor, settings: GuildSettingsService
    ) -> None:
        await settings.set_admin_role(actor, int(self.role.id))
        await reply.say(t("The admin role is now {role}.", role=self.role.mention), private=True)


@loader.command
class GetAdminRole(
    lightbulb.SlashCommand,
    name="get_admin_role",
    description="See the role whose holders count as my admins.",
    contexts=GUILD,
    default_member_permissions=MANAGERS,
):
    guide = Guide(examples=("/get_admin_role",), needs=Permission.MANAGE_GUILD)

    @lightbulb.invoke
    async def invoke(
        self, ctx: lightbulb.Context, reply: Reply, actor: Actor, settings: GuildSettingsService
    ) -> None:
        role_id = (await settings.overview(actor)).admin_role_id
        if role_id is None:
            text = t("No admin role is chosen.")
        elif await _role_is_gone(ctx, role_id):
            text = t("The admin role (id {id}) was deleted. `/settings` chooses another.", id=role_id)
        else:
            text = t("The admin role is {role}.", role=f"<@&{role_id}>")
        await reply.say(text, private=True)


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


@on_component(loader, "settings.home")
async def show_panel(
    reply: Reply, actor: Actor, settings: GuildSettingsService, plugins: PluginManager
) -> None:
    await reply.update(_panel(reply, await settings.overview(actor), plugins))


@on_component(loader, "settings.commands")
async def show_commands(
    click: Click, reply: Reply, actor: Actor, settings: GuildSettingsService, commands: Commands
) -> None:
    rules = await settings.overview(actor)
    await reply.update(_command_list(reply, rules, _restrictable(commands), int(click.argument)))


@on_component(loader, "settings.command")
async def show_command(click: Click, reply: Reply, actor: Actor, settings: GuildSettingsService) -> None:
    rules = await settings.overview(actor)
    await reply.update(_command_panel(reply, rules, click.values[0]))


@on_component(loader, "settings.channels")
async def choose_channels(
    click: Click, reply: Reply, actor: Actor, settings: GuildSettingsService, commands: Commands
) -> None:
    rule = await _rule(settings, actor, commands, click.argument)
    await settings.restrict_command(actor, click.argument, _ids(click.values), sorted(rule.role_ids))
    await reply.update(_command_panel(reply, await settings.overview(actor), click.argument))


@on_component(loader, "settings.roles")
async def choose_roles(
    click: Click, reply: Reply, actor: Actor, settings: GuildSettingsService, commands: Commands
) -> None:
    rule = await _rule(settings, actor, commands, click.argument)
    await settings.restrict_command(actor, click.argument, sorted(rule.channel_ids), _ids(click.values))
    await reply.update(_command_panel(reply, await settings.overview(actor), click.argument))


@on_component(loader, "settings.lift")
async def lift_rule(click: Click, reply: Reply, actor: Actor, settings: GuildSettingsService) -> None:
    await settings.restrict_command(actor, click.argument, [], [])
    await reply.update(_command_panel(reply, await settings.overview(actor), click.argument))


async def _rule(
    settings: GuildSettingsService, actor: Actor, commands: Commands, command: str
) -> CommandRule:
    """The rule that exactly this command has now."""
    if command not in _restrictable(commands):
        raise NotFound(t("There is no such command any more."))
    return (await settings.overview(actor)).commands.get(command, CommandRule())


async def _role_is_gone(ctx: lightbulb.Context, role_id: int) -> bool:
    roles = await ctx.client.rest.fetch_roles(ctx.guild_id or 0)
    return role_id not in {int(role.id) for role in roles}


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
                kind=ROLES,
                least=0,
            )
        ],
        [
            Menu(
                custom_id=reply.custom_id("settings.log_channel"),
                placeholder=t("Choose the log channel"),
                kind=CHANNELS,
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
        [Button(label=t("Restrict commands"), custom_id=reply.custom_id("settings.commands", 0))],
    ]
    return Card(
        title=t("Settings"),
        fields=[
            (t("Admin role"), _role(rules.admin_role_id)),
            (t("Log channel"), f"<#{rules.log_channel_id}>" if rules.log_channel_id else t("none")),
            (t("Switched off"), ", ".join(sorted(rules.disabled_plugins)) or t("nothing")),
            (t("Restricted"), ", ".join(f"`/{name}`" for name in sorted(rules.commands)) or t("nothing")),
        ],
        footer=t("Holders of the admin role count as staff for me. An empty choice removes it."),
        controls=controls,
    )


def _command_list(reply: Reply, rules: GuildRules, names: list[str], page: int) -> Card:
    shown = names[page * OPTIONS : (page + 1) * OPTIONS]
    options = [
        Option(value=name, label=f"/{name}", description=t("Restricted") if name in rules.commands else "")
        for name in shown
    ]
    buttons = [Button(label=t("Back to the settings"), custom_id=reply.custom_id("settings.home"))]
    for label, target in ((t("Earlier commands"), page - 1), (t("More commands"), page + 1)):
        if 0 <= target * OPTIONS < len(names):
            buttons.append(Button(label=label, custom_id=reply.custom_id("settings.commands", target)))
    menu = Menu(
        custom_id=reply.custom_id("settings.command"), placeholder=t("Choose a command"), options=options
    )
    return Card(
        title=t("Restrict commands"),
        body=[t("A rule for a group holds for all of it, unless a command in it has a rule of its own.")],
        controls=[[menu], buttons],
    )


def _command_panel(reply: Reply, rules: GuildRules, command: str) -> Card:
    rule = rules.commands.get(command, CommandRule())
    everywhere, everybody = t("everywhere"), t("everybody")
    return Card(
        title=f"/{command}",
        fields=[
            (t("Only in"), _mentions("<#{}>", rule.channel_ids) or everywhere),
            (t("Only for"), _mentions("<@&{}>", rule.role_ids) or everybody),
        ],
        footer=t("Who may manage the server is never stopped by these rules."),
        controls=[
            [_many(reply, "settings.channels", command, t("Choose channels"), CHANNELS)],
            [_many(reply, "settings.roles", command, t("Choose roles"), ROLES)],
            [
                Button(
                    label=t("Lift the rule"),
                    custom_id=reply.custom_id("settings.lift", command),
                    style=Style.DANGER,
                    disabled=command not in rules.commands,
                ),
                Button(label=t("Back to the commands"), custom_id=reply.custom_id("settings.commands", 0)),
            ],
        ],
    )


def _many(reply: Reply, action: str, command: str, label: Text, kind: hikari.ComponentType) -> Menu:
    custom_id = reply.custom_id(action, command)
    return Menu(custom_id=custom_id, placeholder=label, kind=kind, least=0, most=MOST_IN_A_RULE)


def _switchable(plugins: PluginManager) -> list[str]:
    return sorted(set(plugins.loaded) - ALWAYS_ON)


def _restrictable(commands: Commands) -> list[str]:
    """The qualified names of slash commands, and their groups."""
    names = {
        command.name
        for command in commands.all()
        if command.kind is hikari.CommandType.SLASH and command.plugin not in ALWAYS_ON
    }
    return sorted(names | {name.partition(" ")[0] for name in names})


def _role(role_id: int | None) -> Words:
    return f"<@&{role_id}>" if role_id else t("none")


def _mentions(form: str, ids: Iterable[int]) -> str:
    return " ".join(form.format(item) for item in sorted(ids))


def _ids(values: Iterable[str]) -> list[int]:
    return [int(value) for value in values]
