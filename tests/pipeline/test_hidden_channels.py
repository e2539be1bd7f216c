"""View Channel is taken from the bot, and given back: what members and staff are told meanwhile."""

from __future__ import annotations

import asyncio

import pytest
from sqlalchemy import text

from app.runtime import Runtime
from discord_sandbox import GuildHandle, Permission, Reply, Sandbox
from discord_sandbox.model.channel import ChannelType, Overwrite
from discord_sandbox.operations import channels
from tests.support.statistics import counted

pytestmark = pytest.mark.usefixtures("recording")

VIEW = [Permission.VIEW_CHANNEL]


async def known(bot: Runtime, inn: GuildHandle, name: str, *, hidden: bool) -> None:
    """Wait until it is stored that the bot sees a channel, or not."""
    query = text("SELECT name, hidden FROM channels WHERE id = :id")
    async with asyncio.timeout(10):
        while True:
            async with bot.container.sessions()() as session:
                found = (await session.execute(query, {"id": inn.channel(name).id})).one_or_none()
            if found is not None and found.hidden is hidden:
                assert found.name == name
                return
            await asyncio.sleep(0.05)


async def hide(bot: Runtime, inn: GuildHandle, name: str) -> None:
    await inn.overwrite(name, "shard", deny=VIEW)
    await known(bot, inn, name, hidden=True)


@pytest.fixture
async def busy(bot: Runtime, inn: GuildHandle) -> GuildHandle:
    """A guild with a channel for everybody and one for moderators, both with messages, both hidden from the bot."""
    await inn.create_channel("den")
    await inn.create_channel("watch")
    await inn.overwrite("watch", "@everyone", deny=VIEW)
    await inn.overwrite("watch", "shard", allow=VIEW)
    await inn.overwrite("watch", "Moderators", allow=VIEW)
    for _ in range(3):
        await inn.member("erin").say("words", channel="den")
        await inn.member("sage").say("hush", channel="watch")
    await inn.member("juniper").say("one word")
    await counted(bot, inn, 7)
    await hide(bot, inn, "den")
    await hide(bot, inn, "watch")
    return inn


async def told(inn: GuildHandle, person: str, command: str, **options: object) -> str:
    reply = await (await inn.member(person).unchecked.slash(command, **options)).settled()
    return reply.text


async def test_figures_stay_with_those_who_could_read_the_channel(busy: GuildHandle) -> None:
    den, watch = busy.channel("den"), busy.channel("watch")
    gone = "I cannot see this channel any more"
    shown = await told(busy, "erin", "stats channel", channel=den)
    assert gone in shown
    assert "**Messages**\n3" in shown
    assert "no figures of that channel" in await told(busy, "erin", "stats channel", channel=watch)
    staff = await told(busy, "sage", "stats channel", channel=watch)
    assert gone in staff
    assert "**Messages**\n3" in staff
    assert "**Messages**\n3" in await told(busy, "rowan", "stats channel", channel=watch)
    for person, messages in (("erin", 4), ("sage", 7), ("rowan", 7)):
        assert f"**Messages**\n{messages}," in await told(busy, person, "stats server")
    public = await told(busy, "sage", "stats server", public=True)
    assert "**Messages**\n4," in public
    assert gone not in public


async def test_exceptions_for_one_member_hold_on(discord: Sandbox, bot: Runtime, inn: GuildHandle) -> None:
    await inn.create_channel("den")
    erin, juniper, den = inn.member("erin"), inn.member("juniper"), inn.channel("den")
    channels.overwrite(discord.world, den, Overwrite(inn.role("@everyone").id, 0, deny=VIEW[0]))
    channels.overwrite(discord.world, den, Overwrite(erin.id, 1, allow=VIEW[0]))
    channels.overwrite(discord.world, den, Overwrite(inn.role("Readers").id, 0, allow=VIEW[0]))
    channels.overwrite(discord.world, den, Overwrite(juniper.id, 1, deny=VIEW[0]))
    await inn.overwrite("den", "shard", allow=VIEW)
    await erin.say("words", channel="den")
    await counted(bot, inn, 1)
    await hide(bot, inn, "den")
    assert "**Messages**\n1" in await told(inn, "erin", "stats channel", channel=den)
    for outsider in ("juniper", "sage"):
        assert "no figures of that channel" in await told(inn, outsider, "stats channel", channel=den)


