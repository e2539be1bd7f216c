"""The bot's arithmetic of permissions, against the local Discord's, which was written on its own."""

from __future__ import annotations

from collections.abc import Mapping
from typing import NamedTuple

import hikari
import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.discord.gateway import Bot
from app.discord.permissions import GuildPermissions, cached_layout, during_time_out
from app.discord.unreadable import Unreadable
from app.infra.metrics import Metrics
from discord_sandbox.model import permissions as discords
from discord_sandbox.model.channel import Channel, ChannelFlag, ChannelType, Overwrite
from discord_sandbox.model.guild import Guild
from discord_sandbox.model.member import Member
from discord_sandbox.model.role import Role
from discord_sandbox.model.user import User

TOKEN = "MTA1MDAwMDAwMDAwMDAwMDAwMA.Gabcde.abcdefghijklmnopqrstuvwxyz0123"
GUILD, OWNER, MEMBER, CHANNEL = 1, 50, 51, 70
ROLES = (10, 11, 12)
SEE, WRITE, BAN = (
    hikari.Permissions.VIEW_CHANNEL,
    hikari.Permissions.SEND_MESSAGES,
    hikari.Permissions.BAN_MEMBERS,
)
ALWAYS = int(SEE | WRITE)
"""Without these Discord takes others away too, which is not the layout's business."""
some = st.integers(0, 7).map(lambda bits: bits << 11 & ~ALWAYS)
role_sets = st.sets(st.sampled_from(ROLES))


class Rules(NamedTuple):
    roles: dict[int, int]
    overwrites: dict[int, tuple[int, int]]
    holds: set[int]


rules = st.builds(
    Rules,
    st.fixed_dictionaries(dict.fromkeys((GUILD, *ROLES), some)),
    st.dictionaries(st.sampled_from((GUILD, *ROLES, MEMBER, OWNER)), st.tuples(some, some)),
    role_sets,
)


def guild_of(told: Rules) -> tuple[Guild, Channel]:
    guild = Guild(GUILD, "inn", "Inn", OWNER)
    for key, permissions in told.roles.items():
        guild.roles[key] = Role(key, f"role {key}", permissions | ALWAYS)
    channel = Channel(CHANNEL, ChannelType.GUILD_TEXT, GUILD, "general")
    for key, (allow, deny) in told.overwrites.items():
        channel.overwrites[key] = Overwrite(key, int(key in {MEMBER, OWNER}), allow, deny)
    guild.channels[CHANNEL] = channel
    return guild, channel


def layout_of(
    guild: Guild, channels: Mapping[int, hikari.PermissibleGuildChannel] | None = None
) -> GuildPermissions:
    return GuildPermissions(
        guild_id=guild.id,
        owner_id=guild.owner_id,
        roles={key: hikari.Permissions(role.permissions) for key, role in guild.roles.items()},
        channels=channels or {},
    )


def overwrites_of(channel: Channel) -> dict[hikari.Snowflake, hikari.PermissionOverwrite]:
    return {
        hikari.Snowflake(key): hikari.PermissionOverwrite(
            id=key, type=each.type, allow=hikari.Permissions(each.allow), deny=hikari.Permissions(each.deny)
        )
        for key, each in channel.overwrites.items()
    }


def in_channel(guild: Guild, channel: Channel, user_id: int, holds: set[int]) -> hikari.Permissions:
    layout = layout_of(guild)
    return layout.changed(overwrites_of(channel), user_id, holds, layout.base(user_id, holds))


@given(rules)
def test_a_member_may_what_discord_lets_them(told: Rules) -> None:
    guild, channel = guild_of(told)
    member = Member(User(MEMBER, "erin"), GUILD, 0.0, sorted(told.holds))
    assert layout_of(guild).base(MEMBER, told.holds) == discords.guild_permissions(guild, member, 0.0)
    assert in_channel(guild, channel, MEMBER, told.holds) == discords.channel_permissions(
        guild, member, channel, 0.0
    )


