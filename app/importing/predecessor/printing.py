"""The report as lines for a terminal."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping

from app.importing.predecessor.report import EXAMPLES, Report, Skipped, Tally

HEAD = ("table", "read", "written", "there already", "skipped")


def lines(report: Report) -> Iterator[str]:
    """What was done, then what was not and why."""
    yield from _table(report.tallies.values())
    for tally in report.tallies.values():
        if tally.skipped:
            yield ""
            yield f"skipped of {tally.table}:"
            for reason, skipped in tally.skipped.items():
                yield f"  {skipped.count:,} because {reason}{_examples(skipped)}"
    yield from _counts("kept for later, this version has no place for it:", report.kept_for_later)
    yield from _list("not in the source:", report.absent)
    yield from _list("left in the source:", [f"{table}: {why}" for table, why in report.left.items()])
    yield from _list("to know:", report.notes)
    yield ""
    if report.dry_run:
        yield "This was a dry run: nothing was written."
    yield f"{sum(tally.read for tally in report.tallies.values()):,} rows read in {report.seconds:,.1f} seconds."


def _table(tallies: Iterable[Tally]) -> Iterator[str]:
    rows = [HEAD] + [
        (tally.table, *(f"{count:,}" for count in (tally.read, tally.written, tally.present, tally.skips)))
        for tally in tallies
    ]
    widths = [max(len(row[column]) for row in rows) for column in range(len(HEAD))]
    for row in rows:
        numbers = (cell.rjust(width) for cell, width in zip(row[1:], widths[1:], strict=True))
        yield "  ".join((row[0].ljust(widths[0]), *numbers))


def _examples(skipped: Skipped) -> str:
    shown = skipped.examples[:EXAMPLES]
    more = ", …" if skipped.count > len(shown) else ""
    return f": {', '.join(shown)}{more}"


def _counts(title: str, counts: Mapping[str, int]) -> Iterator[str]:
    yield from _list(title, [f"{table}: {count:,}" for table, count in counts.items()])


def _list(title: str, entries: Iterable[str]) -> Iterator[str]:
    for number, entry in enumerate(entries):
        if not number:
            yield ""
            yield title
        yield f"  {entry}"
