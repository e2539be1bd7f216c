"""Where everything in a picture is: panels from top to bottom, each with its title."""

from __future__ import annotations

import math

from app.core.chart import Bars, Chart, Columns, Heat, Panel
from app.drawing import bars, columns, heat
from app.drawing.look import DARK, LIGHT
from app.drawing.scene import TITLE, WIDTH, Item, Measure, Scene, Words
from app.drawing.wording import fitted

MARGIN, HEAD, BETWEEN = 14.0, 28.0, 18.0


def laid_out(chart: Chart, measure: Measure) -> Scene:
    """The picture of a chart."""
    look = DARK if chart.dark else LIGHT
    room, y = WIDTH - 2 * MARGIN, MARGIN
    items: list[Item] = []
    for number, panel in enumerate(chart.panels):
        y += BETWEEN if number else 0
        title = fitted(panel.title, room, TITLE, measure, bold=True)
        items.append(Words(x=MARGIN, y=y + TITLE * 0.9, text=title, size=TITLE, fill=look.ink, bold=True))
        y += HEAD
        place = (MARGIN, y, room, look, chart.locale, measure)
        match panel:
            case Columns():
                items += columns.columns(panel, *place)
            case Heat():
                items += heat.heat(panel, *place)
            case Bars():
                items += bars.bars(panel, *place)
        y += _height_of(panel)
    return Scene(height=math.ceil(y + MARGIN), ground=look.ground, items=items, locale=chart.locale)


def _height_of(panel: Panel) -> float:
    match panel:
        case Columns():
            return columns.height_of(panel)
        case Heat():
            return heat.height_of(panel)
        case Bars():
            return bars.height_of(panel)
