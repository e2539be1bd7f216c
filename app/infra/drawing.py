"""How charts look. Runs in the drawing process; nothing else imports matplotlib."""

from __future__ import annotations

import gc
import io
from dataclasses import dataclass
from datetime import time
from typing import TYPE_CHECKING
from unicodedata import east_asian_width

from app.core.chart import Bars, Chart, Heat, Line, Part
from app.core.excerpts import caption
from app.core.localized import Day, Number, TimeOfDay

if TYPE_CHECKING:
    from matplotlib.axes import Axes

WIDTH, DPI = 10.0, 100
HEIGHTS: dict[type[Part], float] = {Line: 3.2, Heat: 3.0, Bars: 3.2}
ABOVE, BELOW, BESIDE, LETTER = 0.42, 0.42, 0.75, 0.082
"""Inches: of each part, with room for its title, for the words below and for those on the left; of a letter."""
QUICKLY = {"compress_level": 1}
"""A few kilobytes more, for a tenth of the time."""
LONGEST_LABEL = 24
MOST_MARKED_DAYS = 9


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


def prepare() -> None:
    """Get ready in a process of its own. What is there then is not looked through again for garbage."""
    import matplotlib.backends.backend_agg
    import matplotlib.figure  # noqa: F401 - it takes half a second

    gc.freeze()


def draw(chart: Chart) -> bytes:
    """The chart as PNG."""
    from matplotlib.figure import Figure

    look = DARK if chart.dark else LIGHT
    height = bottom = sum(HEIGHTS[type(part)] for part in chart.parts)
    left = max(BESIDE, *(_width(part) for part in chart.parts))
    figure = Figure(figsize=(WIDTH, height), dpi=DPI, facecolor=look.ground)
    for part in chart.parts:
        # Placed by hand: matplotlib's own layout draws everything twice to find out how large it is.
        bottom -= HEIGHTS[type(part)]
        axes = figure.add_axes(
            (
                left / WIDTH,
                (bottom + BELOW) / height,
                (WIDTH - left - BESIDE) / WIDTH,
                (HEIGHTS[type(part)] - ABOVE - BELOW) / height,
            )
        )
        _frame(axes, part.title, look)
        match part:
            case Line():
                _line(axes, part, look, chart.locale)
            case Heat():
                _heat(axes, part, look, chart.locale)
            case Bars():
                _bars(axes, part, look, chart.locale)
    picture = io.BytesIO()
    figure.savefig(picture, format="png", pil_kwargs=QUICKLY)
    return picture.getvalue()


def _frame(axes: Axes, title: str, look: Look) -> None:
    # "$" would begin a formula.
    axes.set_title(_literal(title), color=look.ink, loc="left", fontsize=12, fontweight="bold")
    axes.set_facecolor(look.ground)
    axes.tick_params(colors=look.ink, labelsize=9)
    for name, spine in axes.spines.items():
        spine.set_visible(name in {"left", "bottom"})
        spine.set_color(look.faint)


def _line(axes: Axes, part: Line, look: Look, locale: str) -> None:
    from matplotlib.dates import AutoDateLocator, date2num, num2date
    from matplotlib.ticker import MaxNLocator

    days = date2num(list(part.days))  # type: ignore[no-untyped-call]
    marker = "o" if len(part.days) <= 31 else ""
    axes.plot(days, part.values, color=look.main, linewidth=2, marker=marker, markersize=4)
    axes.fill_between(days, part.values, color=look.main, alpha=0.15)
    axes.set_ylim(bottom=0)
    axes.yaxis.set_major_locator(MaxNLocator(integer=True, nbins=5))
    axes.yaxis.set_major_formatter(lambda value, _: Number(value).to(locale))
    axes.grid(axis="y", color=look.faint, linewidth=0.6)
    if len(part.days) > MOST_MARKED_DAYS:
        axes.xaxis.set_major_locator(AutoDateLocator(minticks=3, maxticks=MOST_MARKED_DAYS))  # type: ignore[no-untyped-call]
    else:
        # Left to itself, matplotlib would mark hours.
        axes.set_xticks(days)
    axes.xaxis.set_major_formatter(
        lambda value, _: Day(num2date(value).date(), "short").to(locale)  # type: ignore[no-untyped-call]
    )


def _heat(axes: Axes, part: Heat, look: Look, locale: str) -> None:
    from matplotlib.ticker import MaxNLocator

    image = axes.imshow(part.values, cmap=look.heat, aspect="auto", vmin=0, interpolation="nearest")
    axes.set_yticks(range(len(part.weekdays)), [_literal(day) for day in part.weekdays])
    axes.set_xticks(range(0, 24, 3), [TimeOfDay(time(hour)).to(locale) for hour in range(0, 24, 3)])
    axes.tick_params(length=0)
    beside = axes.inset_axes((1.01, 0, 0.015, 1))
    bar = axes.figure.colorbar(
        image,
        cax=beside,
        ticks=MaxNLocator(integer=True, nbins=5),
        format=lambda value, _: Number(value).to(locale),
    )
    bar.ax.tick_params(colors=look.ink, labelsize=8)
    bar.outline.set_visible(False)


def _bars(axes: Axes, part: Bars, look: Look, locale: str) -> None:
    positions = range(len(part.values))
    drawn = axes.barh(positions, part.values, color=look.main, height=0.7)
    axes.bar_label(
        drawn, [Number(value).to(locale) for value in part.values], color=look.ink, padding=4, fontsize=9
    )
    axes.set_yticks(positions, [_label(label) for label in part.labels])
    axes.invert_yaxis()
    axes.margins(x=0.12)
    axes.xaxis.set_visible(False)
    axes.spines["bottom"].set_visible(False)


def _width(part: Part) -> float:
    """Inches that the words on the left of a part need, about: letters of some scripts are twice as wide."""
    labels = map(_label, part.labels) if isinstance(part, Bars) else ()
    return max(
        (0.2 + LETTER * sum(1 + (east_asian_width(each) in "WF") for each in label) for label in labels),
        default=0.0,
    )


def _label(text: str) -> str:
    return _literal(caption(text, LONGEST_LABEL))


def _literal(text: str) -> str:
    return text.replace("$", r"\$")
