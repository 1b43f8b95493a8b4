"""The sign of a verdict: the report's shape, in the app's colours."""

from functools import lru_cache
from typing import Final

from PySide6.QtCore import QByteArray, Qt
from PySide6.QtGui import QPainter, QPixmap
from PySide6.QtSvg import QSvgRenderer

from replay.report.shapes import drawing
from replay.verdict import PASSES, VerdictKind
from studio.ui.theme import theme

SIGN_PX: Final = 16


def verdict_colour(kind: VerdictKind) -> str:
    """Green for a pass, amber to look at, grey for what nobody may compare; never alone."""
    if kind in PASSES:
        return theme().good
    return theme().quiet if kind is VerdictKind.NOT_COMPARABLE else theme().notice


def verdict_sign(kind: VerdictKind, ratio: float = 1.0, *, side: int = SIGN_PX) -> QPixmap:
    """The sign in the colours of now. Others have the same: do not paint on it.

    Args:
        kind: Of which verdict.
        ratio: Device pixels for one logical pixel.
        side: In logical pixels.
    """
    return _sign(kind, verdict_colour(kind), round(side * ratio), ratio)


@lru_cache(maxsize=64)
def _sign(kind: VerdictKind, colour: str, side: int, ratio: float) -> QPixmap:
    drawn = QPixmap(side, side)
    drawn.fill(Qt.GlobalColor.transparent)
    painter = QPainter(drawn)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing, on=True)
    QSvgRenderer(QByteArray(drawing(kind, colour).encode())).render(painter)
    painter.end()
    drawn.setDevicePixelRatio(ratio)
    return drawn
