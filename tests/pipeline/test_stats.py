"""Figures as members see them: from messages in the local Discord to a picture, its words and a table."""

from __future__ import annotations

import pytest

from app.runtime import Runtime
from discord_sandbox import GuildHandle, Permission, Reply
from tests.support.statistics import counted

pytestmark = pytest.mark.usefixtures("recording")


@pytest.fixture
async def busy(bot: Runtime, inn: GuildHandle) -> GuildHandle:
    """A guild in which something was written, counted up to now."""
    await inn.create_channel("hidden")
    await inn.overwrite("hidden", "@everyone", deny=[Permission.VIEW_CHANNEL])
    await inn.overwrite("hidden", "shard", allow=[Permission.VIEW_CHANNEL])
    for number in range(6):
        await inn.member("erin").say(f"words {number}")
        await inn.member("rowan").say("hush", channel="hidden")
    await inn.member("juniper").say("one word")
    await counted(bot, inn, 13)
    return inn


def gallery(reply: Reply) -> list[dict[str, object]]:
    return [
        item
        for container in reply.components
        for part in container["components"]
        if part["type"] == 12
        for item in part["items"]
    ]


async def test_a_server_in_figures_and_a_picture(busy: GuildHandle) -> None:
    reply = await (await busy.member("erin").slash("stats server", days=7)).settled()
    assert reply.ephemeral
    assert "**Messages**\n7, 7.0 a day" in reply.text
    [picture] = gallery(reply)
    assert "Messages a day from" in str(picture["description"])
    [attachment] = reply.attachments
    assert attachment.content.startswith(b"\x89PNG")
    assert len(attachment.content) > 10_000


async def test_who_sees_more_is_told_more(busy: GuildHandle) -> None:
    reply = await (await busy.member("rowan").slash("stats server", days=7)).settled()
    assert "**Messages**\n13" in reply.text
    public = await (await busy.member("rowan").slash("stats server", days=7, public=True)).settled()
    assert not public.ephemeral
    assert "**Messages**\n7" in public.text
    for figure in ("People a day", "Reactions"):
        assert figure in reply.text
        assert figure not in public.text


async def test_the_same_figures_are_a_table(busy: GuildHandle) -> None:
    erin = busy.member("erin")
    reply = await (await erin.slash("stats server", days=2)).settled()
    table = await (await erin.click(reply, "As a table")).settled()
    [sent] = [message for message in (table, *table.followups) if message.attachments]
    [file] = sent.attachments
    assert sent.ephemeral
    lines = file.content.decode("utf-8-sig").splitlines()
    assert lines[0] == "what,which,messages"
    assert lines[2].endswith(",7")


async def test_ones_own_figures_are_for_oneself(busy: GuildHandle) -> None:
    erin = busy.member("erin")
    own = await (await erin.slash("stats user")).settled()
    assert own.ephemeral
    assert "**Messages**\n6" in own.text
    refused = await (await erin.slash("stats user", member="juniper")).settled()
    assert "keeps their figures to themselves" in refused.text
    staff = await (await busy.member("sage").slash("stats user", member="juniper")).settled()
    assert "**Messages**\n1" in staff.text


async def test_choices_are_made_with_buttons(busy: GuildHandle, bot: Runtime) -> None:
    juniper = busy.member("juniper")
    panel = await juniper.slash("stats choices")
    for label, told in (
        ("Take part", "You take part."),
        ("Share", "Every member here."),
        ("Pause", "Paused:"),
    ):
        await juniper.click(panel, label)
        assert told in panel.text
    board = await busy.member("erin").slash("leaderboard")
    assert f"1. <@{juniper.id}> · 1" in board.text
    await juniper.say("not counted")
    await busy.member("erin").say("counted")
    await counted(bot, busy, 14)
    board = await busy.member("erin").slash("leaderboard")
    assert f"1. <@{juniper.id}> · 1" in board.text


async def test_a_hidden_channel_has_no_figures_for_others(busy: GuildHandle) -> None:
    hidden = busy.channel("hidden")
    refused = await (await busy.member("erin").unchecked.slash("stats channel", channel=hidden)).settled()
    assert "no figures of that channel" in refused.text
    counted = await busy.member("erin").unchecked.slash("messagecount", channel=hidden, hours=5)
    assert "no figures of that channel" in counted.text
    shown = await (await busy.member("rowan").slash("stats channel", channel=hidden)).settled()
    assert "**Messages**\n6" in shown.text


async def test_no_report_is_promised_where_the_bot_cannot_write(busy: GuildHandle) -> None:
    maple = busy.member("maple")
    await busy.create_channel("announcements")
    await busy.overwrite("announcements", "@everyone", deny=[Permission.SEND_MESSAGES])
    refused = await maple.slash("stats digest", channel="announcements")
    assert "I cannot write in" in refused.text
    assert "There was no report." in (await maple.slash("stats digest")).text


async def test_a_report_is_begun_and_ended(busy: GuildHandle) -> None:
    maple = busy.member("maple")
    begun = await maple.slash("stats digest", channel="general", at="9:30")
    assert "Every day at 09:30, from tomorrow on" in begun.text
    moved = await maple.slash("stats digest", channel="general", at="10:00")
    assert "Every day at 10:00 I tell" in moved.text
    assert "No more reports." in (await maple.slash("stats digest")).text
    assert "There was no report." in (await maple.slash("stats digest")).text
    assert "no time of day" in (await maple.slash("stats digest", channel="general", at="25:00")).text
