"""``/owner sync|status|shutdown``."""

from __future__ import annotations

import lightbulb

from app.core.cards import Card
from app.core.i18n import Text, joined, t, tn
from app.discord.client import Client
from app.discord.command_info import CommandInfo
from app.discord.monitor import Monitor
from app.discord.reply import Reply
from app.discord.sync import CommandSync
from app.features.operators.actions import COMMANDS_SYNCED, SHUT_DOWN
from app.features.operators.service import OperatorService
from plugins.owner.group import group, permit


@group.register
class SyncCommands(lightbulb.SlashCommand, name="sync", description="Tell Discord about changed commands."):
    info = CommandInfo(examples=("/owner sync",), operators=True)

    @lightbulb.invoke
    async def invoke(
        self, ctx: lightbulb.Context, reply: Reply, operators: OperatorService, sync: CommandSync
    ) -> None:
        await reply.defer(private=True)
        await permit(ctx, operators, COMMANDS_SYNCED)
        changed = sum(len(scope.added + scope.changed + scope.removed) for scope in await sync.sync())
        text = tn("One command was changed.", "{count} commands were changed.", changed)
        await reply.say(text if changed else t("Discord knows every command already."), private=True)


@group.register
class Status(lightbulb.SlashCommand, name="status", description="See how the running process is doing."):
    info = CommandInfo(examples=("/owner status",), operators=True)

    @lightbulb.invoke
    async def invoke(
        self, ctx: lightbulb.Context, reply: Reply, operators: OperatorService, monitor: Monitor
    ) -> None:
        await operators.authorise(int(ctx.user.id))
        now = await monitor.status()
        started = int(now.started_at.timestamp())
        shards: list[Text | str] = [
            t("shard {number}: {milliseconds} ms", number=shard, milliseconds=round(seconds * 1000))
            for shard, seconds in now.latencies.items()
        ]
        fields: list[tuple[Text | str, Text | str]] = [
            (t("Version"), now.version),
            (t("Started"), f"<t:{started}:R>"),
            (t("Memory"), t("{megabytes} MB", megabytes=now.memory // 2**20)),
            (t("Servers"), str(now.guilds)),
            (t("Gateway"), joined(shards) if shards else t("not connected")),
        ]
        await reply.show(Card(title=t("Status"), fields=fields), private=True)


@group.register
class ShutDown(lightbulb.SlashCommand, name="shutdown", description="End the running process."):
    info = CommandInfo(examples=("/owner shutdown",), operators=True)

    @lightbulb.invoke
    async def invoke(
        self, ctx: lightbulb.Context, reply: Reply, operators: OperatorService, client: Client
    ) -> None:
        await permit(ctx, operators, SHUT_DOWN)
        await reply.say(t("Good night."), private=True)
        client.stopping.set()
