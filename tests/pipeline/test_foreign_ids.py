"""Ids that come back from a client: of another guild, of nothing, of something else, and no ids at all.

The commands and the menus are those that are registered and shown, so a new one is tried without being named here.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, time
from functools import partial
from typing import Any

import hikari
import pytest
from sqlalchemy import delete, select

from app.core.cooldown import Bucket, bucket_name
from app.core.errors import NotFound
from app.core.guild_options import ADMIN_ROLE
from app.discord.command_info import data_of
from app.discord.registry import Command
from app.features.audit.options import LOG_CHANNEL
from app.features.guild_settings.models import GuildCommandRule, GuildSettings
from app.features.guild_settings.service import GUILD_RULES
from app.features.message_log.options import MESSAGE_LOG
from app.features.statistics.models import Digest
from app.infra.audit import AuditEntry
from app.infra.db.guilds_and_members import remember_guild
from app.runtime import Runtime, assemble, http_only
from app.settings.schema import Settings
from discord_sandbox import Forged, GuildHandle, Permission, Reply, Sandbox
from discord_sandbox.model.channel import ChannelType
from tests.support.hostile import ABSENT, NUMBERS, entities, hostile, number_of, stored
from tests.support.menus import Trail, menus

ENTITIES = {
    hikari.OptionType.USER: "user",
    hikari.OptionType.ROLE: "role",
    hikari.OptionType.CHANNEL: "channel",
    hikari.OptionType.MENTIONABLE: "role",
}
MENUS = {5: "user", 6: "role", 7: "role", 8: "channel"}
FILLING: dict[hikari.OptionType, Any] = {
    hikari.OptionType.STRING: "words",
    hikari.OptionType.INTEGER: 1,
    hikari.OptionType.FLOAT: 1.0,
    hikari.OptionType.BOOLEAN: False,
}
GIVEN = {"mod reset": {"command": "/quote add"}, "activity backfill": {"since": "2026-01-01"}}
"""What has to be given beside, where any words will not do."""
OF_ACCOUNTS = {"avatar", "info user"}
"""Commands about accounts, which are no guild's: they show what Discord tells everybody of anybody."""


@pytest.fixture
def nothing_discord_would_mind(discord: Sandbox) -> Iterator[None]:
    """To look something up and not find it is what is tried here; all else has to be right."""
    discord.violations.clear()
    yield
    assert [each for each in discord.violations if each.call.method != "GET"] == []


def judge(tried: str, reply: Reply, kind: str, number: int) -> None:
    """Nothing of the other guild is shown, and nothing broke."""
    texts = [message.text for message in (reply, *reply.followups)]
    told = "\n".join(texts)
    assert told.strip(), f"{tried}: no sentence"
    assert "Something broke" not in told, tried
    form = {"user": "<@{}>", "role": "<@&{}>", "channel": "<#{}>"}[kind].format(number)
    for shown in ("Vault", "vault-door", form):
        assert shown not in told, f"{tried}: {told}"


def options_of(command: Command) -> dict[str, Any]:
    """Something for each option that has to be given, unless it is a role or the like."""
    needed = (option for option in data_of(command.implementation).options.values())
    filled = {
        option.name: FILLING[option.type]
        for option in needed
        if option.type in FILLING and option.default is hikari.UNDEFINED
    }
    return filled | GIVEN.get(command.name, {})


def commands_of(bot: Runtime) -> list[Command]:
    slash = [each for each in bot.container.commands().all() if each.kind is hikari.CommandType.SLASH]
    return [each for each in slash if not each.info.operators]


async def rested(bot: Runtime, inn: GuildHandle, command: Command) -> None:
    """End the cooldown, and forget what was decided: what is tried here is tried often."""
    maple = inn.member("maple")
    bucket = bucket_name(Bucket.USER, guild_id=inn.id, channel_id=maple.channel.id, user_id=maple.id)
    await bot.container.cooldowns().reset(command.rule_name, bucket)
    async with bot.container.sessions().begin() as session:
        for model in (GuildSettings, GuildCommandRule):
            await session.execute(delete(model).where(model.guild_id == inn.id))
    await bot.container.cache().forget(GUILD_RULES, inn.id)


