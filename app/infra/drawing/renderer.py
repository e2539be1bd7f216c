"""From the description of a picture to the picture."""

from __future__ import annotations

from app.core.chart import Chart
from app.drawing.layout import laid_out
from app.drawing.scene import Box, Scene, Words
from app.infra.drawing.canvas import Canvas
from app.infra.drawing.typesetter import SCALE, line_of, measure

SHARES = {"start": 0.0, "middle": 0.5, "end": 1.0}


def draw(chart: Chart) -> bytes:
    """The chart as PNG, twice as many pixels each way as it is laid out in."""
    return rendered(laid_out(chart, measure))


def rendered(scene: Scene) -> bytes:
    """A scene as PNG."""
    canvas = Canvas(scene.width * SCALE, scene.height * SCALE, scene.ground)
    for item in scene.items:
        match item:
            case Box():
                _box(canvas, item, scene)
            case Words():
                _words(canvas, item, scene)
    return canvas.png()


def _box(canvas: Canvas, box: Box, scene: Scene) -> None:
    # Edges fall between pixels of the screen: what is half covered looks blurred.
    left, top = round(box.x * SCALE), round(box.y * SCALE)
    right, bottom = round((box.x + box.width) * SCALE), round((box.y + box.height) * SCALE)
    on = box.on or scene.ground
    canvas.box(left, top, max(1, right - left), max(1, bottom - top), box.fill, round(box.radius * SCALE), on)


def _words(canvas: Canvas, words: Words, scene: Scene) -> None:
    line = line_of(words.text, words.size, bold=words.bold, locale=scene.locale)
    x = words.x * SCALE - line.width * SHARES[words.anchor]
    canvas.line(line, x, words.y * SCALE, round(words.size * SCALE), words.fill, words.on or scene.ground)
