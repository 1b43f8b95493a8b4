"""What is drawn over the pictures: numbered regions, what is left out by hand, and the pointer.

Each kind of region has a shape of its own: a full line differs, hatch may not be compared, dots never stay
the same, dashes are left out by hand. The numbers are those of the list beside the picture.
"""

from collections.abc import Iterable
from typing import Final

from PySide6.QtCore import QLineF, QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QFont, QPainter, QPen

from recorder.episode.screen import Rect
from replay.report.record import Region, StepRecord
from replay.verdict import RegionKind
from studio.review.placement import Placement
from studio.ui.theme import GRID, theme
from studio.ui.widgets.stage.box_painting import area_of, paint_hatch
from studio.ui.widgets.stage.trace_painting import paint_path, paint_pointer, round_pen

_HALO_PX: Final = 5.0
_LINE_PX: Final = 2.0
_RING_PX: Final = 13.0
_GAP_PX: Final = 3.0
"""So far outside of what it marks runs a line, so that it hides nothing of it."""
_DOTS: Final = (1.0, 2.5)
_DASHES: Final = (5.0, 3.0)


def paint_regions(painter: QPainter, regions: Iterable[Region], placement: Placement) -> None:
    """The regions that the comparison speaks of, numbered from one."""
    colours = theme()
    for number, region in enumerate(regions, 1):
        area = area_of(region.rect, placement)
        match region.kind:
            case RegionKind.CHANGED:
                _paint_box(painter, area, colours.notice, str(number))
            case RegionKind.NOT_COMPARABLE:
                paint_hatch(painter, area)
                _paint_box(painter, area, colours.gone, str(number))
            case RegionKind.VOLATILE:
                _paint_box(painter, area, colours.gone, str(number), pattern=_DOTS)


def paint_ignored(painter: QPainter, marks: Iterable[tuple[str, Rect]], placement: Placement) -> None:
    """What is left out by hand, each with its letter."""
    for name, rect in marks:
        _paint_box(painter, area_of(rect, placement), theme().accent, name, pattern=_DASHES)


def letter(place: int) -> str:
    """What the mark of a place in a list is called: a to z, then numbers with the letter."""
    alphabet = 26
    turn, rest = divmod(place, alphabet)
    return f"{chr(ord('a') + rest)}{turn or ''}"


def paint_expected_pointer(painter: QPainter, step: StepRecord, placement: Placement) -> None:
    """Where the person acted, and the way of a drag."""
    if step.target is None:
        return
    if len(step.path) > 1:
        paint_path(painter, tuple((point.x, point.y) for point in step.path), placement)
    _paint_hand(painter, (step.target.x, step.target.y), placement)


def paint_actual_pointer(
    painter: QPainter, step: StepRecord, back: tuple[int, int], placement: Placement
) -> None:
    """Where the replay acted; a dotted line leads there from the recorded place, where that is another."""
    at = step.acted_at
    if at is None:
        return
    if step.target is not None and step.target != at:
        there, here = (
            QPointF(*placement.to_widget(point.x + 0.5, point.y + 0.5)) for point in (step.target, at)
        )
        _paint_way(painter, there, here)
    if len(step.path) > 1:
        paint_path(painter, tuple((p.x - back[0], p.y - back[1]) for p in step.path), placement)
    _paint_hand(painter, (at.x, at.y), placement)


def _paint_hand(painter: QPainter, at: tuple[int, int], placement: Placement) -> None:
    painter.save()
    painter.setRenderHint(QPainter.RenderHint.Antialiasing, on=True)
    centre = QPointF(*placement.to_widget(at[0] + 0.5, at[1] + 0.5))
    _paint_ring(painter, centre, Qt.PenStyle.SolidLine)
    paint_pointer(painter, at, placement)
    painter.restore()


def _paint_way(painter: QPainter, there: QPointF, here: QPointF) -> None:
    painter.save()
    painter.setRenderHint(QPainter.RenderHint.Antialiasing, on=True)
    line = QLineF(there, here)
    if line.length() > 2 * _RING_PX:
        line.setPoints(line.pointAt(_RING_PX / line.length()), line.pointAt(1 - _RING_PX / line.length()))
        for pen in (round_pen(theme().raised, _HALO_PX), _patterned(theme().accent, _DOTS)):
            painter.setPen(pen)
            painter.drawLine(line)
    _paint_ring(painter, there, Qt.PenStyle.DotLine)
    painter.restore()


def _paint_ring(painter: QPainter, centre: QPointF, style: Qt.PenStyle) -> None:
    painter.setBrush(Qt.BrushStyle.NoBrush)
    painter.setPen(round_pen(theme().raised, _HALO_PX))
    painter.drawEllipse(centre, _RING_PX, _RING_PX)
    pen = round_pen(theme().accent, _LINE_PX)
    pen.setStyle(style)
    painter.setPen(pen)
    painter.drawEllipse(centre, _RING_PX, _RING_PX)


def _paint_box(
    painter: QPainter, area: QRectF, colour: str, label: str, *, pattern: tuple[float, ...] = ()
) -> None:
    painter.save()
    painter.setRenderHint(QPainter.RenderHint.Antialiasing, on=False)
    around = area.adjusted(-_GAP_PX, -_GAP_PX, _GAP_PX, _GAP_PX)
    painter.setBrush(Qt.BrushStyle.NoBrush)
    painter.setPen(QPen(QColor(theme().raised), _HALO_PX))
    painter.drawRect(around)
    painter.setPen(_patterned(colour, pattern) if pattern else QPen(QColor(colour), _LINE_PX))
    painter.drawRect(around)
    _paint_plate(painter, around, colour, label)
    painter.restore()


def _paint_plate(painter: QPainter, around: QRectF, colour: str, label: str) -> None:
    font = QFont(painter.font())
    font.setBold(True)
    painter.setFont(font)
    metrics = painter.fontMetrics()
    size = (max(metrics.height(), metrics.horizontalAdvance(label) + GRID), metrics.height())
    plate = QRectF(around.left() - 1, around.top() - size[1], *size)
    clip = painter.clipBoundingRect()
    # It stands above what it marks, unless the picture ends there.
    if not clip.isEmpty() and plate.top() < clip.top():
        plate.moveTop(max(clip.top(), around.top()))
    painter.fillRect(plate, QColor(colour))
    painter.setPen(QColor(theme().raised))
    painter.drawText(plate, int(Qt.AlignmentFlag.AlignCenter), label)


def _patterned(colour: str, pattern: tuple[float, ...]) -> QPen:
    pen = QPen(QColor(colour), _LINE_PX)
    pen.setCapStyle(Qt.PenCapStyle.FlatCap)
    pen.setDashPattern(pattern)
    return pen
