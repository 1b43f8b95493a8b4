"""A switch: off until the person moves it. A check box to the keyboard and to screen readers."""

from typing import Final

from PySide6.QtCore import QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QFontMetrics, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QCheckBox, QWidget

from studio.ui.theme import GRID, TARGET, theme
from studio.ui.words import tr

_TRACK: Final = QSize(44, 24)
_EDGE: Final = 1.5
_RING: Final = 4
"""Room for the ring that shows the focus."""


class Switch(QCheckBox):
    """Says Yes or No beside itself, so that its place and its colour do not stand alone.

    Args:
        name: What is switched, for screen readers.
    """

    def __init__(self, name: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setAccessibleName(name)
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.toggled.connect(self.update)

    def sizeHint(self) -> QSize:  # noqa: N802 - Qt's name
        """The track and its word."""
        metrics = QFontMetrics(self.font())
        word = max(metrics.horizontalAdvance(tr("Yes")), metrics.horizontalAdvance(tr("No")))
        return QSize(_TRACK.width() + GRID * 2 + word + 2 * _RING, max(TARGET + 4, metrics.height() + 4))

    def minimumSizeHint(self) -> QSize:  # noqa: N802 - Qt's name
        """As large as it is."""
        return self.sizeHint()

    def hitButton(self, pos: object) -> bool:  # noqa: N802 - Qt's name
        """All of it can be pressed."""
        return self.rect().contains(pos)  # type: ignore[call-overload, no-any-return]

    def paintEvent(self, _: QPaintEvent) -> None:  # noqa: N802 - Qt's name
        """Draw the track, the knob and the word."""
        colours = theme()
        on = self.isChecked()
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        top = (self.height() - _TRACK.height()) / 2
        track = QRectF(_RING, top, _TRACK.width(), _TRACK.height())
        painter.setPen(QPen(QColor(colours.accent if on else colours.edge), _EDGE))
        painter.setBrush(QColor(colours.accent if on else colours.raised))
        painter.drawRoundedRect(track, track.height() / 2, track.height() / 2)
        centre = QPointF(
            track.right() - track.height() / 2 if on else track.left() + track.height() / 2,
            track.center().y(),
        )
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(QColor(colours.on_accent if on else colours.edge))
        painter.drawEllipse(centre, track.height() / 2 - 5, track.height() / 2 - 5)
        painter.setPen(QColor(colours.text if self.isEnabled() else colours.edge))
        painter.drawText(
            QRectF(track.right() + GRID, 0, self.width() - track.right() - GRID, self.height()),
            Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignLeft,
            tr("Yes") if on else tr("No"),
        )
        if self.hasFocus():
            painter.setPen(QPen(QColor(colours.accent), 2))
            painter.setBrush(Qt.BrushStyle.NoBrush)
            ring = track.adjusted(-3, -3, 3, 3)
            painter.drawRoundedRect(ring, ring.height() / 2, ring.height() / 2)
        painter.end()
