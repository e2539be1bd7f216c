"""The table behind the button of a report."""

from __future__ import annotations

import lightbulb

from app.core.actor import Actor
from app.core.cards import Card, File
from app.core.i18n import t
from app.core.table import csv_of
from app.discord.components import ComponentEvent, on_component
from app.discord.reply import Reply
from app.features.statistics.service import StatisticsService
from app.features.statistics.values import Report

loader = lightbulb.Loader()


@on_component(loader, "stats.table")
async def send_table(
    event: ComponentEvent, reply: Reply, actor: Actor, statistics: StatisticsService
) -> None:
    """The figures of the report above, as whoever clicks may see them."""
    await reply.defer(private=True)
    kind, which, days = event.argument.split(".")
    report = await _asked_again(statistics, actor, kind, int(which), int(days))
    table = csv_of(("what", "which", "messages"), _rows(report))
    file = File(name=f"{kind}-{days}-days.csv", content=table)
    await reply.show(Card(body=[t("The same figures, for a spreadsheet.")], files=[file]), private=True)


async def _asked_again(
    statistics: StatisticsService, actor: Actor, kind: str, which: int, days: int
) -> Report:
    match kind:
        case "server":
            return await statistics.server(actor, days)
        case "member":
            return await statistics.member(actor, which, days)
        case "role":
            return await statistics.role(actor, which, days)
        case _:
            return await statistics.place(actor, which, days)


def _rows(report: Report) -> list[tuple[object, ...]]:
    rows: list[tuple[object, ...]] = [("day", day.isoformat(), count) for day, count in report.by_day]
    rows += [("channel", share.name or share.id, share.messages) for share in report.channels]
    rows += [("member", share.id, share.messages) for share in report.people]
    for weekday, hours in enumerate(report.heat or (), 1):
        rows += [("hour", f"{weekday} {hour:02}:00", count) for hour, count in enumerate(hours)]
    return rows
