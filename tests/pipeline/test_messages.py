"""What the bot sends by itself, wherever that is, with buttons that are served."""

from __future__ import annotations

from collections.abc import Callable, Coroutine, Iterator
from dataclasses import replace
from typing import Any

import pytest

from app.core.cards import Button, Card, File, Picture
from app.core.errors import Forbidden, InvalidInput, NotFound
from app.core.i18n import t
from app.core.ports.messages import Messages, Sent
from app.discord.ui import CANCEL
from app.runtime import Runtime
from discord_sandbox import GuildHandle, Permission, Sandbox
from discord_sandbox.model.channel import ChannelType

# An action that is served without any plugin.
BUTTON = Button(label="Press me", action=CANCEL, shared=True)
CARD = Card(title="Closing time", body=[t("Please finish your tea.")], controls=[[BUTTON]])
SERVED = "Nothing was changed."
LONG = Card(body=["a" * 3000, "b" * 3000], controls=[[BUTTON]])
NOWHERE = 1234567890123456789
PICTURE = Picture(source=File(name="tea.png", content=b"tea"), alt="Tea")


@pytest.fixture
def messages(bot: Runtime) -> Messages:
    return bot.container.messages()


@pytest.fixture
def refused(discord: Sandbox, nothing_discord_would_mind: None) -> Iterator[list[int]]:
    """Discord's codes for what it is to refuse in a test, and for nothing else."""
    codes: list[int] = []
    yield codes
    told = [f"({code})" for code in codes]
    minded, discord.violations[:] = list(discord.violations), []
    assert all(any(code in each.message for code in told) for each in minded), minded


async def test_a_card_is_sent_to_a_channel_and_its_button_is_for_everybody(
    inn: GuildHandle, messages: Messages
) -> None:
    card = replace(CARD, gallery=[PICTURE])
    sent = await messages.send(inn.id, inn.channel("general").id, card, nonce="tea")
    for name in ("erin", "maple"):
        person = inn.member(name).in_channel("general")
        seen = await person.sees("Please finish your tea.")
        assert [seen.id] == list(sent.message_ids)
        assert len(seen.attachments) == 1
        await person.click(seen, "Press me")
        assert (seen.text, seen.attachments) == (SERVED, [])
        await messages.edit(inn.id, sent.channel_id, seen.id, card)


async def test_the_same_nonce_is_the_same_card(inn: GuildHandle, messages: Messages) -> None:
    general = inn.channel("general")
    first = await messages.send(inn.id, general.id, LONG, nonce="twice")
    before = len(general.messages)
    assert await messages.send(inn.id, general.id, LONG, nonce="twice") == first
    assert len(first.message_ids) == 2
    assert len(general.messages) == before


async def test_a_card_is_edited_and_deleted(inn: GuildHandle, messages: Messages, refused: list[int]) -> None:
    refused.append(10008)
    general = inn.channel("general")
    sent = await messages.send(inn.id, general.id, replace(CARD, gallery=[PICTURE]), nonce="change")
    seen = await inn.member("erin").in_channel("general").sees("finish your tea")
    assert [file.filename for file in seen.attachments] == ["tea.png"]
    await messages.edit(inn.id, general.id, sent.message_ids[0], Card(body=["We are closed."]))
    assert (seen.text, seen.attachments, seen.buttons) == ("We are closed.", [], [])
    with pytest.raises(InvalidInput):
        await messages.edit(inn.id, general.id, sent.message_ids[0], LONG)
    for _ in range(2):
        await messages.delete(inn.id, general.id, sent.message_ids[0])
    assert seen.deleted
    with pytest.raises(NotFound, match="That message is gone"):
        await messages.edit(inn.id, general.id, sent.message_ids[0], CARD)


async def test_a_thread_is_written_in_like_a_channel(inn: GuildHandle, messages: Messages) -> None:
    thread = await inn.start_thread("tea-time", parent="general", owner="erin")
    await messages.send(inn.id, thread.id, CARD, nonce="thread")
    seen = await inn.member("erin").in_channel("tea-time").sees("Please finish your tea.")
    assert seen.buttons


