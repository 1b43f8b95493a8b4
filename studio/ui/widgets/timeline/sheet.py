"""The lanes, painted once and kept until something of them changes."""

from collections.abc import Iterable, Mapping

from PySide6.QtCore import QRectF
from PySide6.QtGui import QPainter, QPixmap

from studio.ui.widgets.timeline.facts import LaneKind
from studio.ui.widgets.timeline.gone import Gone, paint_gone
from studio.ui.widgets.timeline.lanes.lane import Canvas, Lane
from studio.ui.widgets.timeline.look import Look
from studio.ui.widgets.timeline.rows import Row, Rows
from studio.ui.widgets.timeline.scale import TimeScale


class LaneSheet:
    """One pixmap of all lanes; only lanes that changed are painted again.

    Args:
        lanes: By kind.
    """

    def __init__(self, lanes: Mapping[LaneKind, Lane]) -> None:
        self._lanes = lanes
        self._stale: set[LaneKind] = set(LaneKind)
        self._made_for: tuple[TimeScale, Rows, Look] | None = None
        self._pixmap = QPixmap()
        self._taken = Gone()

    def forget(self, kinds: Iterable[LaneKind] = LaneKind) -> None:
        """Say that lanes have changed."""
        self._stale.update(kinds)

    def drop(self) -> None:
        """Let go of what was painted."""
        self._pixmap = QPixmap()
        self._made_for = None

    def pixmap(self, scale: TimeScale, rows: Rows, look: Look) -> QPixmap:
        """The lanes as they are now."""
        wanted = (scale, rows, look)
        if self._made_for != wanted:
            size = (round(scale.width_px * look.dpr), max(1, round(rows.height * look.dpr)))
            if (self._pixmap.width(), self._pixmap.height()) != size:
                self._pixmap = QPixmap(*size)
            self._pixmap.setDevicePixelRatio(look.dpr)
            self._made_for = wanted
            self._stale.update(LaneKind)
            self._pixmap.fill(look.colour("ground"))
        if self._stale:
            painter = QPainter(self._pixmap)
            for row in rows.rows:
                if row.kind in self._stale:
                    self._paint_lane(painter, row, scale, look)
            painter.end()
            self._stale.clear()
        return self._pixmap

    def take(self, taken: Gone) -> None:
        """Hatch this from now on."""
        self._taken = taken
        self.forget()

    def _paint_lane(self, painter: QPainter, row: Row, scale: TimeScale, look: Look) -> None:
        painter.save()
        painter.translate(0, row.top)
        painter.setClipRect(QRectF(0, 0, scale.width_px, row.height))
        canvas = Canvas(painter, scale, row.height, row.is_folded, look)
        painter.fillRect(canvas.area, look.colour("sunken"))
        self._lanes[row.kind].paint(canvas)
        paint_gone(canvas, row.kind, self._taken)
        end = scale.x_of(scale.ended_ns)
        if end < scale.width_px:
            painter.fillRect(QRectF(end, 0, scale.width_px - end, row.height), look.colour("ground"))
        painter.restore()
