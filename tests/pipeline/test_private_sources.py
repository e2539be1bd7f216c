"""Words from a place that not everybody sees stay there."""

from __future__ import annotations

import pytest

from discord_sandbox import GuildHandle, Permission
from discord_sandbox.model.channel import Overwrite

VIEW = Permission.VIEW_CHANNEL
SECRET = "The innkeeper leaves on Thursday."


async def closed(inn: GuildHandle, target_id: int, kind: int, deny: Permission) -> None:
    await inn.create_channel("back-room", overwrites={target_id: Overwrite(target_id, kind, deny=deny)})


async def refused(inn: GuildHandle, channel: str) -> str:
    maple = inn.member("maple", channel=channel)
    message = await maple.say(SECRET)
    answer = await maple.message_menu("Quote this", message)
    assert answer.ephemeral
    assert SECRET not in (await inn.member("juniper").slash("quote find", search="innkeeper leaves")).text
    return answer.text


@pytest.mark.parametrize("deny", [VIEW, Permission.READ_MESSAGE_HISTORY])
async def test_a_channel_that_is_closed_to_everyone_is_not_quoted(inn: GuildHandle, deny: Permission) -> None:
    await closed(inn, inn.id, 0, deny)
    assert "not everybody here can read it" in await refused(inn, "back-room")


async def test_a_channel_that_one_role_cannot_see_is_not_quoted(inn: GuildHandle) -> None:
    await closed(inn, (await inn.create_role("Guests")).id, 0, VIEW)
    assert "not everybody here can read it" in await refused(inn, "back-room")


async def test_a_channel_that_one_member_cannot_see_is_not_quoted(inn: GuildHandle) -> None:
    await closed(inn, inn.member("juniper").id, 1, VIEW)
    assert "not everybody here can read it" in await refused(inn, "back-room")


async def test_a_private_thread_is_not_quoted(inn: GuildHandle) -> None:
    maple = inn.member("maple")
    inside = await maple.start_thread("whispers", private=True)
    message = await inside.say(SECRET)
    answer = await inside.message_menu("Quote this", message)
    assert "not everybody here can read it" in answer.text


async def test_a_public_thread_is_quoted(inn: GuildHandle) -> None:
    inside = await inn.member("maple").start_thread("talk")
    message = await inside.say(SECRET)
    assert "Kept as quote 1" in (await inside.message_menu("Quote this", message)).text


async def test_a_link_to_a_closed_channel_is_refused_as_well(inn: GuildHandle) -> None:
    await closed(inn, inn.id, 0, VIEW)
    message = await inn.member("maple", channel="back-room").say(SECRET)
    link = f"https://discord.com/channels/{inn.id}/{inn.channel('back-room').id}/{message.id}"
    answer = await inn.member("erin").slash("quote add", quote=SECRET, source=link)
    assert answer.ephemeral
    assert "not everybody here can read it" in answer.text
