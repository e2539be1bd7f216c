"""A library that real bots use asks for everything, understands what comes back, and is never objected to."""

from __future__ import annotations

from collections.abc import AsyncIterator
from datetime import UTC, datetime, timedelta

import hikari
import pytest
from hikari.impl import (
    AutoModBlockMessageActionBuilder,
    AutoModKeywordTriggerBuilder,
    PollBuilder,
    RESTClientImpl,
)

from discord_sandbox import GuildHandle, Permission, Person, Sandbox
from sandbox.tests.conftest import allow_bot

PNG = bytes.fromhex(
    "89504e470d0a1a0a0000000d4948445200000001000000010804000000b51c0c02"
    "0000000b4944415478da6364f80f00010501012718e3660000000049454e44ae426082"
)


@pytest.fixture
async def api(discord: Sandbox, inn: GuildHandle) -> AsyncIterator[RESTClientImpl]:
    await allow_bot(inn, Permission.ADMINISTRATOR)
    app = hikari.RESTApp(url=discord.rest_url)
    await app.start()
    async with app.acquire(discord.token, hikari.TokenType.BOT) as api:
        yield api
    await app.close()
    assert discord.violations == []


def later(**much: int) -> datetime:
    return datetime.now(UTC) + timedelta(**much)


async def test_channels(api: RESTClientImpl, inn: GuildHandle) -> None:
    hide = hikari.PermissionOverwrite(
        id=inn.id, type=hikari.PermissionOverwriteType.ROLE, deny=hikari.Permissions.VIEW_CHANNEL
    )
    category = await api.create_guild_category(inn.id, "Library", permission_overwrites=[hide])
    channel = await api.create_guild_text_channel(
        inn.id,
        "shelves",
        topic="Books",
        nsfw=False,
        rate_limit_per_user=5,
        category=category,
        default_auto_archive_duration=timedelta(days=1),
        reason="Room for books",
    )
    assert channel.parent_id == category.id
    edited = await api.edit_channel(channel, name="racks", permission_overwrites=[hide])
    assert isinstance(edited, hikari.GuildTextChannel)
    assert (edited.name, list(edited.permission_overwrites)) == ("racks", [inn.id])
    everyone = hikari.PermissionOverwriteType.ROLE
    await api.edit_permission_overwrite(
        channel, inn.id, target_type=everyone, allow=hikari.Permissions.VIEW_CHANNEL
    )
    await api.delete_permission_overwrite(channel, inn.id)
    await api.reposition_channels(inn.id, {0: channel, 1: category})
    found = await api.fetch_guild_channels(inn.id)
    assert channel.id in [each.id for each in found]
    await api.create_guild_voice_channel(inn.id, "Hall", user_limit=5)
    await api.create_guild_stage_channel(inn.id, "Stage")
    await api.create_guild_news_channel(inn.id, "news")
    await api.trigger_typing(channel)
    await api.delete_channel(channel, reason="Enough")


async def test_roles_and_members(api: RESTClientImpl, inn: GuildHandle) -> None:
    erin = inn.member("erin").id
    role = await api.create_role(
        inn.id, name="Knights", permissions=hikari.Permissions.SEND_MESSAGES, color=0x3366CC, hoist=True
    )
    edited = await api.edit_role(inn.id, role, name="Squires", color=0, mentionable=True)
    assert (edited.name, edited.color) == ("Squires", 0)
    await api.reposition_roles(inn.id, {1: role})
    await api.add_role_to_member(inn.id, erin, role, reason="Brave")
    assert role.id in (await api.fetch_member(inn.id, erin)).role_ids
    await api.edit_member(inn.id, erin, nickname="Queen", roles=[role])
    await api.remove_role_from_member(inn.id, erin, role)
    assert [each.nickname for each in await api.search_members(inn.id, "Queen")] == ["Queen"]
    assert erin in [each.id async for each in api.fetch_members(inn.id)]
    await api.edit_my_member(inn.id, nickname="Shard of the inn")
    assert role.id in [each.id for each in await api.fetch_roles(inn.id)]
    assert role.id in (await api.fetch_role_member_counts(inn.id))
    await api.delete_role(inn.id, role)


