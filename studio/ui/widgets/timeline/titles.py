"""The column of names at the left of the lanes; pressing one folds its lane."""

from collections.abc import Mapping

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QPainter, QPolygonF

from studio.ui.widgets.timeline.facts import LaneKind
from studio.ui.widgets.timeline.lanes.lane import Lane, elided
from studio.ui.widgets.timeline.look import Look
from studio.ui.widgets.timeline.rows import Row

_ARROW_PX = 8
_LEFT_PX = 22


def paint_title(
    painter: QPainter, row: Row, lanes: Mapping[LaneKind, Lane], look: Look, *, width: int, is_hot: bool
) -> None:
    """Paint a lane's name; the painter's origin is the upper left corner of its row."""
    if is_hot:
        painter.fillRect(QRectF(0, 0, width - 4, row.height), look.colour("accent_wash"))
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(look.colour("text" if is_hot else "edge"))
    middle = min(row.height, 28) / 2
    painter.drawPolygon(_arrow(8, middle, is_folded=row.is_folded))
    painter.setPen(look.colour("text" if is_hot else "quiet"))
    painter.setFont(look.small)
    room = width - _LEFT_PX - 10
    painter.drawText(
        QRectF(_LEFT_PX, 0, room, min(row.height, 28)),
        Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter,
        elided(look.small_metrics, lanes[row.kind].title(), room),
    )
    painter.setRenderHint(QPainter.RenderHint.Antialiasing, on=False)


def _arrow(left: float, middle: float, *, is_folded: bool) -> QPolygonF:
    if is_folded:
        points = ((left + 2, middle - 4), (left + 6, middle), (left + 2, middle + 4))
    else:
        points = ((left, middle - 2), (left + _ARROW_PX, middle - 2), (left + _ARROW_PX / 2, middle + 3))
    return QPolygonF([QPointF(x, y) for x, y in points])