@given(rules)
def test_the_owner_and_administrators_may_everything(told: Rules) -> None:
    guild, channel = guild_of(told)
    everything = hikari.Permissions.all_permissions()
    assert layout_of(guild).base(OWNER, set()) == everything
    assert in_channel(guild, channel, OWNER, set()) == everything
    guild.roles[10].permissions |= int(hikari.Permissions.ADMINISTRATOR)
    assert layout_of(guild).base(MEMBER, {10}) == everything
    assert in_channel(guild, channel, MEMBER, {10}) == everything
    assert layout_of(guild).base(MEMBER, {11}) != everything


@given(rules)
def test_a_time_out_leaves_looking_on(told: Rules) -> None:
    guild, _ = guild_of(told)
    member = Member(User(MEMBER, "erin"), GUILD, 0.0, sorted(told.holds), communication_disabled_until=60.0)
    left = during_time_out(layout_of(guild).base(MEMBER, told.holds))
    assert left == discords.guild_permissions(guild, member, 0.0)
    assert WRITE not in left
    guild.roles[10].permissions |= int(hikari.Permissions.ADMINISTRATOR)
    assert during_time_out(layout_of(guild).base(MEMBER, {10})) == hikari.Permissions.all_permissions()


def test_a_role_that_is_not_known_gives_nothing() -> None:
    guild, _ = guild_of(Rules({GUILD: 0, 10: int(BAN)}, {}, set()))
    assert layout_of(guild).base(MEMBER, {10, 99}) == hikari.Permissions(ALWAYS) | BAN


def test_among_roles_allowing_wins_and_the_member_has_the_last_word() -> None:
    ban = int(BAN)
    guild, channel = guild_of(Rules({GUILD: 0, 10: 0, 11: 0}, {10: (0, ban), 11: (ban, 0)}, set()))
    assert BAN in in_channel(guild, channel, MEMBER, {10, 11, GUILD})
    channel.overwrites[MEMBER] = Overwrite(MEMBER, 1, 0, ban)
    assert BAN not in in_channel(guild, channel, MEMBER, {10, 11})
    assert BAN in in_channel(guild, channel, MEMBER + 1, {10, 11})


@pytest.fixture
def bot() -> Bot:
    return Bot(TOKEN, Unreadable(Metrics()), banner=None, logs=None, suppress_optimization_warning=True)


def cached(bot: Bot, guild: Guild) -> GuildPermissions:
    payload = {
        **guild.payload(),
        "channels": [each.payload() for each in guild.channels.values()],
        "members": [], "presences": [], "voice_states": [], "threads": [],
        "joined_at": "2026-01-01T00:00:00+00:00", "large": False, "member_count": 1, "unavailable": False,
    }  # fmt: skip
    definition = bot.entity_factory.deserialize_gateway_guild(payload, user_id=hikari.Snowflake(MEMBER))
    cache = bot.cache
    assert isinstance(cache, hikari.impl.CacheImpl)
    cache.set_guild(definition.guild())
    for channel in definition.channels().values():
        cache.set_guild_channel(channel)
    for role in definition.roles().values():
        cache.set_role(role)
    layout = cached_layout(cache, guild.id)
    assert layout is not None
    return layout


async def test_a_guild_is_laid_out_as_the_gateway_told_it(bot: Bot) -> None:
    guild, _ = guild_of(Rules({GUILD: 0, 10: int(BAN)}, {MEMBER: (0, int(BAN))}, set()))
    hidden = guild.channels[71] = Channel(71, ChannelType.GUILD_TEXT, GUILD, "den")
    hidden.flags |= ChannelFlag.CHANNEL_OBFUSCATED
    layout = cached(bot, guild)
    assert (layout.guild_id, layout.owner_id, set(layout.channels)) == (GUILD, OWNER, {CHANNEL, 71})
    assert layout.roles == {GUILD: ALWAYS, 10: ALWAYS | BAN}
    assert layout.hidden == {71}
    base = layout.base(MEMBER, {10})
    assert (BAN in base, BAN in layout.permissions(CHANNEL, MEMBER, {10}, base)) == (True, False)
    assert BAN in layout.permissions(CHANNEL, MEMBER + 1, {10}, base)


async def test_of_a_guild_that_was_not_told_nothing_is_known(bot: Bot) -> None:
    assert cached_layout(bot.cache, GUILD) is None
