"""Small drawings of what each kind of recording shows: an example says more than its name."""

from collections.abc import Callable, Mapping
from types import MappingProxyType
from typing import Final

from PySide6.QtCore import QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QFont, QPainter, QPainterPath, QPaintEvent, QPen, QPolygonF
from PySide6.QtWidgets import QWidget

from recorder.episode.study import Stream
from studio.ui.theme import Theme, theme
from studio.ui.words import tr

_SIZE: Final = QSize(176, 104)


class StreamExample(QWidget):
    """One drawing. It shows an invented letter, never anything of the person's."""

    def __init__(self, stream: Stream, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._stream = stream
        self.setFixedSize(_SIZE)
        self.setAccessibleName(tr("A drawn example"))

    def paintEvent(self, _: QPaintEvent) -> None:  # noqa: N802 - Qt's name
        """Draw it."""
        colours = theme()
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(QPen(QColor(colours.line), 1))
        painter.setBrush(QColor(colours.sunken))
        painter.drawRoundedRect(QRectF(0.5, 0.5, self.width() - 1, self.height() - 1), 6, 6)
        _DRAWINGS[self._stream](painter, colours)
        painter.end()


def _draw_window(painter: QPainter, colours: Theme, rect: QRectF, *, title: str = "") -> None:
    painter.setPen(QPen(QColor(colours.edge), 1))
    painter.setBrush(QColor(colours.raised))
    painter.drawRoundedRect(rect, 4, 4)
    bar = QRectF(rect.left(), rect.top(), rect.width(), 16)
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(QColor(colours.lane_windows))
    painter.drawRoundedRect(bar.adjusted(1, 1, -1, 0), 3, 3)
    if title:
        painter.setPen(QColor(colours.text))
        painter.setFont(_small(painter))
        painter.drawText(bar.adjusted(6, 0, -4, 0), Qt.AlignmentFlag.AlignVCenter, title)


def _draw_lines(painter: QPainter, colours: Theme, rect: QRectF, *, strong: bool) -> None:
    painter.setPen(QPen(QColor(colours.text if strong else colours.edge), 2))
    for line, share in enumerate((0.5, 0.9, 0.8, 0.6)):
        y = rect.top() + 6 + line * 11
        painter.drawLine(QPointF(rect.left(), y), QPointF(rect.left() + rect.width() * share, y))


def _draw_screen(painter: QPainter, colours: Theme) -> None:
    window = QRectF(20, 14, 136, 76)
    _draw_window(painter, colours, window)
    _draw_lines(painter, colours, window.adjusted(12, 26, -12, -4), strong=True)


def _draw_pointer(painter: QPainter, colours: Theme) -> None:
    path = QPainterPath(QPointF(22, 80))
    path.cubicTo(QPointF(50, 20), QPointF(86, 96), QPointF(124, 42))
    painter.setBrush(Qt.BrushStyle.NoBrush)
    painter.setPen(QPen(QColor(colours.lane_pointer), 2, Qt.PenStyle.DotLine))
    painter.drawPath(path)
    painter.setPen(QPen(QColor(colours.accent), 2))
    painter.drawEllipse(QPointF(124, 42), 12, 12)
    _draw_arrow(painter, colours, QPointF(124, 42))


def _draw_arrow(painter: QPainter, colours: Theme, tip: QPointF) -> None:
    shape = [(0, 0), (0, 18), (4.5, 14), (8, 21), (11, 19.5), (7.5, 13), (13, 13)]
    painter.setPen(QPen(QColor(colours.raised), 1.5))
    painter.setBrush(QColor(colours.text))
    painter.drawPolygon(QPolygonF([tip + QPointF(x, y) for x, y in shape]))


def _draw_keyboard(painter: QPainter, colours: Theme) -> None:
    painter.setFont(_small(painter))
    for place, letter in enumerate((*tr("Hello"), "↵")):
        key = QRectF(12 + place * 26, 24, 22, 24)
        painter.setPen(QPen(QColor(colours.edge), 1))
        painter.setBrush(QColor(colours.raised))
        painter.drawRoundedRect(key, 4, 4)
        painter.setPen(QColor(colours.text))
        painter.drawText(key, Qt.AlignmentFlag.AlignCenter, letter)
    painter.setPen(QPen(QColor(colours.lane_keys), 2))
    # When each key went down: the rhythm is recorded as well.
    for x in (23, 44, 62, 69, 96, 152):
        painter.drawLine(QPointF(x, 66), QPointF(x, 82))
    painter.setPen(QPen(QColor(colours.edge), 1))
    painter.drawLine(QPointF(12, 86), QPointF(164, 86))


def _draw_context(painter: QPainter, colours: Theme) -> None:
    window = QRectF(14, 20, 148, 66)
    _draw_window(painter, colours, window, title=tr("letter.txt - Mousepad"))
    painter.setPen(QPen(QColor(colours.accent), 1.5, Qt.PenStyle.DashLine))
    painter.setBrush(Qt.BrushStyle.NoBrush)
    painter.drawRect(window.adjusted(-4, -4, 4, 4))
    _draw_lines(painter, colours, window.adjusted(12, 22, -12, -4), strong=False)


def _small(painter: QPainter) -> QFont:
    font = QFont(painter.font())
    font.setPixelSize(11)
    return font


_DRAWINGS: Final[Mapping[Stream, Callable[[QPainter, Theme], None]]] = MappingProxyType(
    {
        Stream.SCREEN: _draw_screen,
        Stream.POINTER: _draw_pointer,
        Stream.KEYBOARD: _draw_keyboard,
        Stream.CONTEXT: _draw_context,
    }
)
