"""The small shapes that stand for actions: each kind has its own, and needs no colour to be told."""

from functools import lru_cache
from typing import Final

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QPainter, QPen, QPixmap, QPolygonF

from studio.content.spans import ActionKind

GLYPH_PX: Final = 11
_MIDDLE: Final = GLYPH_PX / 2


@lru_cache(maxsize=64)
def glyph(kind: ActionKind, colour: str, ground: str, dpr: float) -> QPixmap:
    """The shape of an action that takes hardly any time.

    Args:
        kind: Of the action.
        colour: Of the shape.
        ground: Behind it, to part it from its neighbours.
        dpr: Device pixels a pixel.
    """
    drawn = QPixmap(round(GLYPH_PX * dpr), round(GLYPH_PX * dpr))
    drawn.setDevicePixelRatio(dpr)
    drawn.fill(Qt.GlobalColor.transparent)
    painter = QPainter(drawn)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setPen(QPen(QColor(ground), 1))
    painter.setBrush(QColor(colour))
    match kind:
        case ActionKind.CLICK:
            painter.drawPolygon(_polygon((_MIDDLE, 0.5), (10.5, _MIDDLE), (_MIDDLE, 10.5), (0.5, _MIDDLE)))
        case ActionKind.SCROLL:
            painter.drawPolygon(_polygon((_MIDDLE, 0.5), (9, 4.7), (2, 4.7)))
            painter.drawPolygon(_polygon((_MIDDLE, 10.5), (9, 6.3), (2, 6.3)))
        case ActionKind.PRESS:
            painter.setPen(QPen(QColor(colour), 1.5))
            painter.setBrush(QColor(ground))
            painter.drawRoundedRect(QRectF(1.5, 1.5, 8, 8), 2, 2)
        case ActionKind.HOTKEY:
            painter.drawRoundedRect(QRectF(1, 1, 9, 9), 2, 2)
            painter.setPen(QPen(QColor(ground), 1.4))
            painter.drawLine(QPointF(_MIDDLE, 3), QPointF(_MIDDLE, 8))
            painter.drawLine(QPointF(3, _MIDDLE), QPointF(8, _MIDDLE))
        case _:
            painter.drawEllipse(QRectF(2, 2, 7, 7))
    painter.end()
    return drawn


def _polygon(*points: tuple[float, float]) -> QPolygonF:
    return QPolygonF([QPointF(x, y) for x, y in points])
