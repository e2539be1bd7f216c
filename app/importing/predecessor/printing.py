"""The report as lines for a terminal."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from app.importing.predecessor.report import EXAMPLES, Report, Rows, Tally

HEAD = ("table", "read", "written", "there already", "for later", "skipped")


def lines(report: Report) -> Iterator[str]:
    """What was done, then what was not and why."""
    yield from _table(report.tallies.values())
    for tally in report.tallies.values():
        yield from _list(
            f"skipped of {tally.table}, because", [_reason(*each) for each in tally.skipped.items()]
        )
        yield from _list(f"different now, of {tally.table}", _altered(tally))
    yield from _list("not in the source", report.absent)
    yield from _list("left in the source", _left(report))
    yield from _list("to know", [*report.notes, *_later(report)])
    yield ""
    if report.dry_run:
        yield "This was a dry run: nothing was written."
    read = sum(tally.read for tally in report.tallies.values())
    yield f"{read:,} rows read in {report.seconds:,.1f} seconds."


def _table(tallies: Iterable[Tally]) -> Iterator[str]:
    rows = [HEAD]
    for each in tallies:
        counts = (each.read, each.written, each.present, each.deferred, each.skips)
        rows.append((each.table, *(f"{count:,}" if count else "-" for count in counts)))  # type: ignore[arg-type]
    widths = [max(len(row[column]) for row in rows) for column in range(len(HEAD))]
    for row in rows:
        numbers = (cell.rjust(width) for cell, width in zip(row[1:], widths[1:], strict=True))
        yield "  ".join((row[0].ljust(widths[0]), *numbers))


def _altered(tally: Tally) -> Iterator[str]:
    for what, rows in tally.altered.items():
        yield f"{what}: {', '.join(rows.examples)}"


def _reason(reason: str, skipped: Rows) -> str:
    shown = skipped.examples[:EXAMPLES]
    more = ", …" if skipped.count > len(shown) else ""
    return f"{reason}: {skipped.count:,} ({', '.join(shown)}{more})"


def _left(report: Report) -> Iterator[str]:
    tables: dict[str, list[str]] = {}
    for table, why in report.skipped_tables.items():
        tables.setdefault(why, []).append(table)
    for why, names in tables.items():
        yield f"{', '.join(names)}: {why}"


def _later(report: Report) -> Iterator[str]:
    if any(tally.deferred for tally in report.tallies.values()):
        yield "this version has no place for what is for later; --keep-for-later writes it to a file"


def _list(title: str, entries: Iterable[str]) -> Iterator[str]:
    for number, entry in enumerate(entries):
        if not number:
            yield ""
            yield title
        yield f"  {entry}"
