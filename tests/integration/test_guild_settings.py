from __future__ import annotations

import asyncio

import pytest

from app.container import Container
from app.core.actor import Actor
from app.core.errors import Conflict, Forbidden, InvalidInput
from app.core.guild import CommandRule, GuildRules
from app.core.guild_options import ADMIN_ROLE, TIME_ZONE, number_option, switch_option, words_option
from app.core.i18n import t
from app.features.audit.options import LOG_CHANNEL
from app.features.guild_settings.service import GuildSettingsService


@pytest.fixture
def guild_settings(container: Container) -> GuildSettingsService:
    return container.guild_settings()


async def test_a_guild_that_decided_nothing_has_the_defaults(
    guild_settings: GuildSettingsService, guild_id: int
) -> None:
    assert await guild_settings.rules_of(guild_id) == GuildRules()


@pytest.mark.regression(78)
async def test_decisions_hold_at_once(guild_settings: GuildSettingsService, manager: Actor) -> None:
    await guild_settings.rules_of(manager.guild_id)
    await guild_settings.choose(manager, ADMIN_ROLE, 5)
    await guild_settings.choose(manager, LOG_CHANNEL, 6)
    await guild_settings.switch_plugins(manager, ["quotes", "links", "mod"], ["mod"])
    await guild_settings.restrict_command(manager, "quote add", channel_ids=[1, 2], role_ids=[3])
    assert await guild_settings.rules_of(manager.guild_id) == GuildRules(
        options={ADMIN_ROLE.key: 5, LOG_CHANNEL.key: 6},
        disabled_plugins=frozenset({"quotes", "links"}),
        commands={"quote add": CommandRule(channel_ids=frozenset({1, 2}), role_ids=frozenset({3}))},
    )


async def test_decisions_can_be_taken_back(guild_settings: GuildSettingsService, manager: Actor) -> None:
    await guild_settings.choose(manager, ADMIN_ROLE, 5)
    await guild_settings.restrict_command(manager, "roll", channel_ids=[1])
    await guild_settings.choose(manager, ADMIN_ROLE, None)
    await guild_settings.restrict_command(manager, "roll", channel_ids=[])
    assert await guild_settings.rules_of(manager.guild_id) == GuildRules()


async def test_only_who_manages_the_server_decides(
    guild_settings: GuildSettingsService, moderator: Actor, guild_id: int
) -> None:
    librarian = Actor(user_id=7, guild_id=guild_id, bot_admin=True)
    for actor in (moderator, librarian):
        for attempt in (
            guild_settings.overview(actor),
            guild_settings.choose(actor, ADMIN_ROLE, 1),
            guild_settings.choose(actor, LOG_CHANNEL, 1),
            guild_settings.switch_plugins(actor, ["quotes"], []),
            guild_settings.restrict_command(actor, "roll", channel_ids=[1]),
        ):
            with pytest.raises(Forbidden, match="Manage Server"):
                await attempt


async def test_everyone_cannot_become_admin(guild_settings: GuildSettingsService, manager: Actor) -> None:
    with pytest.raises(Conflict):
        await guild_settings.choose(manager, ADMIN_ROLE, manager.guild_id)


async def test_a_time_zone_that_only_python_knows_is_refused(
    guild_settings: GuildSettingsService, manager: Actor, monkeypatch: pytest.MonkeyPatch
) -> None:
    known = {"Europe/Berlin", "localtime", "Only/Python"}
    monkeypatch.setattr("app.features.guild_settings.options.available_timezones", lambda: known)
    for name in ("localtime", "Only/Python", "Nobody/Knows"):
        with pytest.raises(InvalidInput, match="do not know that time zone"):
            await guild_settings.choose(manager, TIME_ZONE, name)
    assert await guild_settings.choose(manager, TIME_ZONE, "europe/berlin") == "Europe/Berlin"


