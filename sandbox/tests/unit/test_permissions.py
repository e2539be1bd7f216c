"""Who may do what, and who stands above whom, by Discord's arithmetic.

https://discord.com/developers/docs/topics/permissions
"""

from __future__ import annotations

import pytest

from discord_sandbox.model.channel import Channel, ChannelType, Overwrite
from discord_sandbox.model.guild import Guild
from discord_sandbox.model.member import Member
from discord_sandbox.model.permissions import (
    ALL,
    Permission,
    channel_permissions,
    guild_permissions,
    names,
    outranks,
    rank,
    top_role,
)
from discord_sandbox.model.role import Role
from discord_sandbox.model.thread import Thread
from discord_sandbox.model.user import User

GUILD, OWNER, ERIN, LOW, HIGH = 1, 50, 51, 10, 11
NOW = 1000.0
SEE, WRITE, ATTACH, IN_THREADS = (
    Permission.VIEW_CHANNEL,
    Permission.SEND_MESSAGES,
    Permission.ATTACH_FILES,
    Permission.SEND_MESSAGES_IN_THREADS,
)
HISTORY, CONNECT, SPEAK = Permission.READ_MESSAGE_HISTORY, Permission.CONNECT, Permission.SPEAK
EVERYONE = SEE | WRITE | ATTACH | IN_THREADS | HISTORY | CONNECT | SPEAK


@pytest.fixture
def guild() -> Guild:
    guild = Guild(GUILD, "inn", "Inn", OWNER)
    for role_id, position in ((GUILD, 0), (LOW, 1), (HIGH, 2)):
        guild.roles[role_id] = Role(role_id, f"role {role_id}", position=position)
    guild.everyone.permissions = int(EVERYONE)
    return guild


def member(*roles: int, user_id: int = ERIN, until: float | None = None) -> Member:
    return Member(
        User(user_id, f"user{user_id}"), GUILD, 0.0, list(roles), communication_disabled_until=until
    )


def channel(guild: Guild, kind: ChannelType = ChannelType.GUILD_TEXT, *overwrites: Overwrite) -> Channel:
    made = Channel(70, kind, GUILD, "place", overwrites={each.id: each for each in overwrites})
    guild.channels[made.id] = made
    return made


def thread(guild: Guild, kind: ChannelType, *members: Member) -> Channel:
    made = Channel(
        71,
        kind,
        GUILD,
        "thread",
        parent_id=70,
        thread=Thread(OWNER, 0.0, members={each.user.id: 0.0 for each in members}),
    )
    guild.threads[made.id] = made
    return made


def test_what_roles_give_adds_up(guild: Guild) -> None:
    guild.roles[LOW].permissions = int(Permission.KICK_MEMBERS)
    guild.roles[HIGH].permissions = int(Permission.BAN_MEMBERS)
    assert guild_permissions(guild, member(), NOW) == EVERYONE
    given = guild_permissions(guild, member(LOW, HIGH), NOW)
    assert given == EVERYONE | Permission.KICK_MEMBERS | Permission.BAN_MEMBERS


@pytest.mark.parametrize("until", [None, NOW + 1])
def test_owners_and_administrators_may_everything(guild: Guild, until: float | None) -> None:
    guild.roles[LOW].permissions = int(Permission.ADMINISTRATOR)
    place = channel(guild, ChannelType.GUILD_TEXT, Overwrite(GUILD, 0, deny=ALL))
    for mighty in (member(user_id=OWNER, until=until), member(LOW, until=until)):
        assert guild_permissions(guild, mighty, NOW) == ALL
        assert channel_permissions(guild, mighty, place, NOW) == ALL


@pytest.mark.parametrize(
    ("until", "silenced"), [(None, False), (NOW - 1, False), (NOW, False), (NOW + 1, True)]
)
def test_during_a_time_out_there_is_only_reading(guild: Guild, until: float | None, silenced: bool) -> None:
    erin = member(until=until)
    may = SEE | HISTORY if silenced else EVERYONE
    assert guild_permissions(guild, erin, NOW) == may
    assert channel_permissions(guild, erin, channel(guild), NOW) == may


def test_overwrites_hold_for_everyone_then_for_roles_then_for_the_member(guild: Guild) -> None:
    def may(*overwrites: Overwrite) -> bool:
        place = channel(guild, ChannelType.GUILD_TEXT, *overwrites)
        return bool(channel_permissions(guild, member(LOW, HIGH), place, NOW) & ATTACH)

    attach = int(ATTACH)
    assert may()
    assert not may(Overwrite(GUILD, 0, deny=attach))
    assert may(Overwrite(GUILD, 0, deny=attach), Overwrite(LOW, 0, allow=attach))
    assert may(Overwrite(LOW, 0, allow=attach), Overwrite(HIGH, 0, deny=attach))
    assert not may(Overwrite(GUILD, 0, allow=attach), Overwrite(HIGH, 0, deny=attach))
    assert not may(Overwrite(LOW, 0, allow=attach), Overwrite(ERIN, 1, deny=attach))
    assert may(Overwrite(LOW, 0, deny=attach), Overwrite(ERIN, 1, allow=attach))
    assert not may(Overwrite(LOW, 0, deny=attach), Overwrite(HIGH, 0, deny=int(SPEAK)))
    assert may(Overwrite(99, 0, deny=attach), Overwrite(52, 1, deny=attach))


