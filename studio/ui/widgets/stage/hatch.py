"""The hatch that says *will be gone*, for any picture beneath it: each line is dark beside light."""

from functools import lru_cache
from typing import Final

from PySide6.QtGui import QBrush, QColor, QImage

from studio.ui.theme import theme

_STEP_PX: Final = 10
_LINE_PX: Final = 2


def hatch() -> QBrush:
    """In the colours of now."""
    colours = theme()
    return _brush(colours.gone, colours.raised)


@lru_cache(maxsize=4)
def _brush(line: str, beside: str) -> QBrush:
    tile = QImage(_STEP_PX, _STEP_PX, QImage.Format.Format_ARGB32_Premultiplied)
    tile.fill(QColor(0, 0, 0, 0))
    for y in range(_STEP_PX):
        for x in range(_STEP_PX):
            across = (x + y) % _STEP_PX
            if across < _LINE_PX:
                tile.setPixelColor(x, y, QColor(line))
            elif across < 2 * _LINE_PX:
                tile.setPixelColor(x, y, QColor(beside))
    return QBrush(tile)