async def test_no_option_takes_what_is_not_of_the_guild(
    inn: GuildHandle, vault: GuildHandle, bot: Runtime
) -> None:
    maple, tried = inn.member("maple").unchecked, set()
    for command in commands_of(bot):
        for option in data_of(command.implementation).options.values():
            if (kind := ENTITIES.get(option.type)) is None:
                continue
            for value in hostile(kind, inn, vault):
                await rested(bot, inn, command)
                given = options_of(command) | {option.name: value}
                reply = await (await maple.slash(command.name, **given)).settled()
                what = f"/{command.name} {option.name}:{value}"
                if command.name not in OF_ACCOUNTS:
                    judge(what, reply, kind, number_of(value))
                assert "Something broke" not in reply.text, what
                if number_of(value) not in {entities(inn)[each].id for each in ("user", "role", "channel")}:
                    assert await stored(bot, inn, number_of(value)) == [], what
            tried.add(f"{command.name} {option.name}")
    assert {"set_admin_role role", "stats digest channel", "quote add speaker", "mod reset member"} <= tried


async def test_no_menu_takes_what_is_not_of_the_guild(
    inn: GuildHandle, vault: GuildHandle, bot: Runtime
) -> None:
    maple, tried = inn.member("maple"), set()
    trails = [
        Trail(command.name, tuple(options_of(command).items()), partial(rested, bot, inn, command))
        for command in commands_of(bot)
        if not any(option.required and option.name not in options_of(command) for option in command.options)
    ]
    async for trail, menu in menus(maple, trails):
        action = menu["custom_id"].split(":")[2]
        kind = MENUS.get(menu["type"])
        values = [*hostile(kind, inn, vault)] if kind else []
        for value in [*values, Forged("no number"), Forged("x" * 200)]:
            panel = await trail.walk(maple)
            reply = await (await maple.unchecked.select(panel, menu["custom_id"], [value])).settled()
            what = f"{trail.command} {action} {value}"
            assert "Something broke" not in reply.text, what
            if kind and not (isinstance(value, Forged) and not value.value.lstrip("-").isdecimal()):
                judge(what, reply, kind, number_of(value))
                if number_of(value) not in {each.id for each in entities(inn).values()}:
                    assert await stored(bot, inn, number_of(value)) == [], what
        panel = await trail.walk(maple)
        nothing = await (await maple.unchecked.select(panel, menu["custom_id"], [])).settled()
        assert "Something broke" not in nothing.text, f"{trail.command} {action}: nothing"
        tried.add(action)
    assert {"settings.choose", "settings.channels", "settings.roles", "settings.command"} <= tried


async def test_what_is_of_the_guild_is_stored_and_found_here(inn: GuildHandle, bot: Runtime) -> None:
    maple, own = inn.member("maple"), entities(inn)
    assert "The admin role is now" in (await maple.slash("set_admin_role", role=own["role"])).text
    assert "Every day at" in (await maple.slash("stats digest", channel=own["channel"])).text
    assert "guild_settings.options" in await stored(bot, inn, own["role"].id)
    assert "activity_digests.channel_id" in await stored(bot, inn, own["channel"].id)
    assert "audit_log.details" in await stored(bot, inn, own["channel"].id)


@pytest.mark.parametrize("menu", ["Log channel", "Message log"])
async def test_logs_go_to_channels_for_text_alone(inn: GuildHandle, menu: str) -> None:
    maple = inn.member("maple")
    places = [
        await inn.create_channel("rooms", ChannelType.GUILD_CATEGORY),
        await inn.create_channel("stage", ChannelType.GUILD_VOICE),
        await inn.create_channel("board", ChannelType.GUILD_FORUM),
        await inn.start_thread("chapter-one", parent="general", owner="maple"),
    ]
    for place in places:
        panel = await maple.slash("settings")
        refused = await maple.unchecked.select(panel, menu, [place])
        assert refused.text == "Please choose a channel for text or announcements."
    refused = await maple.unchecked.slash("stats digest", channel=places[0])
    assert refused.text == "Please choose a channel for text or announcements."


async def test_a_rule_may_name_any_channel_of_the_guild(inn: GuildHandle) -> None:
    maple = inn.member("maple")
    place = await inn.create_channel("board", ChannelType.GUILD_FORUM)
    thread = await inn.start_thread("chapter-one", parent="general", owner="maple")
    panel = await maple.slash("settings")
    await maple.click(panel, "Restrict commands")
    await maple.select(panel, "Choose a command", [panel.selects[0]["options"][0]["value"]])
    await maple.unchecked.select(panel, "Choose channels", [place, thread])
    assert f"<#{place.id}>" in panel.text
    assert f"<#{thread.id}>" in panel.text