def test_an_overwrite_changes_nothing_else(guild: Guild) -> None:
    ban = int(Permission.BAN_MEMBERS)
    for key in (GUILD, LOW, ERIN):
        place = channel(guild, ChannelType.GUILD_TEXT, Overwrite(key, 0, allow=ban, deny=int(ATTACH)))
        assert channel_permissions(guild, member(LOW), place, NOW) == EVERYONE & ~ATTACH | ban


def test_who_cannot_see_a_channel_can_do_nothing_there(guild: Guild) -> None:
    place = channel(guild, ChannelType.GUILD_TEXT, Overwrite(GUILD, 0, deny=int(SEE)))
    assert channel_permissions(guild, member(), place, NOW) == 0


def test_who_cannot_write_cannot_attach(guild: Guild) -> None:
    silent = Overwrite(GUILD, 0, deny=int(WRITE))
    place = channel(guild, ChannelType.GUILD_TEXT, silent)
    assert channel_permissions(guild, member(), place, NOW) == EVERYONE & ~WRITE & ~ATTACH
    # In threads another permission counts.
    inside = thread(guild, ChannelType.PUBLIC_THREAD)
    assert channel_permissions(guild, member(), inside, NOW) == EVERYONE & ~WRITE
    place.overwrites[GUILD] = Overwrite(GUILD, 0, deny=int(IN_THREADS))
    assert channel_permissions(guild, member(), inside, NOW) == EVERYONE & ~IN_THREADS & ~ATTACH
    assert channel_permissions(guild, member(), place, NOW) == EVERYONE & ~IN_THREADS


@pytest.mark.parametrize("kind", [ChannelType.GUILD_VOICE, ChannelType.GUILD_STAGE_VOICE])
def test_who_cannot_join_a_voice_channel_can_only_see_it(guild: Guild, kind: ChannelType) -> None:
    place = channel(guild, kind, Overwrite(GUILD, 0, deny=int(CONNECT)))
    assert channel_permissions(guild, member(), place, NOW) == SEE
    assert channel_permissions(guild, member(), channel(guild, kind), NOW) == EVERYONE
    text = channel(guild, ChannelType.GUILD_TEXT, Overwrite(GUILD, 0, deny=int(CONNECT)))
    assert channel_permissions(guild, member(), text, NOW) == EVERYONE & ~CONNECT


def test_a_thread_goes_by_its_parent(guild: Guild) -> None:
    channel(guild, ChannelType.GUILD_TEXT, Overwrite(GUILD, 0, deny=int(SEE)))
    orphan = thread(guild, ChannelType.PUBLIC_THREAD)
    assert channel_permissions(guild, member(), orphan, NOW) == 0
    del guild.channels[70]
    assert channel_permissions(guild, member(), orphan, NOW) == EVERYONE


def test_a_channel_does_not_go_by_its_category(guild: Guild) -> None:
    channel(guild, ChannelType.GUILD_CATEGORY, Overwrite(GUILD, 0, deny=int(SEE)))
    inside = Channel(72, ChannelType.GUILD_TEXT, GUILD, "inside", parent_id=70)
    assert channel_permissions(guild, member(), inside, NOW) == EVERYONE


def test_a_time_out_gives_nothing_that_was_not_there(guild: Guild) -> None:
    place = channel(guild, ChannelType.GUILD_TEXT, Overwrite(GUILD, 0, deny=int(HISTORY)))
    assert channel_permissions(guild, member(until=NOW + 1), place, NOW) == SEE


def test_a_private_thread_is_there_for_who_is_in_it_and_for_moderators(guild: Guild) -> None:
    channel(guild)
    erin, stranger = member(), member(user_id=52)
    inside = thread(guild, ChannelType.PRIVATE_THREAD, erin)
    assert channel_permissions(guild, erin, inside, NOW) == EVERYONE
    assert channel_permissions(guild, stranger, inside, NOW) == 0
    guild.roles[LOW].permissions = int(Permission.MANAGE_THREADS)
    moderator = member(LOW, user_id=52)
    assert channel_permissions(guild, moderator, inside, NOW) == EVERYONE | Permission.MANAGE_THREADS


def test_the_permissions_that_are_missing_are_named() -> None:
    assert names(int(SEE | WRITE)) == "VIEW_CHANNEL, SEND_MESSAGES"
    assert names(0) == ""


def test_the_owner_stands_above_all_and_the_others_by_their_highest_role(guild: Guild) -> None:
    owner, low, high, none = (
        member(user_id=OWNER),
        member(LOW, user_id=52),
        member(LOW, HIGH),
        member(user_id=53),
    )
    assert [outranks(guild, owner, each) for each in (low, high, none)] == [True, True, True]
    assert [outranks(guild, high, each) for each in (owner, low, none, high)] == [False, True, True, False]
    assert not outranks(guild, low, high)
    assert not outranks(guild, none, member(user_id=54))
    assert top_role(guild, none) == (0, 0)
    assert top_role(guild, high) == rank(guild.roles[HIGH]) == (2, -HIGH)
    assert not outranks(guild, owner, owner)
    assert top_role(guild, owner) > (10**9, 0)


def test_of_two_roles_in_one_place_the_older_is_the_higher(guild: Guild) -> None:
    guild.roles[HIGH].position = guild.roles[LOW].position
    assert outranks(guild, member(LOW), member(HIGH, user_id=52))
    assert not outranks(guild, member(HIGH), member(LOW, user_id=52))
