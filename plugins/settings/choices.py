"""What is done on the panel with the options that features declare."""

from __future__ import annotations

import lightbulb

from app.core.actor import Actor
from app.core.guild_options import OptionKind
from app.discord.components import ComponentEvent, on_component
from app.discord.reply import Reply, TextField
from app.features.guild_settings.service import GuildSettingsService
from plugins.settings.panel import panel

loader = lightbulb.Loader()


@on_component(loader, "settings.choose")
async def choose(event: ComponentEvent, reply: Reply, actor: Actor, settings: GuildSettingsService) -> None:
    """A role or a channel was chosen, or none."""
    option = settings.options.by_key(event.argument)
    await settings.choose(actor, option, event.ids[0] if event.values else None)
    await reply.update(await panel())


@on_component(loader, "settings.ask")
async def ask(event: ComponentEvent, reply: Reply, actor: Actor, settings: GuildSettingsService) -> None:
    """Switch over what is on or off; ask for anything else in a form."""
    option = settings.options.by_key(event.argument)
    present = (await settings.overview(actor)).of(option)
    if option.kind is OptionKind.SWITCH:
        await settings.choose(actor, option, not present)
        await reply.update(await panel())
        return
    field = TextField("value", option.label, value=str(present), shortest=0, longest=option.most_characters)
    await reply.ask("settings.value", option.label, [field], argument=option.key)


@on_component(loader, "settings.value")
async def choose_value(
    event: ComponentEvent, reply: Reply, actor: Actor, settings: GuildSettingsService
) -> None:
    """What was written into the form; nothing takes back what was decided."""
    option = settings.options.by_key(event.argument)
    await settings.choose(actor, option, option.parsed(event.field("value")))
    await reply.update(await panel())
