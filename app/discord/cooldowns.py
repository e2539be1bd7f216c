"""Cooldowns of commands, as their guides declare them, counted in the shared cache.

lightbulb's own (``prefab.fixed_window``) never resets its count; see docs/decisions.
"""

from __future__ import annotations

import hikari
import lightbulb

from app.core.cooldown import bucket_name
from app.discord.command_info import Cooldown, info_of
from app.discord.interaction_context import current_interaction
from app.infra.limits import Cooldowns


def cooldown_hook(cooldowns: Cooldowns) -> lightbulb.ExecutionHook:
    """The hook that holds every command to the cooldown that its info names."""

    @lightbulb.hook(lightbulb.ExecutionSteps.COOLDOWNS, skip_when_failed=True)
    async def take_turn(_: lightbulb.ExecutionPipeline, ctx: lightbulb.Context) -> None:
        info = info_of(type(ctx.command))
        cooldown = info.cooldown
        if cooldown is not None:
            name = info.rule_name(current_interaction().name)
            await cooldowns.take(name, _bucket_of(cooldown, ctx.interaction), cooldown.uses, cooldown.seconds)

    return take_turn


def _bucket_of(cooldown: Cooldown, interaction: hikari.CommandInteraction) -> str:
    return bucket_name(
        cooldown.per,
        guild_id=int(interaction.guild_id or 0),
        channel_id=int(interaction.channel_id),
        user_id=int(interaction.user.id),
    )
