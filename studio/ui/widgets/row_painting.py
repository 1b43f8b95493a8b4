"""How the rows of a list of recordings are painted: the ground, the picture with two lines, a word."""

from typing import Final

from PySide6.QtCore import QPoint, QRect, Qt
from PySide6.QtGui import QColor, QFont, QFontMetrics, QPainter, QPen, QPixmap
from PySide6.QtWidgets import QStyle

from studio.ui.models.first_pictures import THUMBNAIL
from studio.ui.theme import GRID, Theme

ROW_HEIGHT: Final = THUMBNAIL.height() + GRID * 2
_MARK: Final = 3


def paint_ground(
    painter: QPainter, rect: QRect, state: QStyle.StateFlag, colours: Theme, *, is_first: bool
) -> None:
    """A line below, and the wash of the row that is chosen, with a bar at its beginning."""
    if state & QStyle.StateFlag.State_Selected:
        painter.fillRect(rect, QColor(colours.accent_wash))
        if is_first:
            painter.fillRect(QRect(rect.left(), rect.top(), _MARK, rect.height()), QColor(colours.accent))
    painter.setPen(QPen(QColor(colours.line), 1))
    painter.drawLine(rect.bottomLeft(), rect.bottomRight())


def paint_place_of_picture(painter: QPainter, rect: QRect, colours: Theme) -> QRect:
    """The ground of a row's picture; where it is."""
    place = QRect(QPoint(rect.left() + GRID * 2, rect.top() + GRID), THUMBNAIL)
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(QColor(colours.sunken))
    painter.drawRoundedRect(place, 4, 4)
    return place


def paint_in_the_middle(painter: QPainter, place: QRect, picture: QPixmap) -> None:
    """A picture that is no larger than its place."""
    size = picture.deviceIndependentSize().toSize()
    painter.drawPixmap(place.center() - QRect(QPoint(), size).center(), picture)


def paint_two_lines(painter: QPainter, rect: QRect, above: str, below: str, colours: Theme) -> None:
    """What a recording is called, and quieter what it is of; cut off where there is no room."""
    words = rect.adjusted(GRID * 4 + THUMBNAIL.width(), GRID * 2, -GRID, -GRID * 2)
    font = QFont(painter.font())
    font.setWeight(QFont.Weight.DemiBold)
    metrics = QFontMetrics(font)
    middle = words.center().y()
    painter.setFont(font)
    painter.setPen(QColor(colours.text))
    upper = QRect(words.left(), middle - metrics.height() - 2, words.width(), metrics.height())
    painter.drawText(upper, Qt.AlignmentFlag.AlignLeft, elided(metrics, above, words.width()))
    font.setWeight(QFont.Weight.Normal)
    painter.setFont(font)
    painter.setPen(QColor(colours.quiet))
    lower = QRect(words.left(), middle + 2, words.width(), metrics.height())
    painter.drawText(lower, Qt.AlignmentFlag.AlignLeft, elided(QFontMetrics(font), below, words.width()))


def elided(metrics: QFontMetrics, text: str, width: int) -> str:
    """As much of a text as there is room for."""
    return metrics.elidedText(text, Qt.TextElideMode.ElideRight, width)
