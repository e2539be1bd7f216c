"""Roles: made, changed, moved, given and taken, as far as the hierarchy allows."""

from __future__ import annotations

import pytest

from discord_sandbox import GuildHandle, Permission, Person
from sandbox.tests.conftest import allow_bot
from sandbox.tests.plain import Rest, Shard


async def test_a_role_comes_changes_and_goes(rest: Rest, here: str, shard: Shard, inn: GuildHandle) -> None:
    body = {"name": "Artists", "colors": {"primary_color": 0x123456}, "hoist": True, "permissions": "2048"}
    made = (await rest.post(f"{here}/roles", body, reason="For the gallery")).body
    assert (made["name"], made["color"], made["permissions"], made["position"]) == (
        "Artists",
        0x123456,
        "2048",
        1,
    )
    assert (await shard.event("GUILD_ROLE_CREATE"))["role"] == made
    path = f"{here}/roles/{made['id']}"
    changed = (await rest.patch(path, {"name": "Painters", "mentionable": True})).body
    assert (changed["name"], changed["mentionable"], changed["hoist"]) == ("Painters", True, True)
    assert (await shard.event("GUILD_ROLE_UPDATE"))["role"] == changed
    await inn.grant("erin", "Painters")
    assert (await rest.delete(path)).status == 204
    assert (await shard.event("GUILD_ROLE_DELETE"))["role_id"] == made["id"]
    assert (await rest.get(path)).code == 10011
    erin = inn.member("erin").member
    assert erin is not None
    assert int(made["id"]) not in erin.roles


async def test_without_a_word_a_role_is_new_and_may_what_everyone_may(rest: Rest, here: str) -> None:
    made = (await rest.post(f"{here}/roles")).body
    everyone = (await rest.get(f"{here}/roles")).body[0]
    assert (made["name"], made["permissions"]) == ("new role", everyone["permissions"])


@pytest.mark.parametrize(
    ("body", "where", "code"),
    [
        ({"name": "x" * 101}, "name", "BASE_TYPE_BAD_LENGTH"),
        ({"name": ""}, "name", "BASE_TYPE_REQUIRED"),
        ({"color": 1 << 24}, "color", "NUMBER_TYPE_MAX"),
        ({"permissions": "none"}, "permissions", "NUMBER_TYPE_COERCE"),
        ({"permissions": "9" * 21}, "permissions", "NUMBER_TYPE_COERCE"),
        ({"unicode_emoji": "🎨"}, "unicode_emoji", "GUILD_ROLE_ICONS_FEATURE_REQUIRED"),
        ({"colour": 1}, "colour", "UNKNOWN_FIELD"),
    ],
)
async def test_a_role_that_cannot_be_is_refused(
    rest: Rest, here: str, body: dict[str, object], where: str, code: str
) -> None:
    assert (await rest.post(f"{here}/roles", body)).problems()[where] == code


async def test_what_the_bot_lacks_it_cannot_hand_out(rest: Rest, here: str) -> None:
    administrator = {"permissions": str(int(Permission.ADMINISTRATOR))}
    assert (await rest.post(f"{here}/roles", administrator)).code == 50013


async def test_roles_stand_below_the_bots_own(rest: Rest, inn: GuildHandle, here: str, erin: Person) -> None:
    high = await inn.create_role("High", position=50)
    path = f"{here}/roles/{high.id}"
    assert (await rest.patch(path, {"name": "Low"})).code == 50013
    assert (await rest.delete(path)).code == 50013
    assert (await rest.put(f"{here}/members/{erin.id}/roles/{high.id}")).code == 50013
    assert (await rest.patch(f"{here}/members/{erin.id}", {"roles": [str(high.id)]})).code == 50013
    moves = [{"id": str(inn.role("Readers").id), "position": 40}]
    assert (await rest.patch(f"{here}/roles", moves)).code == 50013


async def test_roles_are_moved(rest: Rest, inn: GuildHandle, here: str, shard: Shard) -> None:
    readers, moderators = inn.role("Readers"), inn.role("Moderators")
    moves = [{"id": str(readers.id), "position": 2}, {"id": str(moderators.id), "position": 1}]
    answer = await rest.patch(f"{here}/roles", moves)
    positions = {role["name"]: role["position"] for role in answer.body}
    assert (positions["Readers"], positions["Moderators"]) == (2, 1)
    assert (await shard.event("GUILD_ROLE_UPDATE"))["role"]["name"] == "Readers"
    assert (await rest.patch(f"{here}/roles", [{"id": str(inn.id), "position": 1}])).code == 50028
    assert (await rest.patch(f"{here}/roles", [{"id": "1", "position": 1}])).code == 10011


async def test_roles_are_given_and_taken(
    rest: Rest, inn: GuildHandle, here: str, shard: Shard, erin: Person
) -> None:
    moderators = inn.role("Moderators")
    path = f"{here}/members/{erin.id}/roles/{moderators.id}"
    assert (await rest.put(path)).status == 204
    assert str(moderators.id) in (await shard.event("GUILD_MEMBER_UPDATE"))["roles"]
    assert (await rest.put(path)).status == 204
    assert (await rest.delete(path)).status == 204
    assert str(moderators.id) not in (await shard.event("GUILD_MEMBER_UPDATE"))["roles"]
    assert (await rest.put(f"{here}/members/{erin.id}/roles/1")).code == 10011
    assert (await rest.put(f"{here}/members/1/roles/{moderators.id}")).code == 10007


async def test_nobody_is_given_everyones_role_or_a_bots(
    rest: Rest, inn: GuildHandle, here: str, erin: Person
) -> None:
    members = f"{here}/members/{erin.id}/roles"
    assert (await rest.put(f"{members}/{inn.id}")).code == 50028
    assert (await rest.put(f"{members}/{inn.role('shard').id}")).code == 50013
    assert (await rest.delete(f"{here}/roles/{inn.id}")).code == 50028
    unknown = await rest.patch(f"{here}/members/{erin.id}", {"roles": ["1"]})
    assert unknown.problems() == {"roles.0": "ROLE_UNKNOWN"}


async def test_without_the_permission_nothing_about_roles_is_possible(
    rest: Rest, inn: GuildHandle, here: str, erin: Person
) -> None:
    readers = inn.role("Readers")
    await allow_bot(inn)
    assert (await rest.post(f"{here}/roles")).code == 50013
    assert (await rest.patch(f"{here}/roles/{readers.id}", {"name": "x"})).code == 50013
    assert (await rest.put(f"{here}/members/{erin.id}/roles/{readers.id}")).code == 50013


async def test_a_guild_has_at_most_250_roles(rest: Rest, inn: GuildHandle, here: str) -> None:
    for number in range(250 - len(inn.guild.roles)):
        await inn.create_role(str(number), position=1)
    assert (await rest.post(f"{here}/roles")).code == 30005