async def test_a_post_is_begun_in_a_forum(inn: GuildHandle, messages: Messages) -> None:
    await inn.create_channel("plans", ChannelType.GUILD_FORUM)
    sent = await messages.start_post(inn.id, inn.channel("plans").id, "A new\nroof", LONG)
    post = inn.channel("A new roof")
    assert sent.channel_id == post.id
    assert list(sent.message_ids) == sorted(post.messages)
    assert len(sent.message_ids) == 2
    erin = inn.member("erin").in_channel("A new roof")
    last = await erin.sees("bbb")
    await erin.click(last, "Press me")
    assert last.text == SERVED


async def test_a_direct_message_is_the_readers(inn: GuildHandle, messages: Messages) -> None:
    mine = Button(label="Press me", action=CANCEL)
    erin = inn.member("erin")
    sent = await messages.write_to(erin.id, replace(CARD, controls=[[mine]]), nonce="direct")
    assert sent is not None
    seen = await erin.dm().sees("Please finish your tea.")
    await messages.edit(None, sent.channel_id, sent.message_ids[0], Card(body=["Now."], controls=[[mine]]))
    await erin.dm().click(seen, "Press me")
    assert seen.text == SERVED
    await messages.delete(None, sent.channel_id, sent.message_ids[0])
    assert seen.deleted


async def test_a_direct_message_that_is_not_delivered_is_none(
    inn: GuildHandle, discord: Sandbox, messages: Messages, refused: list[int]
) -> None:
    refused += [50007, 50278, 10013]
    juniper = discord.user("juniper").user
    juniper.accepts_messages = False
    try:
        assert await messages.write_to(juniper.id, CARD, nonce="closed") is None
    finally:
        juniper.accepts_messages = True
    stranger = (await inn.join("hedault")).id
    await inn.leave("hedault")
    assert await messages.write_to(stranger, CARD, nonce="stranger") is None
    assert await messages.write_to(discord.world.bot.id, CARD, nonce="myself") is None
    with pytest.raises(NotFound, match="knows nobody"):
        await messages.write_to(NOWHERE, CARD, nonce="absent")


Ask = Callable[[Messages, int, int], Coroutine[Any, Any, Sent | None]]


@pytest.mark.parametrize(
    "ask",
    [
        lambda messages, guild_id, channel_id: messages.send(guild_id, channel_id, CARD, nonce="x"),
        lambda messages, guild_id, channel_id: messages.start_post(guild_id, channel_id, "x", CARD),
        lambda messages, guild_id, channel_id: messages.edit(guild_id, channel_id, NOWHERE, CARD),
        lambda messages, guild_id, channel_id: messages.delete(guild_id, channel_id, NOWHERE),
        lambda messages, _, channel_id: messages.edit(None, channel_id, NOWHERE, CARD),
        lambda messages, _, channel_id: messages.delete(None, channel_id, NOWHERE),
    ],
    ids=["send", "start_post", "edit", "delete", "edit directly", "delete directly"],
)
@pytest.mark.parametrize("where", ["vault-door", "nowhere"])
async def test_a_channel_of_another_guild_is_refused(
    inn: GuildHandle, vault: GuildHandle, messages: Messages, refused: list[int], ask: Ask, where: str
) -> None:
    refused.append(10003)
    channel_id = NOWHERE if where == "nowhere" else vault.channel(where).id
    before = len(vault.channel("vault-door").messages)
    with pytest.raises(NotFound):
        await ask(messages, inn.id, channel_id)
    assert len(vault.channel("vault-door").messages) == before


async def test_a_channel_that_the_bot_may_not_write_in_is_forbidden(
    inn: GuildHandle, messages: Messages, refused: list[int]
) -> None:
    refused.append(50013)
    await inn.overwrite("general", "@everyone", deny=[Permission.SEND_MESSAGES])
    with pytest.raises(Forbidden):
        await messages.send(inn.id, inn.channel("general").id, CARD, nonce="no")