async def test_the_admin_role_is_one_that_people_give(inn: GuildHandle) -> None:
    maple = inn.member("maple")
    [of_the_bot] = [role for role in inn.guild.roles.values() if role.managed]
    refused = await maple.slash("set_admin_role", role=of_the_bot)
    assert "Discord or an app decides who has that role" in refused.text
    panel = await maple.slash("settings")
    refused = await maple.unchecked.select(panel, "Admin role", [inn.guild.everyone])
    assert "Everyone has that role" in refused.text


async def test_a_message_of_another_guild_is_not_quoted(inn: GuildHandle, vault: GuildHandle) -> None:
    erin = inn.member("erin")
    theirs = vault.channel("vault-door")
    [message] = theirs.messages.values()
    own = await erin.say("our own words")
    wrong = (
        f"{vault.id}/{theirs.id}/{message.id}",
        f"{inn.id}/{theirs.id}/{message.id}",
        f"{inn.id}/{erin.channel.id}/{message.id}",
        f"{inn.id}/{erin.channel.id}/{ABSENT}",
        f"{inn.id}/{ABSENT}/{own.id}",
    )
    for address in wrong:
        source = f"https://discord.com/channels/{address}"
        refused = await erin.slash("quote add", quote="the vault's words", source=source)
        assert refused.text == "That is no link to a message of this server."
        await inn.member("maple").slash("mod reset", command="/quote add", member="erin")
    seen = vault.member("ressa", "vault-door").reads()[0]
    refused = await erin.unchecked.message_menu("Quote this", seen)
    assert refused.text == "That is no link to a message of this server."
    source = f"https://discord.com/channels/{inn.id}/{erin.channel.id}/{own.id}"
    assert "Kept as quote" in (await erin.slash("quote add", quote="our own words", source=source)).text


async def test_a_message_that_the_bot_cannot_read_is_not_quoted(inn: GuildHandle) -> None:
    await inn.create_channel("hidden")
    await inn.overwrite("hidden", "shard", deny=[Permission.READ_MESSAGE_HISTORY])
    erin = inn.member("erin", "hidden")
    refused = await erin.message_menu("Quote this", await erin.say("between us"))
    assert refused.text.startswith("I cannot read that message.")


async def test_a_process_that_hears_nothing_from_the_gateway_knows_the_same(
    inn: GuildHandle, vault: GuildHandle, bot_settings: Settings
) -> None:
    message = await inn.member("erin").say("over here")
    thread = await inn.start_thread("chapter-one", parent="general", owner="maple")
    own, theirs = entities(inn), entities(vault)
    runtime = assemble(bot_settings)
    guilds = runtime.container.guilds()
    async with http_only(runtime.container.bot()):
        for _ in range(2):
            assert await guilds.channel(inn.id, own["channel"].id) == ChannelType.GUILD_TEXT
            assert await guilds.channel(inn.id, thread.id) == ChannelType.PUBLIC_THREAD
            assert (await guilds.role(inn.id, own["role"].id)).assignable
            await guilds.member(inn.id, own["user"].id)
            found = await guilds.message(inn.id, own["channel"].id, message.id)
            assert found.author_id == inn.member("erin").id
            for wrong in (
                guilds.channel(inn.id, theirs["channel"].id),
                guilds.channel(inn.id, inn.member("erin").dm().channel.id),
                guilds.role(inn.id, theirs["role"].id),
                guilds.member(inn.id, theirs["user"].id),
                guilds.message(inn.id, theirs["channel"].id, next(iter(theirs["channel"].messages))),
                *(guilds.channel(inn.id, number) for number in NUMBERS.values()),
                *(guilds.role(inn.id, number) for number in NUMBERS.values()),
                *(guilds.member(inn.id, number) for number in NUMBERS.values()),
            ):
                with pytest.raises(NotFound, match="is not in this server"):
                    await wrong
    await runtime.close()


async def test_who_has_left_can_still_be_quoted(inn: GuildHandle, vault: GuildHandle) -> None:
    erin, juniper = inn.member("erin"), inn.member("juniper")
    message = await juniper.say("farewell, and thank you")
    await erin.slash("quote add", quote="something earlier", speaker=inn.member("sage"))
    sage = inn.member("sage").user
    for name in ("juniper", "sage"):
        await inn.leave(name)
    assert "Kept as quote" in (await erin.message_menu("Quote this", message)).text
    assert "Kept as quote" in (await erin.slash("quote add", quote="once more", speaker=sage)).text
    ressa = vault.member("ressa").user
    refused = await erin.slash("quote add", quote="not of here", speaker=ressa)
    assert refused.text == "That person is not in this server."


