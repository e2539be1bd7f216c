"""``/leaderboard``: among those who want to be on it."""

from __future__ import annotations

import lightbulb

from app.core.actor import Actor
from app.core.cards import Card
from app.core.i18n import t, tn
from app.discord.command_info import CommandInfo
from app.discord.reply import Reply
from app.features.statistics.service import StatisticsService
from plugins.stats.group import GUILD, days_option

loader = lightbulb.Loader()


@loader.command
class Leaderboard(
    lightbulb.SlashCommand,
    name="leaderboard",
    description="Who wrote most, of those who take part.",
    contexts=GUILD,
):
    info = CommandInfo(
        examples=("/leaderboard", "/leaderboard days:7"), note="/stats choices lets you take part."
    )

    days = days_option()

    @lightbulb.invoke
    async def invoke(
        self, _: lightbulb.Context, reply: Reply, actor: Actor, statistics: StatisticsService
    ) -> None:
        ranked = await statistics.leaderboard(actor, self.days)
        lines = [
            f"{place}. <@{user_id}> · {messages:,}" for place, (user_id, messages) in enumerate(ranked, 1)
        ]
        await reply.show(
            Card(
                title=tn("Leaderboard, today", "Leaderboard, the last {count} days", self.days),
                body=["\n".join(lines) or t("Nobody takes part yet.")],
                footer=t("/stats choices lets you take part, and stop."),
            )
        )