async def test_of_what_the_bot_never_saw_only_administrators_are_told(bot: Runtime, inn: GuildHandle) -> None:
    den = await inn.create_channel(
        "den", overwrites={each.id: each for each in [Overwrite(inn.role("shard").id, 0, deny=VIEW[0])]}
    )
    query = text("SELECT hidden FROM channels WHERE id = :id")
    async with asyncio.timeout(10), bot.container.sessions()() as session:
        while not await session.scalar(query, {"id": den.id}):
            await session.rollback()
            await asyncio.sleep(0.05)
    for person in ("erin", "sage"):
        assert "no figures of that channel" in await told(inn, person, "stats channel", channel=den)
    assert "I cannot see this channel any more" in await told(inn, "rowan", "stats channel", channel=den)


async def test_names_stay_in_the_table(busy: GuildHandle) -> None:
    erin = busy.member("erin")
    reply = await (await erin.slash("stats server", days=2)).settled()
    table = await (await erin.click(reply, "As a table")).settled()
    [file] = [file for message in (table, *table.followups) for file in message.attachments]
    content = file.content.decode("utf-8-sig")
    assert "channel,den,3" in content
    assert "hidden" not in content
    assert "watch" not in content


async def test_what_is_written_meanwhile_is_counted_once_the_bot_sees_the_channel_again(
    bot: Runtime, busy: GuildHandle
) -> None:
    for _ in range(2):
        await busy.member("erin").say("unheard", channel="den")
    await busy.overwrite("den", "shard", allow=VIEW)
    await known(bot, busy, "den", hidden=False)
    await bot.container.history().repair(busy.id)
    await busy.member("erin").say("heard", channel="den")
    await counted(bot, busy, 10)
    shown = await told(busy, "erin", "stats channel", channel=busy.channel("den"))
    assert "**Messages**\n6," in shown
    assert "I cannot see" not in shown


async def test_a_channel_that_is_closed_to_members_once_the_bot_sees_it_again_has_no_figures_for_them(
    bot: Runtime, busy: GuildHandle
) -> None:
    await busy.overwrite("den", "@everyone", deny=VIEW)
    await busy.overwrite("den", "shard", allow=VIEW)
    await known(bot, busy, "den", hidden=False)
    refused = await told(busy, "erin", "stats channel", channel=busy.channel("den"))
    assert "no figures of that channel" in refused


async def test_a_guild_with_hidden_channels_of_every_kind_is_known(bot: Runtime, inn: GuildHandle) -> None:
    kinds = set(ChannelType) - ChannelType.threads() - {ChannelType.DM}
    for kind in kinds:
        await inn.create_channel(f"a-{kind}", kind)
        await hide(bot, inn, f"a-{kind}")
    cached = bot.container.bot().cache.get_guild_channels_view_for_guild(inn.id)
    hidden = bot.container.channels().hidden(inn.id)
    assert hidden == {inn.channel(f"a-{kind}").id for kind in kinds}
    assert hidden < set(map(int, cached))
    await inn.delete_channel("a-2")
    async with asyncio.timeout(10):
        while len(bot.container.channels().hidden(inn.id)) == len(hidden):
            await asyncio.sleep(0.05)


async def panel(inn: GuildHandle) -> Reply:
    return await inn.member("maple").slash("settings")


async def test_the_panel_says_what_the_bot_cannot_see(bot: Runtime, inn: GuildHandle) -> None:
    await inn.create_channel("den")
    maple = inn.member("maple")
    for placeholder in ("Log channel", "Message log"):
        shown = await maple.slash("settings")
        await maple.select(shown, placeholder, ["den"])
    gone = f"<#{inn.channel('den').id}>, but I cannot see it any more"
    assert gone not in (await panel(inn)).text
    await hide(bot, inn, "den")
    assert (await panel(inn)).text.count(gone) == 2
    refused = await maple.slash("stats digest", channel="den")
    assert "I cannot write in" in refused.text
    await inn.overwrite("den", "shard", allow=VIEW)
    await known(bot, inn, "den", hidden=False)
    assert gone not in (await panel(inn)).text


async def test_the_log_goes_on_naming_channels(bot: Runtime, inn: GuildHandle) -> None:
    await inn.create_channel("den")
    await inn.create_channel("log")
    maple = inn.member("maple", "log")
    await maple.select(await maple.slash("settings"), "Message log", ["log"])
    said = [await inn.member("erin").say(f"words {number}", channel="den") for number in range(2)]
    await counted(bot, inn, 2)
    await inn.member("maple").moderator.purge(said)
    await hide(bot, inn, "den")
    async with asyncio.timeout(10):
        while not (files := [file for post in maple.reads() for file in post.attachments]):
            await bot.container.log_posting().post(inn.id)
            await asyncio.sleep(0.05)
    transcript = files[0].content.decode()
    assert "den" in transcript
    assert "___hidden___" not in transcript
