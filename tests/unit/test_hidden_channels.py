"""Channels that the bot cannot see, as hikari takes them in."""

from __future__ import annotations

from typing import Any

import hikari
import pytest

from app.discord.gateway import Bot
from app.discord.unreadable import Unreadable
from app.infra.metrics import Metrics
from discord_sandbox.model.channel import Channel, ChannelType

GUILD, CHANNEL = 11, 22
TOKEN = "MTA1MDAwMDAwMDAwMDAwMDAwMA.Gabcde.abcdefghijklmnopqrstuvwxyz0123"
KINDS = [kind for kind in ChannelType if kind is not ChannelType.DM and kind not in ChannelType.threads()]


@pytest.fixture
def bot() -> Bot:
    return Bot(TOKEN, Unreadable(Metrics()), banner=None, logs=None, suppress_optimization_warning=True)


def payload(kind: ChannelType, **more: Any) -> dict[str, Any]:
    return Channel(CHANNEL, kind, GUILD, "den").hidden_payload() | more


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("overwrites", ["told", "null", "missing"])
async def test_it_is_known_and_nobody_is_taken_to_see_it(
    bot: Bot, kind: ChannelType, overwrites: str
) -> None:
    sent = payload(kind)
    if overwrites == "null":
        sent["permission_overwrites"] = None
    elif overwrites == "missing":
        del sent["permission_overwrites"]
    channel = bot.entity_factory.deserialize_channel(sent)
    assert isinstance(channel, hikari.PermissibleGuildChannel)
    assert channel.flags & hikari.ChannelFlag.CHANNEL_OBFUSCATED
    [overwrite] = channel.permission_overwrites.values()
    assert (overwrite.id, overwrite.deny) == (GUILD, hikari.Permissions.VIEW_CHANNEL)


@pytest.mark.parametrize("kind", KINDS)
async def test_it_is_known_when_all_but_its_id_and_type_is_missing(bot: Bot, kind: ChannelType) -> None:
    bare = {"id": str(CHANNEL), "type": int(kind), "flags": 1 << 17}
    channel = bot.entity_factory.deserialize_channel(bare, guild_id=hikari.Snowflake(GUILD))
    assert isinstance(channel, hikari.PermissibleGuildChannel)
    assert channel.permission_overwrites.keys() == {GUILD}


async def test_what_is_told_stays(bot: Bot) -> None:
    whole = Channel(
        CHANNEL, ChannelType.GUILD_VOICE, GUILD, "den", bitrate=9000, nsfw=True, position=4
    ).payload()
    channel = bot.entity_factory.deserialize_channel(whole)
    assert isinstance(channel, hikari.GuildVoiceChannel)
    assert (channel.bitrate, channel.is_nsfw, channel.position, channel.permission_overwrites) == (
        9000,
        True,
        4,
        {},
    )
