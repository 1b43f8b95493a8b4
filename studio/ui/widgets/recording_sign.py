"""The sign of a recording's state: a shape as well as a colour, so that either is enough.

A filled dot records, two bars pause, a struck ring is off the record, a ring is about to begin, a square is
closing.
"""

from enum import StrEnum
from typing import Final

from PySide6.QtCore import QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QIcon, QPainter, QPaintEvent, QPen, QPixmap
from PySide6.QtWidgets import QWidget

from studio.recording.situation import Situation, Stage
from studio.ui.theme import theme

SIDE: Final = 16
_SIZES: Final = (16, 22, 24, 32, 48, 64)


class Shape(StrEnum):
    """What is drawn."""

    DOT = "dot"
    BARS = "bars"
    STRUCK_RING = "struck_ring"
    RING = "ring"
    SQUARE = "square"


def shape_of(situation: Situation) -> Shape:
    """The shape for a state."""
    match situation.stage:
        case Stage.RECORDING:
            return Shape.DOT
        case Stage.PAUSED:
            is_off = situation.pause is not None and situation.pause.is_off_the_record
            return Shape.STRUCK_RING if is_off else Shape.BARS
        case Stage.ENDING | Stage.OVER:
            return Shape.SQUARE
        case _:
            return Shape.RING


def colour_of(situation: Situation) -> str:
    """The colour for a state: red records, amber waits for the person, all else is quiet."""
    colours = theme()
    match situation.stage:
        case Stage.RECORDING:
            return colours.recording
        case Stage.PAUSED:
            return colours.notice
        case _:
            return colours.quiet


class RecordingSign(QWidget):
    """Draws the sign; the words beside it say the same, so it says nothing to a screen reader."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._situation = Situation()
        self.setFixedSize(SIDE, SIDE)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)

    def show_situation(self, situation: Situation) -> None:
        """Draw this from now on."""
        self._situation = situation
        self.update()

    def paintEvent(self, _event: QPaintEvent) -> None:  # noqa: N802 - Qt's name
        """Draw it."""
        painter = QPainter(self)
        draw_shape(painter, QRectF(self.rect()), shape_of(self._situation), colour_of(self._situation))


def draw_shape(painter: QPainter, place: QRectF, shape: Shape, colour: str) -> None:
    """Draw a shape that fills a square."""
    unit = place.width() / SIDE
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(QColor(colour))
    pen = QPen(QColor(colour), 2 * unit, Qt.PenStyle.SolidLine, Qt.PenCapStyle.RoundCap)
    inner = place.adjusted(2 * unit, 2 * unit, -2 * unit, -2 * unit)
    match shape:
        case Shape.DOT:
            painter.drawEllipse(inner.adjusted(-unit, -unit, unit, unit))
        case Shape.BARS:
            for left in (3, 9.5):
                bar = QRectF(place.x() + left * unit, place.y() + 2 * unit, 3.5 * unit, 12 * unit)
                painter.drawRoundedRect(bar, unit, unit)
        case Shape.SQUARE:
            painter.drawRoundedRect(inner, 1.5 * unit, 1.5 * unit)
        case Shape.RING | Shape.STRUCK_RING:
            painter.setPen(pen)
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.drawEllipse(inner)
            if shape is Shape.STRUCK_RING:
                reach = 4.2 * unit
                centre = place.center()
                painter.drawLine(centre + QPointF(-reach, reach), centre + QPointF(reach, -reach))


def shape_icon(situation: Situation) -> QIcon:
    """The sign as an icon, for the tray."""
    made = QIcon()
    for size in _SIZES:
        drawn = QPixmap(QSize(size, size))
        drawn.fill(Qt.GlobalColor.transparent)
        painter = QPainter(drawn)
        draw_shape(painter, QRectF(0, 0, size, size), shape_of(situation), colour_of(situation))
        painter.end()
        made.addPixmap(drawn)
    return made
