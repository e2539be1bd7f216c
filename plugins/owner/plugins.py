"""``/owner plugin load|unload|reload|list``."""

from __future__ import annotations

from collections.abc import Awaitable, Iterable

import lightbulb
from lightbulb.di import INJECTED

from app.core.cards import Card
from app.core.errors import Conflict, NotFound
from app.core.i18n import t
from app.core.markup import escape
from app.core.suggestions import Suggestion
from app.discord import ui
from app.discord.command_info import CommandInfo
from app.discord.plugins import PluginError, PluginManager
from app.discord.reply import Reply
from app.features.operators.actions import PLUGIN_LOADED, PLUGIN_RELOADED, PLUGIN_UNLOADED
from app.features.operators.service import OperatorService
from plugins.owner.group import group, permit

KEPT = frozenset({"owner"})
"""Plugins that cannot be unloaded: nothing could load them again."""

plugin_group = group.subgroup("plugin", "The plugins of the running process.")


async def suggest_loaded(
    ctx: lightbulb.AutocompleteContext[str],
    operators: OperatorService = INJECTED,
    plugins: PluginManager = INJECTED,
) -> None:
    """Plugins that are loaded."""
    await _suggest(ctx, operators, plugins.loaded)


async def suggest_available(
    ctx: lightbulb.AutocompleteContext[str],
    operators: OperatorService = INJECTED,
    plugins: PluginManager = INJECTED,
) -> None:
    """Plugins that are there but not loaded."""
    await _suggest(ctx, operators, sorted(set(plugins.available()) - set(plugins.loaded)))


async def _suggest(
    ctx: lightbulb.AutocompleteContext[str], operators: OperatorService, names: Iterable[str]
) -> None:
    """These names; nothing for those who are no operators."""
    known = names if await operators.is_operator(int(ctx.interaction.user.id)) else ()
    await ui.suggest(ctx, (Suggestion(name, name) for name in known))


@plugin_group.register
class LoadPlugin(lightbulb.SlashCommand, name="load", description="Load a plugin."):
    info = CommandInfo(examples=("/owner plugin load plugin:quotes",), operators=True)

    plugin = lightbulb.string("plugin", "Which one.", max_length=50, autocomplete=suggest_available)

    @lightbulb.invoke
    async def invoke(
        self, ctx: lightbulb.Context, reply: Reply, operators: OperatorService, plugins: PluginManager
    ) -> None:
        await _require_known(ctx, operators, plugins, self.plugin)
        await permit(ctx, operators, PLUGIN_LOADED, self.plugin)
        await _attempt(plugins.load(self.plugin))
        await reply.say(t("{plugin} is loaded.", plugin=self.plugin), private=True)


@plugin_group.register
class UnloadPlugin(lightbulb.SlashCommand, name="unload", description="Unload a plugin."):
    info = CommandInfo(examples=("/owner plugin unload plugin:quotes",), operators=True)

    plugin = lightbulb.string("plugin", "Which one.", max_length=50, autocomplete=suggest_loaded)

    @lightbulb.invoke
    async def invoke(
        self, ctx: lightbulb.Context, reply: Reply, operators: OperatorService, plugins: PluginManager
    ) -> None:
        await _require_known(ctx, operators, plugins, self.plugin)
        await permit(ctx, operators, PLUGIN_UNLOADED, self.plugin)
        if self.plugin in KEPT:
            raise Conflict(t("Without that plugin nothing could be loaded again."))
        await _attempt(plugins.unload(self.plugin))
        await reply.say(t("{plugin} is unloaded.", plugin=self.plugin), private=True)


@plugin_group.register
class ReloadPlugin(lightbulb.SlashCommand, name="reload", description="Load a plugin's present source."):
    info = CommandInfo(
        examples=("/owner plugin reload plugin:quotes",),
        operators=True,
        note=t("A source that does not work changes nothing. Changed options need /owner sync as well."),
    )

    plugin = lightbulb.string("plugin", "Which one.", max_length=50, autocomplete=suggest_loaded)

    @lightbulb.invoke
    async def invoke(
        self, ctx: lightbulb.Context, reply: Reply, operators: OperatorService, plugins: PluginManager
    ) -> None:
        await _require_known(ctx, operators, plugins, self.plugin)
        await permit(ctx, operators, PLUGIN_RELOADED, self.plugin)
        await _attempt(plugins.reload(self.plugin))
        await reply.say(t("{plugin} is reloaded.", plugin=self.plugin), private=True)


@plugin_group.register
class ListPlugins(lightbulb.SlashCommand, name="list", description="List the plugins."):
    info = CommandInfo(examples=("/owner plugin list",), operators=True)

    @lightbulb.invoke
    async def invoke(
        self, ctx: lightbulb.Context, reply: Reply, operators: OperatorService, plugins: PluginManager
    ) -> None:
        await operators.authorise(int(ctx.user.id))
        waiting = sorted(set(plugins.available()) - set(plugins.loaded))
        fields = [(t("Loaded"), ", ".join(plugins.loaded)), (t("Not loaded"), ", ".join(waiting))]
        await reply.show(Card(title=t("Plugins"), fields=fields), private=True)


async def _require_known(
    ctx: lightbulb.Context, operators: OperatorService, plugins: PluginManager, name: str
) -> None:
    """Compare the name with what there is, before it gets anywhere near an import."""
    await operators.authorise(int(ctx.user.id))
    if name not in plugins.available():
        raise NotFound(t("There is no plugin called {plugin}.", plugin=escape(name)))


async def _attempt(deed: Awaitable[None]) -> None:
    try:
        await deed
    except PluginError as error:
        raise Conflict(t("{reason}", reason=escape(str(error)))) from error
