"""The lanes, painted once and kept until something of them changes."""

from collections.abc import Iterable, Mapping
from typing import Final

from PySide6.QtCore import QRectF
from PySide6.QtGui import QPainter, QPixmap

from studio.ui.widgets.timeline.facts import LaneKind
from studio.ui.widgets.timeline.gone import Gone, paint_gone
from studio.ui.widgets.timeline.lanes.lane import Canvas, Lane
from studio.ui.widgets.timeline.look import Look
from studio.ui.widgets.timeline.rows import Row, Rows
from studio.ui.widgets.timeline.scale import TimeScale

_NOTHING: Final = Gone()


class LaneSheet:
    """All lanes as one pixmap, and a second one of the same with the hatch over it.

    Only lanes that changed are painted again, and an edit whose end is dragged costs only the hatch.

    Args:
        lanes: By kind.
    """

    def __init__(self, lanes: Mapping[LaneKind, Lane]) -> None:
        self._lanes = lanes
        self._taken = Gone()
        self._stale: set[LaneKind] = set(LaneKind)
        self._is_hatched = False
        self._made_for: tuple[TimeScale, Rows, Look] | None = None
        self._bare = QPixmap()
        self._hatched = QPixmap()

    def forget(self, kinds: Iterable[LaneKind] = LaneKind) -> None:
        """Say that lanes have changed."""
        self._stale.update(kinds)

    def take(self, taken: Gone) -> None:
        """Hatch this from now on."""
        self._taken = taken
        self._is_hatched = False

    def drop(self) -> None:
        """Let go of what was painted."""
        self._bare = self._hatched = QPixmap()
        self._made_for = None

    def pixmap(self, scale: TimeScale, rows: Rows, look: Look) -> QPixmap:
        """The lanes as they are now."""
        wanted = (scale, rows, look)
        if self._made_for != wanted:
            self._bare, self._hatched = (self._fitting(each, *wanted) for each in (self._bare, self._hatched))
            if self._made_for is None or self._made_for[1:] != wanted[1:]:
                self._bare.fill(look.colour("ground"))
            self._made_for = wanted
            self._stale.update(LaneKind)
        if self._stale:
            painter = QPainter(self._bare)
            for row in rows.rows:
                if row.kind in self._stale:
                    self._paint_lane(_canvas(painter, row, scale, look), row.kind)
                    painter.restore()
            painter.end()
            self._stale.clear()
            self._is_hatched = False
        if self._taken == _NOTHING:
            return self._bare
        if not self._is_hatched:
            painter = QPainter(self._hatched)
            painter.drawPixmap(0, 0, self._bare)
            for row in rows.rows:
                paint_gone(_canvas(painter, row, scale, look), row.kind, self._taken)
                painter.restore()
            painter.end()
            self._is_hatched = True
        return self._hatched

    def _paint_lane(self, canvas: Canvas, kind: LaneKind) -> None:
        scale, look = canvas.scale, canvas.look
        canvas.painter.fillRect(canvas.area, look.colour("sunken"))
        self._lanes[kind].paint(canvas)
        end = scale.x_of(scale.ended_ns)
        if end < scale.width_px:
            beyond = QRectF(end, 0, scale.width_px - end, canvas.height)
            canvas.painter.fillRect(beyond, look.colour("ground"))

    @staticmethod
    def _fitting(pixmap: QPixmap, scale: TimeScale, rows: Rows, look: Look) -> QPixmap:
        """The pixmap, or a new one where it has another size."""
        size = (round(scale.width_px * look.dpr), max(1, round(rows.height * look.dpr)))
        if (pixmap.width(), pixmap.height()) != size:
            pixmap = QPixmap(*size)
            pixmap.fill(look.colour("ground"))
        pixmap.setDevicePixelRatio(look.dpr)
        return pixmap


def _canvas(painter: QPainter, row: Row, scale: TimeScale, look: Look) -> Canvas:
    """Where a lane is painted; ``painter.restore`` gives the painter back."""
    painter.save()
    painter.translate(0, row.top)
    painter.setClipRect(QRectF(0, 0, scale.width_px, row.height))
    return Canvas(painter, scale, row.height, row.is_folded, look)
