"""What there is to see of people and servers that have, or have not, a picture of their own."""

from __future__ import annotations

import pytest

from discord_sandbox import GuildHandle, Person, Sandbox, SeenMessage

HASH = "0123456789abcdef0123456789abcdef"


def picture_of(message: SeenMessage) -> str:
    """The address of the picture in a card."""
    [gallery] = [part for part in message.components[0]["components"] if part["type"] == 12]
    return str(gallery["items"][0]["media"]["url"])


async def newcomer(discord: Sandbox, inn: GuildHandle, avatar: str | None = None) -> Person:
    name = f"newcomer-{inn.id}"
    await inn.join(name)
    await discord.user(name).update(avatar=avatar)
    return inn.member(name)


@pytest.mark.regression(27)
async def test_who_has_no_picture_has_a_default_one(discord: Sandbox, inn: GuildHandle) -> None:
    person = await newcomer(discord, inn)
    for reply in (await person.slash("avatar"), await inn.member("erin").slash("avatar", member=person)):
        assert "/embed/avatars/" in picture_of(reply)
    assert "### " in (await person.slash("info user")).text


@pytest.mark.regression(28)
async def test_a_moving_picture_moves(discord: Sandbox, inn: GuildHandle) -> None:
    person = await newcomer(discord, inn, f"a_{HASH}")
    assert f"/avatars/{person.id}/a_{HASH}.gif" in picture_of(await person.slash("avatar"))


@pytest.mark.regression(28)
async def test_who_has_a_picture_for_this_server_is_shown_with_it(discord: Sandbox, inn: GuildHandle) -> None:
    person = await newcomer(discord, inn, HASH)
    assert person.member is not None
    person.member.avatar = f"a_{HASH}"
    shown = picture_of(await inn.member("erin").slash("avatar", member=person))
    assert f"/guilds/{inn.id}/users/{person.id}/avatars/a_{HASH}.gif" in shown


@pytest.mark.regression(28)
async def test_a_picture_that_does_not_move_is_no_gif(discord: Sandbox, inn: GuildHandle) -> None:
    person = await newcomer(discord, inn, HASH)
    shown = picture_of(await person.slash("avatar"))
    assert f"/avatars/{person.id}/{HASH}." in shown
    assert ".gif" not in shown


@pytest.mark.regression(33)
@pytest.mark.parametrize(
    "bare", [{}, {"icon": None, "banner": None, "description": None, "vanity_url_code": None}]
)
async def test_a_server_without_pictures_is_told_of(inn: GuildHandle, bare: dict[str, None]) -> None:
    await inn.update(**bare)
    reply = await (await inn.member("erin").slash("info server")).settled()
    assert f"### {inn.name}" in reply.text
    assert "None" not in reply.text
