"""How much the hands did: keys upwards, the pointer downwards from the middle."""

from typing import Final

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QLineF, QRectF
from PySide6.QtGui import QColor, QImage

from recorder.episode.time import NS_PER_MS
from studio.content.density import NOTHING_DONE, Columns, Densities
from studio.content.session_content import SessionContent
from studio.ui.widgets.timeline.facts import LaneKind
from studio.ui.widgets.timeline.lanes.lane import Canvas, Lane, apart, pixels
from studio.ui.widgets.timeline.look import Look
from studio.ui.widgets.timeline.scale import TimeScale
from studio.ui.words import tr

_FAST_KEYS: Final = 14.0
"""Keys a second that fill their half; the fastest typists reach it."""
_FAST_POINTER: Final = 6_000.0
"""Pixels a second that fill theirs: across a screen in a third of a second."""
_TREMBLE_PX: Final = 1.0
_SINGLE_KEYS_NS_PER_PX: Final = 12 * NS_PER_MS
"""Closer than this, single keys can be told apart, and each has a line of its own."""


class ActivityLane(Lane):
    """Two curves back to back, on scales that never change, so that a calm minute looks calm."""

    kind = LaneKind.ACTIVITY

    def __init__(self) -> None:
        self._done = NOTHING_DONE

    def title(self) -> str:
        """Its name."""
        return tr("Keys, pointer")

    def show(self, content: SessionContent) -> None:
        """Take the densities."""
        self._done = content.densities

    def paint(self, canvas: Canvas) -> None:
        """Paint both."""
        drawn = activity_image(self._done, canvas.scale, canvas.height, canvas.look)
        canvas.painter.drawImage(canvas.area, drawn)
        if canvas.scale.ns_per_px < _SINGLE_KEYS_NS_PER_PX:
            self._paint_keys(canvas)
        right = min(canvas.scale.width_px, canvas.scale.x_of(canvas.scale.ended_ns))
        canvas.painter.fillRect(QRectF(0, canvas.height // 2, right, 1), canvas.look.colour("line"))

    def _paint_keys(self, canvas: Canvas) -> None:
        scale, times = canvas.scale, self._done.key_at_ns
        first, last = np.searchsorted(times, (round(scale.start_ns), round(scale.end_ns)))
        x = pixels(scale, times[first:last])
        canvas.painter.setPen(canvas.look.pen("text"))
        canvas.painter.drawLines(
            [
                QLineF(each, 1, each, canvas.height // 2 - 1)
                for each in (np.floor(x[apart(x, 2)]) + 0.5).tolist()
            ]
        )


def activity_image(done: Densities, scale: TimeScale, height: int, look: Look) -> QImage:
    """Both curves, painted column by column of the device's pixels, on nothing."""
    columns = Columns(scale.start_ns, scale.ns_per_px / look.dpr, max(1, round(scale.width_px * look.dpr)))
    high = max(2, round(height * look.dpr))
    keys = np.sqrt(np.minimum(done.keys_per_second(columns) / _FAST_KEYS, 1.0))
    pointer, has_moved = done.pointer_speed(columns)
    speed = np.sqrt(np.minimum(pointer / _FAST_POINTER, 1.0))
    half = high // 2
    up = np.ceil(keys * (half - 1)).astype(np.int32)
    down = np.ceil(speed * (high - half - 1)).astype(np.int32)
    down = np.maximum(down, has_moved * round(_TREMBLE_PX * look.dpr))
    rows = np.arange(high, dtype=np.int32)[:, None]
    drawn = np.zeros((high, columns.count), np.uint32)
    drawn[(rows < half) & (rows >= half - up)] = _argb(look.colour("lane_keys"))
    drawn[(rows >= half) & (rows < half + down)] = _argb(look.colour("lane_pointer"))
    return _image(drawn)


def _image(pixels: NDArray[np.uint32]) -> QImage:
    high, wide = pixels.shape
    return QImage(pixels.data, wide, high, wide * 4, QImage.Format.Format_ARGB32_Premultiplied).copy()


def _argb(colour: QColor) -> int:
    return int(colour.rgba())
