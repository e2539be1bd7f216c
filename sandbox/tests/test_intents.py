"""What a bot is told depends on what it asked for and what it may see."""

from __future__ import annotations

import pytest

from discord_sandbox import GuildHandle, Permission, Person
from discord_sandbox.gateway.intents import KNOWN_INTENTS, Intent, intent_for
from sandbox.tests.conftest import allow_bot
from sandbox.tests.events import SHAPES
from sandbox.tests.plain import PlainBot, Shard

ALWAYS = {
    "READY",
    "RESUMED",
    "RATE_LIMITED",
    "VOICE_SERVER_UPDATE",
    "INTERACTION_CREATE",
    "GUILD_MEMBERS_CHUNK",
    "APPLICATION_COMMAND_PERMISSIONS_UPDATE",
    "USER_UPDATE",
}


def test_every_event_has_its_intent() -> None:
    assert {name for name in SHAPES if not intent_for(name, private=False)} == ALWAYS


@pytest.mark.parametrize(
    ("intent", "private", "event"),
    [
        (Intent.GUILD_MODERATION, False, "GUILD_BAN_ADD"),
        (Intent.GUILD_EXPRESSIONS, False, "GUILD_EMOJIS_UPDATE"),
        (Intent.GUILD_WEBHOOKS, False, "WEBHOOKS_UPDATE"),
        (Intent.GUILD_INVITES, False, "INVITE_CREATE"),
        (Intent.GUILD_VOICE_STATES, False, "VOICE_STATE_UPDATE"),
        (Intent.GUILD_MESSAGE_POLLS, False, "MESSAGE_POLL_VOTE_ADD"),
        (Intent.DIRECT_MESSAGE_POLLS, True, "MESSAGE_POLL_VOTE_ADD"),
        (Intent.DIRECT_MESSAGE_REACTIONS, True, "MESSAGE_REACTION_ADD"),
        (Intent.AUTO_MODERATION_EXECUTION, False, "AUTO_MODERATION_ACTION_EXECUTION"),
        (Intent.GUILD_SCHEDULED_EVENTS, False, "GUILD_SCHEDULED_EVENT_USER_ADD"),
    ],
)
def test_intents_are_those_of_discords_list(intent: Intent, private: bool, event: str) -> None:
    assert intent_for(event, private=private) == intent


async def test_an_event_without_its_intent_is_not_sent(
    plain: PlainBot, inn: GuildHandle, erin: Person, sage: Person
) -> None:
    shard, _ = await plain.identify(intents=KNOWN_INTENTS & ~Intent.GUILD_MODERATION & ~Intent.GUILD_MEMBERS)
    await sage.moderator.ban("linden")
    await erin.say("Who was that?")
    told = await shard.event(
        "GUILD_BAN_ADD", "GUILD_MEMBER_REMOVE", "GUILD_AUDIT_LOG_ENTRY_CREATE", "MESSAGE_CREATE"
    )
    assert told["content"] == "Who was that?"


async def test_the_bot_hears_of_itself_without_the_intent_for_members(
    plain: PlainBot, inn: GuildHandle
) -> None:
    shard, _ = await plain.identify(intents=1)
    await inn.rename("erin", "Innkeeper")
    await inn.rename("shard", "Splinter")
    assert (await shard.event("GUILD_MEMBER_UPDATE"))["nick"] == "Splinter"


async def test_an_event_without_its_permission_is_not_sent(
    inn: GuildHandle, erin: Person, sage: Person, shard: Shard
) -> None:
    await allow_bot(inn)
    await sage.moderator.ban("linden")
    await erin.say("Who was that?")
    told = await shard.event("GUILD_BAN_ADD", "GUILD_AUDIT_LOG_ENTRY_CREATE", "MESSAGE_CREATE")
    assert told["content"] == "Who was that?"


async def test_contents_are_withheld_from_forwards_and_replies_too(
    plain: PlainBot, erin: Person, inn: GuildHandle
) -> None:
    shard, _ = await plain.identify(intents=1 | Intent.GUILD_MESSAGES)
    said = await erin.say("Secret")
    assert (await shard.event("MESSAGE_CREATE"))["content"] == ""
    await erin.forward(said)
    [snapshot] = (await shard.event("MESSAGE_CREATE"))["message_snapshots"]
    assert snapshot["message"]["content"] == ""
    await erin.say(f"Hello {plain.discord.world.bot.mention}", reply_to=said)
    mentioned = await shard.event("MESSAGE_CREATE")
    assert mentioned["content"].startswith("Hello")


async def test_an_ephemeral_answer_comes_as_a_direct_message(
    bot: PlainBot, erin: Person, inn: GuildHandle
) -> None:
    shard, _ = await bot.identify(intents=1 | Intent.GUILD_MESSAGES | Intent.DIRECT_MESSAGES)
    deaf, _ = await bot.identify(intents=1 | Intent.GUILD_MESSAGES | Intent.MESSAGE_CONTENT)
    bot.answer = lambda _: {"type": 4, "data": {"content": "Psst", "flags": 64}}
    reply = await erin.slash("ask")
    created = await shard.event("MESSAGE_CREATE")
    assert (created["content"], created["flags"]) == ("Psst", 64)
    assert not {"guild_id", "member"} & created.keys()
    await erin.say("Loud")
    assert (await deaf.event("MESSAGE_CREATE"))["content"] == "Loud"
    original = bot.webhook(bot.interactions[-1], "/messages/@original")
    await bot.rest("DELETE", original, headers={})
    assert "guild_id" not in await shard.event("MESSAGE_DELETE")
    assert reply.message is None


async def test_what_is_hidden_is_not_told(inn: GuildHandle, erin: Person, shard: Shard) -> None:
    for name in ("@everyone", "shard"):
        await inn.overwrite("art", name, deny=[Permission.VIEW_CHANNEL])
    await erin.unchecked.say("Hidden", channel="art")
    await erin.say("Seen")
    assert (await shard.event("MESSAGE_CREATE"))["content"] == "Seen"
