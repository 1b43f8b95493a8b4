"""A strip as long as the recording: which of it was watched, and where the person is."""

from typing import Final

from PySide6.QtCore import QRectF, QSize, Qt, Signal
from PySide6.QtGui import QFontMetrics, QMouseEvent, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QSizePolicy, QWidget

from studio.review.watching import Watching
from studio.ui.theme import GRID, TARGET, theme
from studio.ui.widgets.timeline.frame import MARGIN_PX, TITLES_PX
from studio.ui.widgets.timeline.look import Look, look_for
from studio.ui.widgets.timeline.scale import TimeScale
from studio.ui.words import tr

_BAR_PX: Final = 10
_TITLE_PX: Final = 22
"""Where the names of the timeline's lanes begin."""


class WatchStrip(QWidget):
    """Lies above the timeline, and has its left and right edges.

    What was watched is filled; what was not is an empty outline. With several monitors, each has a line.
    A click goes there. The keyboard has the same in the checklist.
    """

    seek_requested = Signal(object)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._watching = Watching.of(1, ())
        self._position_ns = 0
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.setAccessibleName(tr("What you have watched"))
        self.setToolTip(tr("Filled is what you have watched. Click to go there."))
        self.setCursor(Qt.CursorShape.PointingHandCursor)

    def sizeHint(self) -> QSize:  # noqa: N802 - Qt's name
        """One line to point at, more for more monitors."""
        return QSize(GRID * 60, max(TARGET, (_BAR_PX + 2) * len(self._watching.seen) + GRID))

    def show_watching(self, watching: Watching) -> None:
        """Show what was watched."""
        has_other_lines = len(watching.seen) != len(self._watching.seen)
        self._watching = watching
        self.setAccessibleDescription(tr("{percent} % watched", percent=int(watching.share * 100)))
        if has_other_lines:
            self.updateGeometry()
        self.update()

    def set_position(self, at_ns: int) -> None:
        """Show where the person is."""
        self._position_ns = at_ns
        self.update()

    def mousePressEvent(self, event: QMouseEvent) -> None:  # noqa: N802 - Qt's name
        """Go there."""
        if event.button() is Qt.MouseButton.LeftButton:
            at_ns = self._scale().at(event.position().x() - TITLES_PX)
            self.seek_requested.emit(at_ns)

    def paintEvent(self, _: QPaintEvent) -> None:  # noqa: N802 - Qt's name
        """Paint it whole: it is small."""
        look = look_for(theme(), self.font(), self.devicePixelRatioF())
        painter = QPainter(self)
        painter.setFont(look.small)
        painter.setPen(look.colour("quiet"))
        title = QFontMetrics(look.small).elidedText(
            tr("Watched"), Qt.TextElideMode.ElideRight, TITLES_PX - _TITLE_PX
        )
        side = Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignLeft
        painter.drawText(QRectF(_TITLE_PX, 0, TITLES_PX - _TITLE_PX, self.height()), side, title)
        painter.translate(TITLES_PX, 0)
        scale = self._scale()
        lines = sorted(self._watching.seen)
        top = (self.height() - (_BAR_PX + 2) * len(lines) + 2) / 2
        for monitor_id in lines:
            self._paint_line(painter, look, scale, monitor_id, top)
            top += _BAR_PX + 2
        at = scale.x_of(self._position_ns)
        painter.setPen(look.pen("text", 2))
        painter.drawLine(round(at), 2, round(at), self.height() - 2)
        painter.end()

    def _paint_line(
        self, painter: QPainter, look: Look, scale: TimeScale, monitor_id: int, top: float
    ) -> None:
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(QPen(look.colour("edge"), 1))
        painter.setBrush(look.colour("sunken"))
        painter.drawRoundedRect(QRectF(0.5, top + 0.5, scale.width_px - 1, _BAR_PX - 1), 3, 3)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing, on=False)
        for seen in self._watching.seen[monitor_id]:
            left, right = scale.x_of(seen.start_ns), scale.x_of(seen.end_ns)
            painter.fillRect(QRectF(left, top + 1, max(1.0, right - left), _BAR_PX - 2), look.colour("good"))

    def _scale(self) -> TimeScale:
        return TimeScale(max(1, self._watching.ended_ns), max(1, self.width() - TITLES_PX - MARGIN_PX))
