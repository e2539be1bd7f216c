"""How charts look. Runs in the drawing process; nothing else imports matplotlib."""

from __future__ import annotations

import io
from dataclasses import dataclass
from typing import TYPE_CHECKING

from app.core.chart import Bars, Chart, Heat, Line, Part

if TYPE_CHECKING:
    from matplotlib.axes import Axes

WIDTH, DPI = 10.0, 100
HEIGHTS: dict[type[Part], float] = {Line: 3.2, Heat: 3.0, Bars: 3.2}
"""Inches."""
LONGEST_LABEL = 24


@dataclass(frozen=True, slots=True)
class Look:
    """Colours that stay apart for the colour-blind (Okabe and Ito's blue and orange; cividis for heat)."""

    ground: str
    ink: str
    faint: str
    main: str
    heat: str


DARK = Look("#1e1f22", "#dbdee1", "#4e5058", "#56b4e9", "cividis")
LIGHT = Look("#ffffff", "#2e3338", "#c4c9ce", "#0072b2", "cividis_r")


def draw(chart: Chart) -> bytes:
    """The chart as PNG."""
    from matplotlib.figure import Figure
    from matplotlib.layout_engine import ConstrainedLayoutEngine

    look = DARK if chart.dark else LIGHT
    heights = [HEIGHTS[type(part)] for part in chart.parts]
    layout = ConstrainedLayoutEngine(w_pad=0.15, h_pad=0.12)
    figure = Figure(figsize=(WIDTH, sum(heights)), dpi=DPI, facecolor=look.ground, layout=layout)
    grid = figure.subplots(len(heights), 1, squeeze=False, height_ratios=heights)
    for axes, part in zip(grid[:, 0], chart.parts, strict=True):
        _frame(axes, part.title, look)
        match part:
            case Line():
                _line(axes, part, look)
            case Heat():
                _heat(axes, part, look)
            case Bars():
                _bars(axes, part, look)
    picture = io.BytesIO()
    figure.savefig(picture, format="png")
    return picture.getvalue()


def _frame(axes: Axes, title: str, look: Look) -> None:
    # "$" would begin a formula.
    axes.set_title(_literal(title), color=look.ink, loc="left", fontsize=12, fontweight="bold")
    axes.set_facecolor(look.ground)
    axes.tick_params(colors=look.ink, labelsize=9)
    for name, spine in axes.spines.items():
        spine.set_visible(name in {"left", "bottom"})
        spine.set_color(look.faint)


def _line(axes: Axes, part: Line, look: Look) -> None:
    from matplotlib.dates import AutoDateLocator, ConciseDateFormatter, date2num
    from matplotlib.ticker import MaxNLocator

    days = date2num(list(part.days))  # type: ignore[no-untyped-call]
    marker = "o" if len(part.days) <= 31 else ""
    axes.plot(days, part.values, color=look.main, linewidth=2, marker=marker, markersize=4)
    axes.fill_between(days, part.values, color=look.main, alpha=0.15)
    axes.set_ylim(bottom=0)
    axes.yaxis.set_major_locator(MaxNLocator(integer=True, nbins=5))
    axes.grid(axis="y", color=look.faint, linewidth=0.6)
    locator = AutoDateLocator(minticks=3, maxticks=9)  # type: ignore[no-untyped-call]
    axes.xaxis.set_major_locator(locator)
    axes.xaxis.set_major_formatter(ConciseDateFormatter(locator))  # type: ignore[no-untyped-call]
    axes.xaxis.get_offset_text().set_color(look.ink)


def _heat(axes: Axes, part: Heat, look: Look) -> None:
    image = axes.imshow(part.values, cmap=look.heat, aspect="auto", vmin=0, interpolation="nearest")
    axes.set_yticks(range(len(part.weekdays)), [_literal(day) for day in part.weekdays])
    axes.set_xticks(range(0, 24, 3), [f"{hour:02}:00" for hour in range(0, 24, 3)])
    axes.tick_params(length=0)
    bar = axes.figure.colorbar(image, ax=axes, fraction=0.03, pad=0.01)
    bar.ax.tick_params(colors=look.ink, labelsize=8)
    bar.outline.set_visible(False)


def _bars(axes: Axes, part: Bars, look: Look) -> None:
    positions = range(len(part.values))
    drawn = axes.barh(positions, part.values, color=look.main, height=0.7)
    axes.bar_label(drawn, [f"{value:,}" for value in part.values], color=look.ink, padding=4, fontsize=9)
    axes.set_yticks(positions, [_label(label) for label in part.labels])
    axes.invert_yaxis()
    axes.margins(x=0.12)
    axes.xaxis.set_visible(False)
    axes.spines["bottom"].set_visible(False)


def _label(text: str) -> str:
    return _literal(text if len(text) <= LONGEST_LABEL else text[: LONGEST_LABEL - 1] + "…")


def _literal(text: str) -> str:
    return text.replace("$", r"\$")
