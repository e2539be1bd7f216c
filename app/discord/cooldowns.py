"""Cooldowns of commands, as their guides declare them, counted in the shared cache.

lightbulb's own (``prefab.fixed_window``) never resets its count; see docs/decisions.
"""

from __future__ import annotations

import hikari
import lightbulb

from app.core.cooldown import bucket_name
from app.discord.command_info import Cooldown, info_of
from app.discord.interaction_context import InteractionContext, current_interaction
from app.infra.limits import Cooldowns


def cooldown_hook(cooldowns: Cooldowns) -> lightbulb.ExecutionHook:
    """The hook that holds every command to the cooldown that its info names."""

    @lightbulb.hook(lightbulb.ExecutionSteps.COOLDOWNS, skip_when_failed=True)
    async def take_turn(_: lightbulb.ExecutionPipeline, ctx: lightbulb.Context) -> None:
        info = info_of(type(ctx.command))
        cooldown = info.cooldown
        if cooldown is not None:
            context = current_interaction()
            name, bucket = info.rule_name(context.name), _bucket_of(cooldown, ctx.interaction)
            context.turn = await cooldowns.take(name, bucket, cooldown.uses, cooldown.seconds)

    return take_turn


async def give_back_turn(cooldowns: Cooldowns, context: InteractionContext) -> None:
    """Give back what a command took that was refused or failed, unless it has done something."""
    if context.turn is not None and not context.kept:
        turn, context.turn = context.turn, None
        await cooldowns.give_back(turn)


def _bucket_of(cooldown: Cooldown, interaction: hikari.CommandInteraction) -> str:
    return bucket_name(
        cooldown.per,
        guild_id=int(interaction.guild_id or 0),
        channel_id=int(interaction.channel_id),
        user_id=int(interaction.user.id),
    )