async def test_moderation(api: RESTClientImpl, inn: GuildHandle) -> None:
    erin, juniper, linden = (inn.member(name).id for name in ("erin", "juniper", "linden"))
    out = await api.edit_member(inn.id, erin, communication_disabled_until=later(minutes=10), reason="Loud")
    assert out.communication_disabled_until()
    await api.kick_user(inn.id, juniper, reason="Spam")
    await api.ban_user(inn.id, linden, delete_message_seconds=3600, reason="Ads")
    assert (await api.fetch_ban(inn.id, linden)).reason == "Ads"
    assert [each.user.id async for each in api.fetch_bans(inn.id)] == [linden]
    await api.unban_user(inn.id, linden)
    answer = await api.bulk_ban_users(inn.id, [linden, juniper], delete_message_seconds=0)
    assert set(answer.banned_users) == {linden, juniper}
    await api.set_guild_incident_actions(inn.id, invites_disabled_until=later(hours=1))
    pages = [page async for page in api.fetch_audit_log(inn.id)]
    made = [entry for page in pages for entry in page.entries.values()]
    assert {"Loud", "Spam", "Ads"} <= {entry.reason for entry in made}
    assert hikari.AuditLogEventType.MEMBER_KICK in {entry.action_type for entry in made}


async def test_automod(api: RESTClientImpl, inn: GuildHandle) -> None:
    rule = await api.create_auto_mod_rule(
        inn.id,
        name="Spoilers",
        event_type=hikari.AutoModEventType.MESSAGE_SEND,
        trigger=AutoModKeywordTriggerBuilder(keyword_filter=["teriarch"]),
        actions=[AutoModBlockMessageActionBuilder(custom_message="No spoilers")],
        enabled=True,
    )
    edited = await api.edit_auto_mod_rule(
        inn.id, rule, name="Dragons", exempt_roles=[inn.role("Moderators").id]
    )
    assert (edited.name, list(edited.exempt_role_ids)) == ("Dragons", [inn.role("Moderators").id])
    assert [each.id for each in await api.fetch_auto_mod_rules(inn.id)] == [rule.id]
    await api.delete_auto_mod_rule(inn.id, rule)


async def test_messages(api: RESTClientImpl, inn: GuildHandle) -> None:
    channel = inn.channel("general").id
    message = await api.create_message(
        channel,
        "Hello",
        embed=hikari.Embed(title="Title", description="Words", color=0x3366CC).add_field(
            "a", "b", inline=True
        ),
        attachments=[hikari.Bytes(b"text", "a.txt"), hikari.Bytes(PNG, "SPOILER_b.png")],
        mentions_everyone=False,
        nonce="once",
    )
    assert [each.filename for each in message.attachments] == ["a.txt", "SPOILER_b.png"]
    kept = message.attachments[0]
    edited = await api.edit_message(
        channel, message, "Hello again", attachments=[kept, hikari.Bytes(b"c", "c.txt")]
    )
    assert [each.filename for each in edited.attachments] == ["a.txt", "c.txt"]
    reply = await api.create_message(channel, "Indeed", reply=message, mentions_reply=True)
    assert reply.referenced_message
    assert reply.referenced_message.id == message.id
    forward = await api.forward_message(inn.channel("spoilers").id, message)
    assert forward.message_snapshots
    assert forward.message_snapshots[0].content == "Hello again"
    await api.add_reaction(channel, message, "👍")
    assert len([each async for each in api.fetch_reactions_for_emoji(channel, message, "👍")]) == 1
    await api.delete_my_reaction(channel, message, "👍")
    await api.delete_all_reactions(channel, message)
    await api.pin_message(channel, message)
    assert [each.message.id async for each in api.fetch_pins(channel)] == [message.id]
    await api.unpin_message(channel, message)
    fetched = [each.id async for each in api.fetch_messages(channel, after=message.id - 1)]
    assert {message.id, reply.id} <= set(fetched)
    await api.delete_messages(channel, [message, reply], reason="Old")


async def test_polls(api: RESTClientImpl, inn: GuildHandle, erin: Person) -> None:
    channel = inn.channel("general").id
    poll = PollBuilder(question_text="Which?", allow_multiselect=True, duration=24)
    for text in ("A", "B"):
        poll.add_answer(text=text)
    message = await api.create_message(channel, poll=poll)
    assert message.poll
    await erin.vote(erin.reads()[-1], "A")
    voters = [each.id for each in await api.fetch_poll_voters(channel, message, 1)]
    assert voters == [erin.id]
    ended = await api.end_poll(channel, message)
    assert ended.poll
    assert ended.poll.results
    assert ended.poll.results.is_finalized


