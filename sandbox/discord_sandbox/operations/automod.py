"""Rules of the automatic moderation are made, changed and deleted."""

from __future__ import annotations

from typing import Any

from discord_sandbox.model.audit import Attribution, AuditAction
from discord_sandbox.model.automod import Rule
from discord_sandbox.model.event import Event
from discord_sandbox.model.guild import Guild
from discord_sandbox.model.permissions import Permission
from discord_sandbox.model.world import World
from discord_sandbox.operations import audit

_MANAGE_GUILD = int(Permission.MANAGE_GUILD)


def create(world: World, guild: Guild, cause: Attribution, **attributes: Any) -> Rule:
    """Add a rule with these attributes."""
    rule = Rule(world.snowflakes.next(), guild.id, cause.user.id, **attributes)
    guild.automod_rules[rule.id] = rule
    _emit(world, "AUTO_MODERATION_RULE_CREATE", rule)
    made = audit.made(rule.payload())
    audit.record(world, guild, cause, AuditAction.AUTO_MODERATION_RULE_CREATE, rule.id, made)
    return rule


def update(world: World, rule: Rule, cause: Attribution | None = None, **changes: object) -> None:
    different = audit.assign(rule, changes, Rule.payload)
    _emit(world, "AUTO_MODERATION_RULE_UPDATE", rule)
    if different:
        guild = world.guilds[rule.guild_id]
        audit.record(world, guild, cause, AuditAction.AUTO_MODERATION_RULE_UPDATE, rule.id, different)


def delete(world: World, rule: Rule, cause: Attribution | None = None) -> None:
    guild = world.guilds[rule.guild_id]
    del guild.automod_rules[rule.id]
    _emit(world, "AUTO_MODERATION_RULE_DELETE", rule)
    gone = audit.ended(rule.payload())
    audit.record(world, guild, cause, AuditAction.AUTO_MODERATION_RULE_DELETE, rule.id, gone)


def _emit(world: World, name: str, rule: Rule) -> None:
    world.emit(Event(name, rule.payload(), rule.guild_id, needs=_MANAGE_GUILD))
