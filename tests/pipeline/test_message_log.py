"""What staff see in the message log's channel."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable

import pytest
from sqlalchemy import text

from app.core.actor import Actor
from app.features.message_log.options import MESSAGE_LOG
from app.recording.consent.service import Consent
from app.runtime import Runtime
from discord_sandbox import GuildHandle, Permission, Person, Sandbox, SeenMessage
from discord_sandbox.model.audit import Attribution
from discord_sandbox.operations import messages, pins
from tests.support.jobs import do_waiting

pytestmark = pytest.mark.usefixtures("recording")

LOG = "message-log"
CHOOSE = "Message log"


class MessageLog:
    """The log of one guild, which posts whenever it is looked at."""

    def __init__(self, bot: Runtime, inn: GuildHandle) -> None:
        self._posting = bot.container.log_posting()
        self._inn = inn
        self.reader = inn.member("maple", LOG)

    async def tells(self, *texts: str) -> SeenMessage:
        """Wait until one post has all of these in it."""
        async with asyncio.timeout(10):
            while True:
                await self._posting.post(self._inn.id)
                for post in reversed(self.posts):
                    if all(text in post.text for text in texts):
                        return post
                await asyncio.sleep(0.05)

    @property
    def posts(self) -> list[SeenMessage]:
        return [message for message in self.reader.reads() if message.author.bot]

    @property
    def text(self) -> str:
        return "\n".join(post.text for post in self.posts)


Deed = Callable[[], Awaitable[object]]


@pytest.fixture
async def log(bot: Runtime, inn: GuildHandle) -> MessageLog:
    """A log that was switched on in the panel."""
    await inn.create_channel(LOG)
    maple = inn.member("maple")
    panel = await maple.slash("settings")
    await maple.select(panel, CHOOSE, [LOG])
    await do_waiting(bot.container, "message_log.follow_choice", inn.id)
    log = MessageLog(bot, inn)
    await log.tells("The message log begins here", "encrypted, for 30 days at most")
    return log


@pytest.fixture
def erin(inn: GuildHandle) -> Person:
    return inn.member("erin")


async def test_the_panel_says_what_it_means(inn: GuildHandle) -> None:
    maple = inn.member("maple")
    await inn.create_channel(LOG)
    panel = await maple.slash("settings")
    for words in (
        "**Message log**\nnone",
        "text of all members' messages is kept",
        "every channel that I see",
    ):
        assert words in panel.text
    await maple.select(panel, CHOOSE, [LOG])
    assert f"**Message log**\n<#{inn.channel(LOG).id}>\n-# Shows what is edited or deleted" in panel.text
    await maple.select(panel, "Choose what is switched on", ["audit"])
    assert f"<#{inn.channel(LOG).id}>, but `activity` is switched off." in panel.text
    await maple.select(panel, CHOOSE, [])
    assert "**Message log**\nnone" in panel.text


async def test_members_are_told_that_their_words_are_kept(inn: GuildHandle, erin: Person) -> None:
    kept, not_kept = (
        "encrypted, for 30 days at most",
        ("do not keep what they say", "What you write is not kept."),
    )
    assert not_kept[0] in (await erin.slash("about")).text
    assert not_kept[1] in (await erin.slash("stats choices")).text
    await inn.create_channel(LOG)
    maple = inn.member("maple")
    panel = await maple.slash("settings")
    await maple.select(panel, CHOOSE, [LOG])
    for command in ("about", "stats choices"):
        assert kept in (await erin.slash(command)).text
    assert "only for servers that switched a message log on" in (await erin.dm().slash("about")).text


async def test_an_edit_is_shown_word_by_word(log: MessageLog, erin: Person, inn: GuildHandle) -> None:
    said = await erin.say("Hello wrold, how are you?")
    await erin.edit(said, "Hello world, how are you today?")
    post = await log.tells("edited [a message]")
    assert (
        "-# Before\n> Hello ~~wrold~~, how are you?\n-# After\n> Hello **world**, how are you **today**?"
        in post.text
    )
    assert f"{erin.mention} (" in post.text
    assert f"https://discord.com/channels/{inn.id}/{erin.channel.id}/{said.id}" in post.text
    assert f"in <#{erin.channel.id}>, <t:" in post.text


async def test_a_deletion_is_shown_with_its_words_and_the_names_of_files(
    log: MessageLog, erin: Person
) -> None:
    said = await erin.say("one\ntwo *three*", files=[("map.png", b"x"), ("SPOILER_end.png", b"y")])
    await erin.delete(said)
    post = await log.tells("was deleted")
    assert "> one\n> two \\*three\\*\nAttachments: map.png, ||SPOILER\\_end.png||" in post.text
    assert post.attachments == []


@pytest.mark.regression(41)
async def test_what_was_said_before_it_was_on_is_not_known(
    bot: Runtime, inn: GuildHandle, erin: Person
) -> None:
    said, other = await erin.say("before"), await erin.say("before, too")
    await inn.create_channel(LOG)
    maple = inn.member("maple")
    await maple.select(await maple.slash("settings"), CHOOSE, [LOG])
    log = MessageLog(bot, inn)
    await erin.delete(said)
    post = await log.tells("was deleted", f"of {erin.mention}", "-# What it said is not known.")
    await erin.edit(other, "after")
    await log.tells("-# Before: not known\n-# After\n> after")
    assert "before" not in post.text


async def test_many_deleted_at_once_are_one_post_with_a_file(
    log: MessageLog, erin: Person, inn: GuildHandle, discord: Sandbox
) -> None:
    sage = inn.member("sage")
    said = [await erin.say("first\nMaple: I did it"), await sage.say("second"), await erin.say("third")]
    gone = [each.message for each in said if each.message]
    messages.delete_many(discord.world, erin.channel, gone)
    post = await log.tells("3 messages in", "were deleted in one go")
    [file] = post.attachments
    lines = file.content.decode().splitlines()
    assert file.filename.endswith(".txt")
    assert not file.spoiler
    assert lines[0].startswith("Deleted from #general, ")
    assert [line[20:] for line in lines[2:]] == [
        f"Erin ({erin.id}): first",
        lines[3][20:],
        f"Sage ({sage.id}): second",
        f"Erin ({erin.id}): third",
    ]
    assert lines[3] == "    Maple: I did it"
    assert sum("were deleted in one go" in each.text for each in log.posts) == 1


async def test_spoilers_stay_spoilers(
    log: MessageLog, erin: Person, inn: GuildHandle, discord: Sandbox
) -> None:
    said = await erin.say("Chapter nine: Erin dies at the end")
    await erin.edit(said, "Chapter nine: ||Erin dies at the end||")
    post = await log.tells("edited [a message]")
    assert post.text.count("||Erin dies at the end||") == 2
    await erin.edit(said, "Chapter nine: ||Erin sleeps at the end||")
    await log.tells("||Erin ~~dies~~ at the end||", "||Erin **sleeps** at the end||")
    await erin.delete(said)
    await log.tells("was deleted", "||Erin sleeps at the end||")
    others = [await erin.say("harmless"), await erin.say("||more||")]
    messages.delete_many(discord.world, erin.channel, [each.message for each in others if each.message])
    post = await log.tells("deleted in one go")
    assert [file.get("spoiler") for file in _files(post)] == [True]


def _files(post: SeenMessage) -> list[dict[str, object]]:
    return [part for box in post.components for part in box.get("components", ()) if part["type"] == 13]


async def test_nobody_is_mentioned(log: MessageLog, erin: Person, inn: GuildHandle) -> None:
    maple = inn.member("maple")
    said = await maple.say(f"@everyone {erin.mention} <@&{inn.role('Readers').id}>")
    assert said.mentions
    await maple.edit(said, f"@everyone and @here {erin.mention}")
    await log.tells("edited [a message]", "@everyone")
    await maple.delete(said)
    await log.tells("was deleted")
    assert [post.mentions for post in log.posts] == [[]] * len(log.posts)


async def test_who_comes_and_goes_is_one_line_each(log: MessageLog, inn: GuildHandle) -> None:
    pawn = await inn.join("pawn", "Readers")
    await log.tells(f"{pawn.mention} (pawn) joined, with an account")
    await inn.leave("pawn")
    await log.tells(f"{pawn.mention} (pawn) left after 1 minute, as <@&{inn.role('Readers').id}>")


async def test_several_things_are_one_post_in_their_order(
    log: MessageLog, bot: Runtime, erin: Person, inn: GuildHandle
) -> None:
    said = [await erin.say(f"number {number}") for number in range(5)]
    for each in said:
        await erin.delete(each)
    waiting = text("SELECT count(*) FROM message_log_entries WHERE guild_id = :guild AND posted_at IS NULL")
    async with asyncio.timeout(10), bot.container.sessions()() as session:
        while await session.scalar(waiting, {"guild": inn.id}) < len(said):
            await asyncio.sleep(0.05)
    before = len(log.posts)
    post = await log.tells("number 4")
    places = [post.text.index(f"> number {number}") for number in range(5)]
    assert places == sorted(places)
    assert len(log.posts) == before + 1


async def test_nothing_is_told_twice(log: MessageLog, bot: Runtime, erin: Person, inn: GuildHandle) -> None:
    said = await erin.say("only once")
    await erin.delete(said)
    await log.tells("only once")
    posting = bot.container.log_posting()
    async with bot.container.sessions().begin() as session:
        # As if the process had died between sending and taking note of it.
        await session.execute(
            text("UPDATE message_log_entries SET posted_at = NULL WHERE guild_id = :guild"), {"guild": inn.id}
        )
    await posting.post(inn.id)
    assert log.text.count("only once") == 1


@pytest.mark.regression(26)
async def test_bots_and_the_logs_own_posts_are_not_told(
    log: MessageLog, bot: Runtime, erin: Person, inn: GuildHandle
) -> None:
    maple = inn.member("maple", LOG)
    answer = await erin.slash("ping")
    await maple.delete(answer)
    await maple.delete(log.posts[0])
    await erin.delete(await erin.say("something else"))
    await log.tells("something else")
    assert log.text.count("was deleted") == 1
    await maple.delete(log.posts[0])
    await erin.delete(await erin.say("the last thing"))
    await log.tells("the last thing")
    assert log.text.count("was deleted") == 1


async def test_who_paused_is_not_told_of(
    log: MessageLog, bot: Runtime, erin: Person, inn: GuildHandle
) -> None:
    early = await erin.say("an early secret")
    await erin.delete(await erin.say("first"))
    await log.tells("first")
    await bot.container.activity().choose(
        Actor(user_id=erin.id, guild_id=inn.id, name="Erin", guild_name="Inn"), Consent(paused=True)
    )
    seen = len(log.posts)
    said = await erin.say("a secret")
    await erin.edit(said, "another secret")
    await erin.delete(said)
    await erin.delete(early)
    sage = inn.member("sage")
    await sage.delete(await sage.say("something else"))
    await log.tells("something else")
    told = "\n".join(post.text for post in log.posts[seen:])
    assert "secret" not in told
    assert erin.mention not in told
    assert "edited [" not in told


async def test_a_preview_is_not_told(
    log: MessageLog, erin: Person, inn: GuildHandle, discord: Sandbox
) -> None:
    said = await erin.say("https://example.com")
    message = said.message
    assert message
    pins.pin(discord.world, message, Attribution(erin.user))
    await erin.delete(said)
    await log.tells("was deleted")
    assert "edited [" not in log.text


@pytest.mark.parametrize("how", ["deleted", "forbidden"])
@pytest.mark.regression(29)
async def test_a_channel_that_cannot_be_used_switches_it_off_once(
    log: MessageLog, bot: Runtime, erin: Person, inn: GuildHandle, discord: Sandbox, how: str
) -> None:
    maple = inn.member("maple")
    channel_id = inn.channel(LOG).id
    if how == "deleted":
        await inn.delete_channel(LOG)
    else:
        await inn.overwrite(LOG, "shard", deny=[Permission.SEND_MESSAGES])
    await erin.delete(await erin.say("unheard"))
    posting, settings = bot.container.log_posting(), bot.container.guild_settings()
    async with asyncio.timeout(10):
        while inn.id in await settings.guilds_with(MESSAGE_LOG):
            await posting.post(inn.id)
            await asyncio.sleep(0.05)
    await posting.post(inn.id)
    await settings.lose(inn.id, MESSAGE_LOG, channel_id, "again")
    audit = await maple.slash("audit")
    assert audit.text.count("changed **Message log**") == 2
    assert f"<#{channel_id}> → none" in audit.text
    assert f"<#{channel_id}> → none. " in audit.text
    assert "**Message log**\nnone" in (await maple.slash("settings")).text
    assert [violation.call.status for violation in discord.violations] == [404 if how == "deleted" else 403]
    discord.violations.clear()