async def test_what_is_needed_to_switch_things_on_stays_on(
    guild_settings: GuildSettingsService, manager: Actor
) -> None:
    with pytest.raises(Conflict, match="settings"):
        await guild_settings.switch_plugins(manager, ["settings", "quotes"], ["quotes"])


async def test_a_rule_has_its_size(guild_settings: GuildSettingsService, manager: Actor) -> None:
    for command, channels in (("", [1]), ("x" * 101, [1]), ("roll", list(range(30)))):
        with pytest.raises(InvalidInput):
            await guild_settings.restrict_command(manager, command, channel_ids=channels)


async def test_what_was_not_offered_stays_as_it_was_decided(
    guild_settings: GuildSettingsService, manager: Actor
) -> None:
    await guild_settings.switch_plugins(manager, ["quotes", "stats", "links"], ["stats", "links"])
    await guild_settings.switch_plugins(manager, ["stats", "links"], ["links"])
    assert (await guild_settings.overview(manager)).disabled_plugins == {"quotes", "stats"}
    await guild_settings.switch_plugins(manager, ["quotes", "links"], ["quotes", "links"])
    assert (await guild_settings.overview(manager)).disabled_plugins == {"stats"}


async def test_both_parts_of_a_rule_can_be_chosen_at_once(
    guild_settings: GuildSettingsService, manager: Actor
) -> None:
    for command in ("roll", "ping", "about", "avatar"):
        await asyncio.gather(
            guild_settings.restrict_command(manager, command, channel_ids=[1]),
            guild_settings.restrict_command(manager, command, role_ids=[2]),
        )
        rule = (await guild_settings.overview(manager)).commands[command]
        assert rule == CommandRule(channel_ids=frozenset({1}), role_ids=frozenset({2}))


async def test_a_rule_goes_with_its_last_part(guild_settings: GuildSettingsService, manager: Actor) -> None:
    await guild_settings.restrict_command(manager, "roll", channel_ids=[1], role_ids=[2])
    await guild_settings.restrict_command(manager, "roll", channel_ids=[])
    rules = await guild_settings.overview(manager)
    assert rules.commands == {"roll": CommandRule(role_ids=frozenset({2}))}
    await guild_settings.restrict_command(manager, "roll", role_ids=[])
    assert await guild_settings.overview(manager) == GuildRules()


async def test_an_option_of_every_kind_is_checked_stored_and_read(
    guild_settings: GuildSettingsService, manager: Actor
) -> None:
    depth = number_option("test.depth", t("Depth"), t("How deep."), default=3, least=1, most=9)
    motto = words_option("test.motto", t("Motto"), t("What is said."), most=10)
    open_door = switch_option("test.open", t("Open"), t("Whether it is."), default=True)
    for number in (0, 10):
        with pytest.raises(InvalidInput, match="Depth can be anything from 1 to 9"):
            await guild_settings.choose(manager, depth, number)
    with pytest.raises(InvalidInput, match="10 characters at most"):
        await guild_settings.choose(manager, motto, "x" * 11)
    await guild_settings.choose(manager, depth, depth.parsed(" 7 "))
    await guild_settings.choose(manager, motto, " no  killing ")
    await guild_settings.choose(manager, open_door, False)
    rules = await guild_settings.rules_of(manager.guild_id)
    assert (rules.of(depth), rules.of(motto), rules.of(open_door)) == (7, "no killing", False)
    with pytest.raises(InvalidInput, match="whole number"):
        depth.parsed("seven")
    await guild_settings.choose(manager, depth, depth.parsed(""))
    assert (await guild_settings.rules_of(manager.guild_id)).of(depth) == 3
    assert await guild_settings.guilds_with(motto) == {manager.guild_id: "no killing"}


async def test_what_is_stored_for_another_kind_is_not_read(manager: Actor) -> None:
    depth = number_option("test.depth", t("Depth"), t("How deep."), default=3, least=1, most=9)
    for stored in ("7", None, True, [7], 7.5):
        rules = GuildRules(options={"test.depth": stored})  # type: ignore[dict-item] # that is what is tried
        assert rules.of(depth) == 3
