"""The app's pictures: one-colour drawings in ``assets/icons``, in the colour of the words beside them."""

from functools import lru_cache
from pathlib import Path
from typing import Final

from PySide6.QtCore import QByteArray, QSize, Qt
from PySide6.QtGui import QIcon, QPainter, QPixmap
from PySide6.QtSvg import QSvgRenderer

from studio.ui.theme import theme

FOLDER: Final = Path(__file__).parents[2] / "assets" / "icons"
_INK: Final = b"currentColor"
_SIZES: Final = (16, 20, 24, 32, 48, 64)


def icon(name: str, colour: str | None = None) -> QIcon:
    """A picture by its file's name without ``.svg``, in a colour; in that of text where ``None``.

    The drawings are squares that use ``currentColor`` alone. Ask again when the theme changes.

    Raises:
        FileNotFoundError: There is none of that name.
    """
    colours = theme()
    return _icon(name, colour or colours.text, colours.edge)


@lru_cache(maxsize=256)
def _icon(name: str, normal: str, disabled: str) -> QIcon:
    """Drawn once: a list asks for the icons in sight whenever it is painted."""
    made = QIcon()
    for mode, ink in ((QIcon.Mode.Normal, normal), (QIcon.Mode.Disabled, disabled)):
        drawing = _drawing(name, ink)
        for size in _SIZES:
            made.addPixmap(_drawn(drawing, size), mode)
    return made


@lru_cache(maxsize=256)
def pixmap(name: str, size: int, colour: str) -> QPixmap:
    """A picture of one size in pixels, in a colour. Others have the same: do not paint on it.

    Raises:
        FileNotFoundError: There is none of that name.
    """
    return _drawn(_drawing(name, colour), size)


def _drawing(name: str, colour: str) -> QSvgRenderer:
    return QSvgRenderer(QByteArray((FOLDER / f"{name}.svg").read_bytes().replace(_INK, colour.encode())))


def _drawn(drawing: QSvgRenderer, size: int) -> QPixmap:
    drawn = QPixmap(QSize(size, size))
    drawn.fill(Qt.GlobalColor.transparent)
    painter = QPainter(drawn)
    drawing.render(painter)
    painter.end()
    return drawn


def app_icon() -> QIcon:
    """The app's own picture, the one that has colours."""
    made = QIcon()
    for size in (*_SIZES, 128, 256):
        made.addPixmap(pixmap("assent", size, ""))
    return made
