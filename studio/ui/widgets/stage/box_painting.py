"""The layer of boxes: hatched where the picture will be gone, with handles where one is selected."""

from typing import Final

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QPainter, QPen

from recorder.episode.screen import Rect
from studio.review.box_shaping import grip_places
from studio.review.covers import ShownBox
from studio.review.placement import Placement
from studio.ui.theme import GRID, theme
from studio.ui.widgets.stage.hatch import hatch
from studio.ui.words import tr

HANDLE_PX: Final = 9.0
_VEIL: Final = 72
_HALO_PX: Final = 4.0
_LINE_PX: Final = 1.5


def paint_box(painter: QPainter, box: ShownBox, placement: Placement, *, is_selected: bool) -> None:
    """A box of a redaction: everything that it takes of this picture, and an outline where it is now."""
    for rect in box.covered:
        paint_hatch(painter, area_of(rect, placement))
    area = area_of(box.rect, placement)
    paint_outline(painter, area, is_accented=is_selected)
    if is_selected and box.is_movable:
        paint_handles(painter, area)


def paint_live_box(painter: QPainter, rect: Rect, placement: Placement, *, has_handles: bool) -> None:
    """A box in the making, with its size in pixels of the recording."""
    area = area_of(rect, placement)
    paint_hatch(painter, area)
    paint_outline(painter, area, is_accented=True)
    if has_handles:
        paint_handles(painter, area)
    paint_size(painter, rect, area, placement)


def paint_hatch(painter: QPainter, area: QRectF) -> None:
    """Say that what is here will be gone, and let it be seen until then."""
    colours = theme()
    veil = QColor(colours.raised)
    veil.setAlpha(_VEIL)
    painter.fillRect(area, veil)
    painter.fillRect(area, hatch())


def paint_outline(painter: QPainter, area: QRectF, *, is_accented: bool) -> None:
    """A line that shows on any picture: dark on light on whatever is there."""
    colours = theme()
    painter.setBrush(Qt.BrushStyle.NoBrush)
    painter.setPen(_pen(colours.raised, _HALO_PX))
    painter.drawRect(area)
    painter.setPen(_pen(colours.accent if is_accented else colours.gone, _LINE_PX + 0.5 * is_accented))
    painter.drawRect(area)


def paint_handles(painter: QPainter, area: QRectF) -> None:
    """The eight places to pull at."""
    colours = theme()
    painter.setPen(_pen(colours.accent, _LINE_PX))
    painter.setBrush(QColor(colours.raised))
    for x, y in grip_places(area.x(), area.y(), area.width(), area.height()).values():
        painter.drawRect(QRectF(x - HANDLE_PX / 2, y - HANDLE_PX / 2, HANDLE_PX, HANDLE_PX))


def paint_size(painter: QPainter, rect: Rect, area: QRectF, placement: Placement) -> None:
    """How large a box is, below it or, where there is no room, in it."""
    colours = theme()
    words = tr("{width} × {height} pixels", width=rect.width, height=rect.height)  # noqa: RUF001
    metrics = painter.fontMetrics()
    width, height = metrics.horizontalAdvance(words) + GRID * 2.0, metrics.height() + GRID / 2
    top = area.bottom() + GRID
    bottom_edge = placement.top + placement.size[1]
    if top + height > bottom_edge:
        top = max(placement.top, area.bottom() - height - GRID)
    label = QRectF(area.left(), top, width, height)
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(QColor(colours.accent))
    painter.drawRoundedRect(label, GRID / 2, GRID / 2)
    painter.setPen(QColor(colours.on_accent))
    painter.drawText(label, int(Qt.AlignmentFlag.AlignCenter), words)


def area_of(rect: Rect, placement: Placement) -> QRectF:
    """Where a rectangle of the desktop lies on the widget."""
    left, top, width, height = placement.rect_to_widget(rect)
    return QRectF(QPointF(left, top), QPointF(left + width, top + height))


def _pen(colour: str, width: float) -> QPen:
    pen = QPen(QColor(colour), width)
    pen.setJoinStyle(Qt.PenJoinStyle.MiterJoin)
    return pen
