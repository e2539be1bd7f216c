"""Who stands above whom: over orders of roles, ties, owners, administrators, bots, roles that are gone."""

from __future__ import annotations

from itertools import permutations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.core.actor import Permission
from app.core.errors import Forbidden
from app.core.rank import LOWEST, GuildRole, Hierarchy, RoleTarget, Standing, Target

GUILD, OWNER, BOT = 100, 1, 2
PEOPLE = range(3, 9)
ALL = Permission.ADMINISTRATOR | Permission.MANAGE_ROLES
PERMISSIONS = st.sampled_from([Permission.NONE, Permission.MANAGE_ROLES, ALL])


def role(role_id: int, position: int, *, assignable: bool = True) -> GuildRole:
    return GuildRole(id=role_id, position=position, assignable=assignable)


@st.composite
def hierarchies(draw: st.DrawFn) -> Hierarchy:
    """Roles that may share positions, also that of everyone."""
    positions = draw(st.dictionaries(st.integers(GUILD + 1, GUILD + 12), st.integers(0, 4), max_size=8))
    roles = {role_id: role(role_id, position) for role_id, position in positions.items()}
    return Hierarchy(guild_id=GUILD, owner_id=OWNER, roles=roles | {GUILD: role(GUILD, 0)})


@st.composite
def standings(draw: st.DrawFn, hierarchy: Hierarchy) -> list[Standing]:
    """Everybody once, with roles of which some are gone."""
    held = st.sets(st.integers(GUILD, GUILD + 15), max_size=5)
    return [hierarchy.standing(user_id, draw(held), draw(PERMISSIONS)) for user_id in (OWNER, BOT, *PEOPLE)]


@given(st.data())
def test_above_is_a_strict_order(data: st.DataObject) -> None:
    everybody = data.draw(standings(data.draw(hierarchies())))
    for one, other, third in permutations(everybody, 3):
        assert not one.is_above(one)
        assert not (one.is_above(other) and other.is_above(one))
        if one.is_above(other) and other.is_above(third):
            assert one.is_above(third)


@given(st.data())
def test_who_is_not_comparable_is_as_high_or_the_same(data: st.DataObject) -> None:
    everybody = data.draw(standings(data.draw(hierarchies())))
    for one, other in permutations(everybody, 2):
        if not one.is_above(other) and not other.is_above(one):
            assert one.highest == other.highest


@given(st.data())
def test_the_owner_is_above_everybody_and_below_nobody(data: st.DataObject) -> None:
    owner, *others = data.draw(standings(data.draw(hierarchies())))
    for other in others:
        assert owner.is_above(other)
        assert not other.is_above(owner)


@given(st.data())
def test_permissions_lift_nobody(data: st.DataObject) -> None:
    hierarchy = data.draw(hierarchies())
    held = data.draw(st.lists(st.sets(st.integers(GUILD, GUILD + 15)), min_size=2, max_size=2))
    plain = [hierarchy.standing(3 + at, roles, Permission.NONE) for at, roles in enumerate(held)]
    mighty = [hierarchy.standing(3 + at, roles, ALL) for at, roles in enumerate(held)]
    for left, right in ((plain, mighty), (mighty, plain), (mighty, mighty)):
        assert left[0].is_above(right[1]) == plain[0].is_above(plain[1])


@given(st.data())
def test_more_roles_never_lower_anybody(data: st.DataObject) -> None:
    hierarchy = data.draw(hierarchies())
    some, more = (
        data.draw(st.sets(st.integers(GUILD, GUILD + 15))),
        data.draw(st.sets(st.integers(GUILD, GUILD + 15))),
    )
    assert (
        hierarchy.standing(3, some | more, Permission.NONE).highest
        >= hierarchy.standing(3, some, Permission.NONE).highest
    )


@given(st.data())
def test_roles_that_are_gone_and_everyone_count_for_nothing(data: st.DataObject) -> None:
    hierarchy = data.draw(hierarchies())
    gone = data.draw(st.sets(st.integers(GUILD + 20, GUILD + 30)))
    assert hierarchy.standing(3, {GUILD, *gone}, Permission.NONE).highest == LOWEST
    held = data.draw(st.sets(st.sampled_from(sorted(hierarchy.roles))))
    expected = hierarchy.standing(3, held, Permission.NONE)
    assert hierarchy.standing(3, {GUILD, *gone, *held}, Permission.NONE) == expected


@given(st.integers(0, 5), st.integers(0, 5))
def test_of_two_roles_the_position_decides_then_the_lower_id(lower: int, higher: int) -> None:
    roles = {101: role(101, lower), 102: role(102, higher), GUILD: role(GUILD, 0)}
    hierarchy = Hierarchy(guild_id=GUILD, owner_id=OWNER, roles=roles)
    older, newer = (hierarchy.standing(user, {key}, Permission.NONE) for user, key in ((3, 101), (4, 102)))
    assert newer.is_above(older) == (higher > lower)
    assert older.is_above(newer) == (lower >= higher)
    assert all(each.highest > LOWEST for each in (older, newer))


@given(st.data())
def test_a_target_is_below_whoever_stands_above_it(data: st.DataObject) -> None:
    everybody = data.draw(standings(data.draw(hierarchies())))
    bot = everybody[1]
    for actor in everybody:
        for standing in everybody:
            target = Target(standing=standing, actor=actor, bot=bot)
            assert target.below_actor == actor.is_above(standing)
            assert target.below_bot == bot.is_above(standing)
            allowed = target.below_actor and target.below_bot
            assert (target.objection is None) == allowed
            if allowed:
                target.require_below()
                continue
            with pytest.raises(Forbidden) as refused:
                target.require_below()
            assert refused.value.text == target.objection


