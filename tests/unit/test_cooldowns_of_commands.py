"""The cooldown that a command's guide declares: by which name it is counted, and who shares it."""

from __future__ import annotations

from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import AsyncExitStack
from itertools import count
from typing import Any, TypeAlias

import hikari
import lightbulb
import pytest
from lightbulb.commands.execution import ExecutionPipeline
from pydantic import SecretStr

from app.core.cooldown import Bucket
from app.core.errors import RateLimited
from app.core.guild import GuildRules
from app.core.invocation import current_invocation
from app.discord.command_info import CommandInfo, Cooldown, in_short
from app.discord.cooldowns import cooldown_hook
from app.discord.interaction_context import InteractionContext
from app.infra.cache import open_cache
from app.infra.limits import Cooldowns
from app.infra.metrics import Metrics
from app.settings.sections.cache import CacheSettings

TOKEN = "MTA1MDAwMDAwMDAwMDAwMDAwMA.Gabcde.abcdefghijklmnopqrstuvwxyz0123"
IDS = count(1)
Use: TypeAlias = Callable[..., Awaitable[None]]


def told(name: str, guild_id: int | None, channel_id: int, user_id: int) -> dict[str, Any]:
    """A slash command as Discord sends it."""
    user = {"id": str(user_id), "username": "erin", "discriminator": "0", "avatar": None}
    member: dict[str, Any] = {
        "user": user, "nick": None, "avatar": None, "roles": [], "joined_at": "2026-10-14T12:00:00+00:00",
        "deaf": False, "mute": False, "flags": 0, "pending": False, "permissions": "0", "premium_since": None,
    }  # fmt: skip
    here = {"guild_id": str(guild_id), "member": member} if guild_id else {"user": user}
    return {
        "id": str(next(IDS)), "application_id": "2", "type": 2, "token": "t", "version": 1, "locale": "en-US",
        "data": {"id": "3", "name": name, "type": 1, "options": []}, "channel_id": str(channel_id),
        "channel": {"id": str(channel_id), "type": 1, "name": None, "last_message_id": None, "recipients": [user]},
        "app_permissions": "0", "entitlements": [], "authorizing_integration_owners": {}, "context": 0,
        "guild_locale": "en-US", "attachment_size_limit": 1, **here,
    }  # fmt: skip


def command(shared_by: Cooldown | None, ruled_as: str = "") -> type[lightbulb.SlashCommand]:
    class Roll(lightbulb.SlashCommand, name="roll", description="Rolls."):
        info = CommandInfo(examples=("/roll",), cooldown=shared_by, ruled_as=ruled_as)

        @lightbulb.invoke
        async def invoke(self, _: lightbulb.Context) -> None:
            """Nothing is rolled: this is about who may."""

    return Roll


async def no_rules(_: int) -> GuildRules:
    return GuildRules()


async def none(_: hikari.InteractionMember) -> hikari.Permissions:
    return hikari.Permissions.NONE


@pytest.fixture
async def cooldowns() -> AsyncIterator[Cooldowns]:
    async with AsyncExitStack() as stack:
        yield Cooldowns(open_cache(CacheSettings(url=SecretStr("mem://")), b"key", Metrics(), stack))


@pytest.fixture
def use(cooldowns: Cooldowns) -> Use:
    """Use a command up to the step in which it has to wait its turn."""
    bot = hikari.GatewayBot(TOKEN, banner=None, logs=None, suppress_optimization_warning=True)
    client = lightbulb.client_from_app(bot)
    hook = cooldown_hook(cooldowns)

    async def use(
        used: type[lightbulb.SlashCommand],
        name: str = "roll",
        *,
        guild_id: int | None = 11,
        channel_id: int = 12,
        user_id: int = 13,
    ) -> None:
        payload = told(name, guild_id, channel_id, user_id)
        interaction = bot.entity_factory.deserialize_command_interaction(payload)
        context = InteractionContext(interaction, no_rules, none)
        ctx = lightbulb.Context(client, interaction, [], used(), context.answered)
        reset = current_invocation.set(context)
        try:
            await hook(ExecutionPipeline(ctx, [lightbulb.ExecutionSteps.COOLDOWNS]), ctx)
        finally:
            current_invocation.reset(reset)

    return use


@pytest.mark.parametrize(
    ("per", "waits", "goes_on"),
    [
        (Bucket.USER, {"channel_id": 92}, [{"user_id": 93}, {"guild_id": 91}]),
        (Bucket.CHANNEL, {"user_id": 93}, [{"channel_id": 92}]),
        (Bucket.GUILD, {"channel_id": 92, "user_id": 93}, [{"guild_id": 91}]),
    ],
)
async def test_who_shares_a_cooldown_waits_together(
    use: Use, per: Bucket, waits: dict[str, int], goes_on: list[dict[str, int]]
) -> None:
    roll = command(Cooldown(2, 60, per))
    await use(roll)
    await use(roll, **waits)
    for place in ({}, waits):
        with pytest.raises(RateLimited):
            await use(roll, **place)
    for place in goes_on:
        await use(roll, **place)


async def test_it_can_be_ended_by_the_names_it_is_counted_under(use: Use, cooldowns: Cooldowns) -> None:
    for per, name in (
        (Bucket.USER, "user:11:13"),
        (Bucket.CHANNEL, "channel:12"),
        (Bucket.GUILD, "guild:11"),
    ):
        await use(command(Cooldown(1, 60, per)))
        assert await cooldowns.reset("roll", name)


async def test_a_menu_shares_the_cooldown_of_the_command_that_does_the_same(use: Use) -> None:
    await use(command(Cooldown(1, 60)), "add")
    with pytest.raises(RateLimited):
        await use(command(Cooldown(1, 60), ruled_as="add"), "Quote this")
    await use(command(Cooldown(1, 60)), "Quote this")


async def test_commands_without_a_cooldown_can_always_be_used(use: Use) -> None:
    for _ in range(20):
        await use(command(None))


async def test_outside_of_guilds_a_member_is_alone_too(use: Use, cooldowns: Cooldowns) -> None:
    await use(command(Cooldown(1, 60)), guild_id=None)
    assert await cooldowns.reset("roll", "user:0:13")


async def test_a_short_form_shares_the_cooldown_of_its_command(use: Use) -> None:
    roll = command(Cooldown(1, 60))
    await use(roll, "roll")
    with pytest.raises(RateLimited):
        await use(in_short(roll, "r"), "r")
