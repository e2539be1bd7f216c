"""The one listener of the hot path: records what happens in the guilds."""

from __future__ import annotations

from collections.abc import Mapping

import hikari
import lightbulb

from app.discord.member_chunker import MemberChunker
from app.discord.payloads import on_payloads
from app.recording.decoder import EVERYBODY
from app.recording.pipeline import Pipeline

loader = lightbulb.Loader()


@on_payloads(loader, Pipeline)
def record(pipeline: Pipeline, name: str, payload: Mapping[str, object]) -> None:
    """Take in an event, if its kind is recorded."""
    if name in pipeline.families:
        pipeline.take(name, payload)


@loader.listener(hikari.GuildAvailableEvent, hikari.GuildJoinEvent)
async def ask_for_members(event: hikari.GuildVisibilityEvent, member_chunker: MemberChunker) -> None:
    """Who came, left or changed roles while nobody looked is found out by comparing with a whole list."""
    member_chunker.ask(event.shard, event.guild_id, EVERYBODY)