def standing(user_id: int, position: int, **more: bool | Permission) -> Standing:
    hierarchy = Hierarchy(guild_id=GUILD, owner_id=OWNER, roles={101: role(101, position)})
    return hierarchy.standing(user_id, {101} if position else (), Permission(int(more.get("permissions", 0))))


@pytest.mark.parametrize(
    ("target", "actor", "bot", "said"),
    [
        (standing(3, 1), standing(4, 2), standing(BOT, 3), None),
        (standing(3, 0), standing(OWNER, 0), standing(BOT, 1), None),
        (standing(3, 2), standing(4, 2), standing(BOT, 3), "<@3> has a role as high as yours, or higher."),
        (standing(3, 3), standing(4, 2), standing(BOT, 4), "<@3> has a role as high as yours, or higher."),
        (
            standing(3, 2),
            standing(OWNER, 0),
            standing(BOT, 2),
            "I cannot do that: my highest role is not above that of <@3>.",
        ),
        (
            standing(3, 2),
            standing(4, 3),
            standing(BOT, 1, permissions=Permission.ADMINISTRATOR),
            "I cannot do that: my highest role is not above that of <@3>.",
        ),
        (
            standing(OWNER, 0),
            standing(4, 9),
            standing(BOT, 9),
            "<@1> owns this server, so nobody can do that to them.",
        ),
        (standing(4, 2), standing(4, 2), standing(BOT, 9), "You cannot do that to yourself."),
        (standing(OWNER, 0), standing(OWNER, 0), standing(BOT, 9), "You cannot do that to yourself."),
        (standing(BOT, 9), standing(OWNER, 0), standing(BOT, 9), "I cannot do that to myself."),
        (standing(BOT, 9), standing(BOT, 9), standing(BOT, 9), "I cannot do that to myself."),
    ],
)
def test_the_reason_is_told(target: Standing, actor: Standing, bot: Standing, said: str | None) -> None:
    objection = Target(standing=target, actor=actor, bot=bot).objection
    assert (None if objection is None else str(objection)) == said


def role_target(
    position: int = 2,
    *,
    actor: int = 3,
    bot: int = 3,
    may: bool = True,
    can: bool = True,
    owner: bool = False,
    assignable: bool = True,
    everyone: bool = False,
) -> RoleTarget:
    wanted = role(GUILD if everyone else 105, position, assignable=assignable)
    hierarchy = Hierarchy(guild_id=GUILD, owner_id=OWNER, roles={wanted.id: wanted})
    return RoleTarget(
        role=wanted,
        height=hierarchy.height(wanted.id),
        actor=standing(OWNER if owner else 4, actor),
        actor_may=may,
        bot=standing(BOT, bot, permissions=Permission.MANAGE_ROLES if can else Permission.NONE),
    )


@pytest.mark.parametrize(
    ("target", "said"),
    [
        (role_target(), None),
        (role_target(actor=0, owner=True), None),
        (role_target(2, actor=2), None),  # the actor's own role there is older
        (role_target(everyone=True), "Everyone has that role."),
        (role_target(assignable=False), "Discord or an app decides who has <@&105>."),
        (role_target(may=False), "You need the permission **Manage Roles** for that."),
        (role_target(3, actor=2), "<@&105> is as high as your highest role, or higher."),
        (role_target(actor=0), "<@&105> is as high as your highest role, or higher."),
        (role_target(can=False), "I need the permission **Manage Roles** for that."),
        (role_target(bot=1), "I cannot do that: my highest role is not above <@&105>."),
        (role_target(bot=0, owner=True), "I cannot do that: my highest role is not above <@&105>."),
    ],
)
def test_a_role_is_given_by_who_stands_above_it(target: RoleTarget, said: str | None) -> None:
    objection = target.objection
    assert (None if objection is None else str(objection)) == said
    if said is None:
        target.require_givable()
        return
    with pytest.raises(Forbidden) as refused:
        target.require_givable()
    assert refused.value.text == objection


@pytest.mark.parametrize(
    ("permissions", "holds"),
    [
        (Permission.NONE, False),
        (Permission.BAN_MEMBERS, False),
        (Permission.MANAGE_ROLES | Permission.BAN_MEMBERS, True),
        (Permission.ADMINISTRATOR, True),
    ],
)
def test_administrators_hold_every_permission(permissions: Permission, *, holds: bool) -> None:
    assert Standing(user_id=3, permissions=permissions).holds(Permission.MANAGE_ROLES) is holds


@given(st.data())
def test_nobody_gives_a_role_that_is_as_high_as_their_own(data: st.DataObject) -> None:
    hierarchy = data.draw(hierarchies())
    held = data.draw(st.sets(st.sampled_from(sorted(hierarchy.roles)), min_size=1))
    someone = hierarchy.standing(3, held, ALL)
    assert not any(
        someone.is_above_role(hierarchy.height(each))
        for each in held
        if each == max(held, key=hierarchy.height)
    )
    assert all(
        hierarchy.standing(OWNER, (), ALL).is_above_role(hierarchy.height(each)) for each in hierarchy.roles
    )
