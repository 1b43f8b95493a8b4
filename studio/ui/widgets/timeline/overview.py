"""All of the session in one strip: what was done, what will be gone, which part the lanes show."""

from dataclasses import dataclass

from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QPainter, QPen, QPixmap

from studio.content.session_content import SessionContent
from studio.ui.widgets.timeline.gone import Gone
from studio.ui.widgets.timeline.lanes.activity import activity_image
from studio.ui.widgets.timeline.look import Look
from studio.ui.widgets.timeline.scale import TimeScale

OVERVIEW_PX = 28
_INSET_PX = 3
NARROWEST_VIEW_PX = 8


@dataclass(frozen=True, slots=True)
class OverviewPart:
    """Where the visible part lies on the strip, in pixels."""

    left: float
    right: float


def visible_part(whole: TimeScale, scale: TimeScale) -> OverviewPart:
    """Where the visible part lies; wide enough to be seen and dragged."""
    left, right = whole.x_of(scale.start_ns), min(whole.x_of(scale.end_ns), float(whole.width_px))
    lacking = max(0.0, NARROWEST_VIEW_PX - (right - left))
    left = min(max(0.0, left - lacking / 2), whole.width_px - NARROWEST_VIEW_PX)
    return OverviewPart(left, max(right, left + NARROWEST_VIEW_PX))


def overview_pixmap(content: SessionContent, whole: TimeScale, look: Look) -> QPixmap:
    """The strip without what changes on it."""
    drawn = QPixmap(round(whole.width_px * look.dpr), round(OVERVIEW_PX * look.dpr))
    drawn.setDevicePixelRatio(look.dpr)
    drawn.fill(look.colour("sunken"))
    high = OVERVIEW_PX - 2 * _INSET_PX
    painter = QPainter(drawn)
    area = QRectF(0, _INSET_PX, whole.width_px, high)
    painter.drawImage(area, activity_image(content.densities, whole, high, look))
    for mark in content.marks:
        left, right = whole.x_of(mark.at_ns), whole.x_of(mark.end_ns)
        painter.fillRect(QRectF(left, 0, max(1.0, right - left), OVERVIEW_PX), look.colour("lane_idle", 170))
    painter.end()
    return drawn


def paint_cuts(painter: QPainter, taken: Gone, whole: TimeScale, look: Look) -> None:
    """Hatch what will be gone."""
    for cut in taken.cuts:
        left, right = whole.x_of(cut.start_ns), whole.x_of(cut.end_ns)
        look.cross_out(painter, QRectF(left, 0, max(2.0, right - left), OVERVIEW_PX))


def paint_part(painter: QPainter, part: OverviewPart, whole: TimeScale, look: Look) -> None:
    """Frame the visible part, and let the rest step back."""
    shade = look.colour("ground", 130)
    painter.fillRect(QRectF(0, 0, part.left, OVERVIEW_PX), shade)
    painter.fillRect(QRectF(part.right, 0, whole.width_px - part.right, OVERVIEW_PX), shade)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    pen = QPen(look.colour("accent"), 2)
    pen.setJoinStyle(Qt.PenJoinStyle.RoundJoin)
    painter.setPen(pen)
    painter.setBrush(Qt.BrushStyle.NoBrush)
    painter.drawRoundedRect(QRectF(part.left + 1, 1, part.right - part.left - 2, OVERVIEW_PX - 2), 3, 3)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing, on=False)