async def test_figures_of_another_guild_are_nobodys_to_read(inn: GuildHandle, vault: GuildHandle) -> None:
    maple, theirs = inn.member("maple").unchecked, entities(vault)
    for command, options, told in (
        ("stats channel", {"channel": theirs["channel"]}, "There are no figures of that channel."),
        ("stats category", {"category": theirs["channel"]}, "There are no figures of that channel."),
        ("stats thread", {"thread": theirs["channel"]}, "There are no figures of that channel."),
        ("messagecount", {"channel": theirs["channel"], "hours": 5}, "There are no figures of that channel."),
        ("stats role", {"role": theirs["role"]}, "That role is not in this server."),
        ("stats user", {"member": theirs["user"]}, "That person is not in this server."),
        ("mod reset", {"member": theirs["user"], "command": "/roll"}, "There is no command with a cooldown"),
        (
            "mod reset",
            {"member": theirs["user"], "command": "/quote add"},
            "That person is not in this server.",
        ),
        ("info role", {"role": theirs["role"]}, "That role is not in this server."),
    ):
        assert (await (await maple.slash(command, **options)).settled()).text.startswith(told), command


async def test_everyone_is_no_admin_whatever_is_stored(inn: GuildHandle, bot: Runtime) -> None:
    await store(bot, inn, {ADMIN_ROLE.key: inn.id})
    erin = inn.member("erin")
    await inn.member("maple").slash("link add", title="FAQ", content="answers")
    refused = await erin.slash("link delete", title="FAQ")
    assert refused.text.startswith("Only who added a link, or staff")


async def test_a_stored_channel_of_another_guild_is_given_up(
    inn: GuildHandle, vault: GuildHandle, bot: Runtime
) -> None:
    maple, theirs = inn.member("maple"), vault.channel("vault-door")
    before = len(theirs.messages)
    await store(bot, inn, {LOG_CHANNEL.key: theirs.id, MESSAGE_LOG.key: theirs.id})
    panel = await maple.slash("settings")
    assert f"**Log channel**\n`{theirs.id}` (not in this server any more)" in panel.text
    assert f"<#{theirs.id}>" not in panel.text
    await maple.slash("set_admin_role", role="Readers")
    await announced(bot, inn)
    await bot.container.log_posting().post(inn.id)
    assert len(theirs.messages) == before
    rules = await bot.container.guild_settings().rules_of(inn.id)
    assert rules.of(LOG_CHANNEL) is None
    audit = await maple.slash("audit")
    assert "→ none. That channel is not in this server." in audit.text


async def test_a_stored_report_for_another_guild_is_given_up(
    inn: GuildHandle, vault: GuildHandle, bot: Runtime
) -> None:
    maple, theirs = inn.member("maple"), vault.channel("vault-door")
    before = len(theirs.messages)
    await maple.slash("set_admin_role", role="Readers")
    async with bot.container.sessions().begin() as session:
        session.add(Digest(guild_id=inn.id, channel_id=theirs.id, at=time(9), last_day=date(2020, 1, 1)))
    counted = partial(
        bot.container.metrics().registry.get_sample_value, "twi_foreign_ids_total", {"kind": "channel"}
    )
    refused = counted() or 0
    await bot.container.digests().post(inn.id, date(2020, 1, 2))
    assert counted() == refused + 1
    assert len(theirs.messages) == before
    assert "There was no report." in (await maple.slash("stats digest")).text


async def test_a_log_that_is_lost_to_a_deletion_is_given_up_once(inn: GuildHandle, bot: Runtime) -> None:
    maple = inn.member("maple")
    await inn.create_channel("log")
    await maple.select(await maple.slash("settings"), "Log channel", ["log"])
    await inn.delete_channel("log")
    await maple.slash("set_admin_role", role="Readers")
    await announced(bot, inn)
    assert "**Log channel**\nnone" in (await maple.slash("settings")).text


async def store(bot: Runtime, inn: GuildHandle, decisions: dict[str, Any]) -> None:
    """Decisions as they may stand in a database from before they were checked."""
    async with bot.container.sessions().begin() as session:
        await remember_guild(session, inn.id, inn.name)
        session.add(GuildSettings(guild_id=inn.id, options=decisions))
    await bot.container.cache().forget(GUILD_RULES, inn.id)


async def announced(bot: Runtime, inn: GuildHandle) -> None:
    """Have every entry of the guild's log announced, as the job would."""
    async with bot.container.sessions()() as session:
        ids = list(await session.scalars(select(AuditEntry.id).where(AuditEntry.chain == inn.id)))
    for entry_id in ids:
        await bot.container.audit().announce(entry_id)
