"""The ruler above the lanes: times, and what is marked."""

from PySide6.QtCore import QLineF, QPointF, QRectF, Qt
from PySide6.QtGui import QPainter, QPolygonF

from recorder.episode.time import format_time
from studio.ui.widgets.timeline.facts import Marks
from studio.ui.widgets.timeline.look import Look
from studio.ui.widgets.timeline.scale import TimeScale
from studio.ui.widgets.timeline.ticks import tick_label, ticks

RULER_PX = 28
_LABEL_GAP_PX = 28
_FLAG_PX = 8


def paint_ruler(painter: QPainter, scale: TimeScale, look: Look) -> None:
    """Paint the times; the painter's origin is the ruler's upper left corner."""
    label_px = look.small_metrics.horizontalAdvance(format_time(scale.ended_ns)) + _LABEL_GAP_PX
    lines = ticks(scale, label_px)
    painter.setPen(look.pen("edge"))
    painter.drawLines(
        [QLineF(x, RULER_PX - 8, x, RULER_PX) for x in (_sharp(scale.x_of(each)) for each in lines.labelled)]
    )
    painter.setPen(look.pen("line"))
    painter.drawLines(
        [QLineF(x, RULER_PX - 4, x, RULER_PX) for x in (_sharp(scale.x_of(each)) for each in lines.between)]
    )
    painter.setPen(look.colour("quiet"))
    painter.setFont(look.small)
    for at_ns in lines.labelled:
        if not 0 <= scale.x_of(at_ns) <= scale.width_px - (label_px - _LABEL_GAP_PX + 6):
            continue
        place = QRectF(scale.x_of(at_ns) + 4, 2, label_px, RULER_PX - 8)
        painter.drawText(
            place,
            Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter,
            tick_label(at_ns, lines.step_ns),
        )


def paint_marks(painter: QPainter, scale: TimeScale, look: Look, marks: Marks, bottom: int) -> None:
    """Paint what is marked, from the ruler down to the last lane, with a flag for each end."""
    painter.setRenderHint(QPainter.RenderHint.Antialiasing, on=False)
    range_ = marks.range
    if range_ is not None:
        left, right = (
            max(-2.0, scale.x_of(range_.start_ns)),
            min(scale.width_px + 2.0, scale.x_of(range_.end_ns)),
        )
        if right > left:
            painter.fillRect(QRectF(left, 0, right - left, bottom), look.colour("accent", 36))
            painter.fillRect(QRectF(left, RULER_PX - 3, right - left, 3), look.colour("accent"))
    for at_ns, points_right in ((marks.in_ns, True), (marks.out_ns, False)):
        if at_ns is None:
            continue
        x = scale.x_of(at_ns)
        if not -_FLAG_PX <= x <= scale.width_px + _FLAG_PX:
            continue
        way = _FLAG_PX if points_right else -_FLAG_PX
        x = _sharp(x)
        painter.setPen(look.pen("accent"))
        painter.drawLine(QLineF(x, RULER_PX - 14, x, bottom))
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(look.colour("accent"))
        top = float(RULER_PX - 16)
        painter.drawPolygon(
            QPolygonF([QPointF(x - way / 8, top), QPointF(x + way, top), QPointF(x + way * 0.55, top + 4.5),
                       QPointF(x + way, top + 9), QPointF(x - way / 8, top + 9)])
        )  # fmt: skip
        painter.setRenderHint(QPainter.RenderHint.Antialiasing, on=False)


def _sharp(x: float) -> float:
    """The middle of the pixel that a place lies in, where a line of one pixel is not smeared over two."""
    return float(int(x // 1)) + 0.5
