"""What the timeline is painted with: colours, fonts, the hatch. Made anew when the look changes."""

from dataclasses import dataclass
from functools import lru_cache
from typing import Final

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QBrush, QColor, QFont, QFontMetrics, QPainter, QPen, QPixmap

from studio.ui.theme import Theme

HATCH_PX: Final = 8
_DIMMED: Final = 150


@dataclass(frozen=True, slots=True)
class Look:
    """What to paint with.

    Attributes:
        theme: The colours in force.
        dpr: Device pixels a pixel.
        font: For words.
        small: For words in narrow places, and the ruler's times.
        metrics: Of ``font``.
        small_metrics: Of ``small``.
    """

    theme: Theme
    dpr: float
    font: QFont
    small: QFont
    metrics: QFontMetrics
    small_metrics: QFontMetrics

    def colour(self, name: str, alpha: int = 255) -> QColor:
        """A colour of the theme by its name."""
        return _colour(getattr(self.theme, name), alpha)

    def pen(self, name: str, width: float = 1.0) -> QPen:
        """A pen of a colour of the theme; its ends are flat."""
        pen = QPen(self.colour(name), width)
        pen.setCapStyle(Qt.PenCapStyle.FlatCap)
        return pen

    def blend(self, one: str, other: str, share: float) -> QColor:
        """A colour between two of the theme's: ``share`` of the first."""
        return _blended(getattr(self.theme, one), getattr(self.theme, other), share)

    def cross_out(self, painter: QPainter, area: QRectF) -> None:
        """Hatch what will be gone: dimmed, so that it steps back, and still readable."""
        painter.fillRect(area, self.colour("sunken", _DIMMED))
        painter.fillRect(area, _hatch(self.theme.gone, self.dpr))


def look_for(theme: Theme, font: QFont, dpr: float) -> Look:
    """What to paint with.

    Args:
        theme: The colours in force.
        font: The widget's.
        dpr: Device pixels a pixel.
    """
    words, small = QFont(font), QFont(font)
    small.setPointSizeF(max(6.5, font.pointSizeF() * 0.86))
    for each in (words, small):
        each.setFeature(QFont.Tag("tnum"), 1)
    return Look(theme, dpr, words, small, QFontMetrics(words), QFontMetrics(small))


@lru_cache(maxsize=256)
def _colour(name: str, alpha: int) -> QColor:
    colour = QColor(name)
    colour.setAlpha(alpha)
    return colour


@lru_cache(maxsize=64)
def _blended(one: str, other: str, share: float) -> QColor:
    a, b = QColor(one), QColor(other)
    parts = ((a.red(), b.red()), (a.green(), b.green()), (a.blue(), b.blue()))
    return QColor(*(round(x * share + y * (1 - share)) for x, y in parts))


@lru_cache(maxsize=8)
def _hatch(colour: str, dpr: float) -> QBrush:
    """Lines from the lower left to the upper right, sharp at any scaling."""
    side = max(1, round(HATCH_PX * dpr))
    tile = QPixmap(side, side)
    tile.fill(Qt.GlobalColor.transparent)
    painter = QPainter(tile)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setPen(QPen(QColor(colour), 1.2 * dpr))
    for shift in (-side, 0, side):
        painter.drawLine(QPointF(shift - 1, side + 1), QPointF(shift + side + 1, -1))
    painter.end()
    tile.setDevicePixelRatio(dpr)
    return QBrush(tile)
