"""What a guild has switched off or restricted."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator
from typing import TypeVar

import pytest
from loguru import logger

from app.core.actor import Actor, Permission
from app.core.errors import Forbidden
from app.core.guild import ALWAYS_ON, CommandRule, GuildRules
from app.core.guild_options import GuildOption
from app.discord import gate as gate_module
from app.discord.gate import Gate, check, refusal

V = TypeVar("V")
GUILD, CHANNEL, PARENT, ROLE = 1, 10, 11, 20


class Told:
    """Rules that are as given; an error where none are, and a wait where that is none either."""

    def __init__(self, rules: GuildRules | Exception | None) -> None:
        self._rules = rules

    async def rules_of(self, guild_id: int) -> GuildRules:
        if self._rules is None:
            await asyncio.Event().wait()
        if isinstance(self._rules, Exception):
            raise self._rules
        assert guild_id == GUILD
        assert self._rules is not None
        return self._rules

    async def guilds_without(self, plugin: str) -> frozenset[int]:
        return frozenset()

    async def guilds_with(self, option: GuildOption[V]) -> dict[int, V]:
        return {}


@pytest.fixture
def said() -> Iterator[list[str]]:
    lines: list[str] = []
    number = logger.add(lambda line: lines.append(str(line)), format="{level} {message}")
    yield lines
    logger.remove(number)


def member(*roles: int, permissions: Permission = Permission.NONE, bot_admin: bool = False) -> Actor:
    return Actor(
        user_id=5,
        guild_id=GUILD,
        channel_id=CHANNEL,
        parent_channel_id=PARENT,
        role_ids=frozenset(roles),
        permissions=permissions,
        bot_admin=bot_admin,
    )


def told(rule: CommandRule, actor: Actor) -> str | None:
    reason = refusal(GuildRules(commands={"quote": rule}), actor, "quotes", "quote add")
    return None if reason is None else str(reason)


def test_a_plugin_can_be_switched_off_for_everybody() -> None:
    rules = GuildRules(disabled_plugins=frozenset({"quotes"}))
    manager = member(permissions=Permission.MANAGE_GUILD)
    assert (
        str(refusal(rules, manager, "quotes", "quote add")) == "That feature is switched off in this server."
    )
    assert refusal(rules, manager, "links", "link add") is None


@pytest.mark.parametrize("plugin", sorted(ALWAYS_ON))
def test_nobody_can_lock_themselves_out(plugin: str) -> None:
    rules = GuildRules(disabled_plugins=ALWAYS_ON)
    assert refusal(rules, member(), plugin, plugin) is None


def test_a_rule_can_name_channels() -> None:
    assert (
        told(CommandRule(channel_ids=frozenset({31, 30})), member())
        == "Please use this command in <#30>, <#31>."
    )
    assert told(CommandRule(channel_ids=frozenset({30, CHANNEL})), member()) is None
    assert told(CommandRule(channel_ids=frozenset({30, PARENT})), member()) is None


def test_a_rule_can_name_roles() -> None:
    rule = CommandRule(role_ids=frozenset({ROLE, 19}))
    assert told(rule, member(18)) == "This command is for members with <@&19>, <@&20>."
    assert told(rule, member(18, ROLE)) is None


def test_both_parts_of_a_rule_hold() -> None:
    rule = CommandRule(channel_ids=frozenset({CHANNEL}), role_ids=frozenset({ROLE}))
    assert told(rule, member(ROLE)) is None
    assert told(rule, member()) == "This command is for members with <@&20>."


def test_a_rule_that_names_nothing_restricts_nothing() -> None:
    assert told(CommandRule(), member()) is None
    assert refusal(GuildRules(), member(), "quotes", "quote add") is None


def test_who_can_change_the_rule_is_not_stopped_by_it() -> None:
    rule = CommandRule(channel_ids=frozenset({30}))
    assert told(rule, member(permissions=Permission.MANAGE_GUILD)) is None
    assert told(rule, member(permissions=Permission.ADMINISTRATOR)) is None
    assert told(rule, member(permissions=Permission.MANAGE_ROLES)) is not None
    assert told(rule, member(bot_admin=True)) is not None


def test_what_the_rules_forbid_is_refused_with_the_reason() -> None:
    rules = GuildRules(commands={"quote": CommandRule(role_ids=frozenset({ROLE}))})
    with pytest.raises(Forbidden) as refused:
        check(rules, member(), "quotes", "quote add")
    assert str(refused.value) == "This command is for members with <@&20>."
    check(rules, member(ROLE), "quotes", "quote add")
    check(rules, member(), "links", "link get")


def test_what_is_switched_off_is_refused() -> None:
    rules = GuildRules(disabled_plugins=frozenset({"quotes"}))
    with pytest.raises(Forbidden, match="switched off"):
        check(rules, member(), "quotes", "quote add")
    check(rules, member(), "links", "link get")


async def test_without_the_rules_commands_go_on(said: list[str]) -> None:
    rules = await Gate(Told(ConnectionError("the database is away"))).rules_of(GUILD)
    check(rules, member(), "quotes", "quote add")
    assert said == ["WARNING the rules of guild 1 cannot be had: ConnectionError: the database is away\n"]


async def test_nobody_waits_for_rules_that_do_not_come(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(gate_module, "RULES_TIMEOUT_SECONDS", 0.02)
    async with asyncio.timeout(2):
        assert await Gate(Told(None)).rules_of(GUILD) == GuildRules()
