"""Figures as a file for spreadsheets."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Sequence

DANGEROUS = ("=", "+", "-", "@", "\t", "\r")
"""Spreadsheets take a cell that begins with one of these for a formula."""


def csv_of(head: Sequence[str], rows: Iterable[Sequence[object]]) -> bytes:
    """UTF-8 with a byte order mark, without which spreadsheets guess another encoding."""
    text = io.StringIO()
    writer = csv.writer(text)
    writer.writerow(map(_harmless, head))
    writer.writerows(map(_harmless, row) for row in rows)
    return b"\xef\xbb\xbf" + text.getvalue().encode()


def _harmless(cell: object) -> object:
    return f"'{cell}" if isinstance(cell, str) and cell.startswith(DANGEROUS) else cell
