"""The front door: what a guild has switched off or restricted, before any command runs.

It keeps order, not security: services check for themselves what an actor may do.
"""

from __future__ import annotations

import asyncio

import lightbulb
from loguru import logger

from app.core.actor import Actor, Permission
from app.core.errors import Forbidden
from app.core.guild import ALWAYS_ON, CommandRule, GuildPolicy, GuildRules
from app.core.i18n import Text, t
from app.core.wordless import summary
from app.discord.command_info import info_of, is_guild_only, plugin_of
from app.discord.interaction_context import current_interaction

RULES_TIMEOUT_SECONDS = 1.0
"""Seconds to wait for a guild's rules; a command that can do without them must still answer in 3."""


class Gate:
    """Asks for a guild's rules."""

    def __init__(self, policy: GuildPolicy) -> None:
        self._policy = policy

    async def rules_of(self, guild_id: int) -> GuildRules:
        """The guild's rules; those of a guild that decided nothing while they cannot be had."""
        try:
            async with asyncio.timeout(RULES_TIMEOUT_SECONDS):
                return await self._policy.rules_of(guild_id)
        except Exception as error:  # noqa: BLE001 - commands that need no database go on without it
            logger.warning("the rules of guild {} cannot be had: {}", guild_id, summary(error))
            return GuildRules()


def check(rules: GuildRules, actor: Actor, plugin: str, command: str) -> None:
    """Raise ``Forbidden`` where the guild does not want this now."""
    if (reason := refusal(rules, actor, plugin, command)) is not None:
        raise Forbidden(reason)


@lightbulb.hook(lightbulb.ExecutionSteps.CHECKS, skip_when_failed=True)
async def pass_gate(_: lightbulb.ExecutionPipeline, ctx: lightbulb.Context) -> None:
    """Check every command, before its cooldown is touched."""
    command, context = type(ctx.command), current_interaction()
    # Outside a guild there are no rules to ask for; asking for the actor there is a refusal.
    if ctx.guild_id is not None or is_guild_only(command):
        name = info_of(command).rule_name(context.name)
        check(await context.rules(), await context.actor(), plugin_of(command), name)


def refusal(rules: GuildRules, actor: Actor, plugin: str, command: str) -> Text | None:
    """Why ``actor`` cannot run ``command`` where they are, or None. Also what /help says."""
    if plugin in rules.disabled_plugins and plugin not in ALWAYS_ON:
        return t("That feature is switched off in this server.")
    rule = rules.rule_for(command)
    # Who manages the server can change the rule, so being stopped by it would only be a nuisance.
    if rule is None or actor.may(Permission.MANAGE_GUILD):
        return None
    return _breach(rule, actor)


def _breach(rule: CommandRule, actor: Actor) -> Text | None:
    if rule.channel_ids and rule.channel_ids.isdisjoint((actor.channel_id, actor.parent_channel_id)):
        return t("Please use this command in {channels}.", channels=_listed("<#{}>", rule.channel_ids))
    if rule.role_ids and not rule.role_ids & actor.role_ids:
        return t("This command is for members with {roles}.", roles=_listed("<@&{}>", rule.role_ids))
    return None


def _listed(mention: str, ids: frozenset[int]) -> str:
    return ", ".join(mention.format(item) for item in sorted(ids))
