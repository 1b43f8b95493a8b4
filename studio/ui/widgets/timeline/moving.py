"""What moves over the lanes: the playhead, the line under the pointer, the cue of a snap."""

from PySide6.QtCore import QLineF, QPointF, QRectF, Qt
from PySide6.QtGui import QPainter, QPen, QPolygonF

from recorder.episode.time import TimeRange, format_time
from studio.ui.widgets.timeline.look import Look
from studio.ui.widgets.timeline.ruler import RULER_PX
from studio.ui.widgets.timeline.scale import TimeScale
from studio.ui.widgets.timeline.snapping import Snap

PLAYHEAD_REACH_PX = 8
"""How far to each side the playhead is painted."""
_CUE_PX = 4


def paint_playhead(painter: QPainter, x: float, bottom: int, look: Look) -> None:
    """A line through all lanes, its head in the ruler; parted from what lies beneath by a lighter seam."""
    middle = float(int(x // 1)) + 0.5
    painter.setPen(QPen(look.colour("sunken", 180), 3))
    painter.drawLine(QLineF(middle, RULER_PX, middle, bottom))
    painter.setPen(QPen(look.colour("text"), 1))
    painter.drawLine(QLineF(middle, RULER_PX - 6, middle, bottom))
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(look.colour("text"))
    top = float(RULER_PX - 14)
    painter.drawPolygon(
        QPolygonF([QPointF(middle - 5.5, top), QPointF(middle + 5.5, top), QPointF(middle + 5.5, top + 6),
                   QPointF(middle, top + 13), QPointF(middle - 5.5, top + 6)])
    )  # fmt: skip
    painter.setRenderHint(QPainter.RenderHint.Antialiasing, on=False)


def paint_hover(painter: QPainter, x: float, bottom: int, look: Look) -> None:
    """A faint line under the pointer."""
    middle = float(int(x // 1)) + 0.5
    painter.setPen(QPen(look.colour("quiet", 140), 1, Qt.PenStyle.DotLine))
    painter.drawLine(QLineF(middle, RULER_PX, middle, bottom))


def paint_snap(painter: QPainter, snap: Snap, scale: TimeScale, bottom: int, look: Look) -> None:
    """A line with a ring where the pointer was drawn to."""
    middle = float(int(scale.x_of(snap.at_ns) // 1)) + 0.5
    painter.setPen(QPen(look.colour("accent"), 1))
    painter.drawLine(QLineF(middle, RULER_PX, middle, bottom))
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setPen(QPen(look.colour("accent"), 2))
    painter.setBrush(look.colour("raised"))
    painter.drawEllipse(QPointF(middle, RULER_PX + _CUE_PX), _CUE_PX, _CUE_PX)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing, on=False)


def paint_edited(painter: QPainter, range_: TimeRange, scale: TimeScale, bottom: int, look: Look) -> None:
    """The range that an edit would have if it were let go of now, with its ends' times."""
    left, right = scale.x_of(range_.start_ns), scale.x_of(range_.end_ns)
    painter.fillRect(QRectF(left, RULER_PX, right - left, bottom - RULER_PX), look.colour("accent", 30))
    painter.setPen(QPen(look.colour("accent"), 1))
    for x in (left, right):
        painter.drawLine(QLineF(x, RULER_PX, x, bottom))


def paint_time(painter: QPainter, at_ns: int, scale: TimeScale, look: Look) -> None:
    """The time under the pointer, on the ruler."""
    words = format_time(at_ns)
    width = look.small_metrics.horizontalAdvance(words) + 12
    x = min(max(0.0, scale.x_of(at_ns) - width / 2), scale.width_px - width)
    plate = QRectF(x, 1, width, RULER_PX - 10)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setPen(QPen(look.colour("edge"), 1))
    painter.setBrush(look.colour("raised"))
    painter.drawRoundedRect(plate, 4, 4)
    painter.setPen(look.colour("text"))
    painter.setFont(look.small)
    painter.drawText(plate, Qt.AlignmentFlag.AlignCenter, words)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing, on=False)