async def test_threads_and_forums(api: RESTClientImpl, inn: GuildHandle) -> None:
    channel, erin = inn.channel("general").id, inn.member("erin").id
    message = await api.create_message(channel, "Let us talk")
    thread = await api.create_message_thread(
        channel, message, "Talk", auto_archive_duration=timedelta(hours=1)
    )
    private = await api.create_thread(
        channel, hikari.ChannelType.GUILD_PRIVATE_THREAD, "Whisper", invitable=False
    )
    await api.join_thread(thread.id)
    await api.add_thread_member(private, erin)
    assert erin in [each.user_id for each in await api.fetch_thread_members(private)]
    await api.fetch_thread_member(private, erin)
    await api.remove_thread_member(private, erin)
    assert {each.id for each in await api.fetch_active_threads(inn.id)} >= {thread.id, private.id}
    await api.edit_channel(thread, archived=True, locked=True)
    archived = [each.id async for each in api.fetch_public_archived_threads(channel)]
    assert archived == [thread.id]
    forum = await api.create_guild_forum_channel(
        inn.id,
        "art",
        available_tags=[hikari.ForumTag(name="Ink", moderated=False, emoji="🖋")],
        default_sort_order=hikari.ForumSortOrderType.CREATION_DATE,
        default_reaction_emoji="🎨",
    )
    [tag] = forum.available_tags
    picture = hikari.Bytes(PNG, "a.png")
    post = await api.create_forum_post(forum, "Gerial", "A picture", attachment=picture, tags=[tag])
    assert list(post.applied_tag_ids) == [tag.id]
    assert [each.filename for each in (await api.fetch_message(post, post.id)).attachments] == ["a.png"]


async def test_webhooks_and_invites(api: RESTClientImpl, inn: GuildHandle) -> None:
    channel = inn.channel("general").id
    webhook = await api.create_webhook(channel, "Gallery", avatar=hikari.Bytes(PNG, "a.png"))
    assert webhook.token
    sent = await api.execute_webhook(
        webhook.id,
        webhook.token,
        "Reposted",
        username="Pisces",
        avatar_url="https://example.com/a.png",
        attachment=hikari.Bytes(PNG, "b.png"),
        user_mentions=False,
    )
    assert (sent.author.username, sent.webhook_id) == ("Pisces", webhook.id)
    edited = await api.edit_webhook_message(webhook.id, webhook.token, sent, "Reposted twice")
    assert edited.content == "Reposted twice"
    await api.delete_webhook_message(webhook.id, webhook.token, sent)
    await api.edit_webhook(webhook, name="Museum")
    assert [each.id for each in await api.fetch_guild_webhooks(inn.id)] == [webhook.id]
    await api.delete_webhook(webhook)
    invite = await api.create_invite(channel, max_age=3600, max_uses=5, unique=True)
    assert (await api.fetch_invite(invite.code)).guild
    assert [each.code for each in await api.fetch_guild_invites(inn.id)] == [invite.code]
    await api.delete_invite(invite.code)


async def test_emojis_stickers_and_events(api: RESTClientImpl, inn: GuildHandle) -> None:
    image = hikari.Bytes(PNG, "a.png")
    emoji = await api.create_emoji(inn.id, "kettle", image, reason="Tea")
    assert (await api.edit_emoji(inn.id, emoji, name="teapot")).name == "teapot"
    await api.delete_emoji(inn.id, emoji)
    own = await api.create_application_emoji(await api.fetch_application(), "loading", image)
    assert own.name == "loading"
    sticker = await api.create_sticker(inn.id, "Wave", "👋", image, description="Hello")
    assert [each.id for each in await api.fetch_guild_stickers(inn.id)] == [sticker.id]
    event = await api.create_external_event(inn.id, "Reading", "The inn", later(days=1), later(days=2))
    edited = await api.edit_scheduled_event(
        inn.id, event, name="Long reading", status=hikari.ScheduledEventStatus.ACTIVE
    )
    assert edited.name == "Long reading"
    assert [each.id for each in await api.fetch_scheduled_events(inn.id)] == [event.id]
    [interested] = [each async for each in api.fetch_scheduled_event_users(inn.id, event)]
    assert interested.user.is_bot
    await api.delete_scheduled_event(inn.id, event)


async def test_guilds_and_commands(api: RESTClientImpl, inn: GuildHandle) -> None:
    guild = await api.fetch_guild(inn.id)
    assert guild.approximate_member_count
    edited = await api.edit_guild(
        inn.id,
        name="The Wandering Inn",
        verification_level=hikari.GuildVerificationLevel.LOW,
        system_channel=inn.channel("general").id,
    )
    assert (edited.name, edited.system_channel_id) == ("The Wandering Inn", inn.channel("general").id)
    assert inn.id in [each.id async for each in api.fetch_my_guilds()]
    application = await api.fetch_application()
    command = api.slash_command_builder("ping", "Answers.")
    command.set_default_member_permissions(hikari.Permissions.MANAGE_GUILD)
    [made] = await api.set_application_commands(application, [command])
    assert made.default_member_permissions == hikari.Permissions.MANAGE_GUILD
    assert await api.fetch_application_guild_commands_permissions(application, inn.id) == []
    await api.fetch_user(inn.member("erin").id)
    await api.create_dm_channel(inn.member("erin").id)
