"""What is drawn over the pictures: numbered regions, what is left out by hand, and the pointer.

Each kind of region has a shape of its own: a full line differs, hatch may not be compared, dots never stay
the same, dashes are left out by hand. The numbers are those of the list beside the picture.
"""

from collections.abc import Iterable, Sequence
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
_PLATE_PX: Final = 48.0
"""No plate reaches further from what it marks."""
_MOST_POINTS: Final = 500
_DOTS: Final = (1.0, 2.5)
_DASHES: Final = (5.0, 3.0)


def paint_regions(
    painter: QPainter, regions: Iterable[Region], placement: Placement, moved: tuple[int, int] = (0, 0)
) -> None:
    """The regions that the comparison speaks of, numbered from one.

    Args:
        painter: Draws them.
        regions: Where the recording has them.
        placement: Where the desktop lies.
        moved: How far from there they lie in what is drawn.
    """
    seen = painter.clipBoundingRect().adjusted(-_PLATE_PX, -_PLATE_PX, _PLATE_PX, _PLATE_PX)
    by_kind: dict[RegionKind, list[tuple[str, QRectF]]] = {kind: [] for kind in RegionKind}
    for number, region in enumerate(regions, 1):
        area = area_of(region.rect.moved(*moved), placement)
        if area.intersects(seen):
            by_kind[region.kind].append((str(number), area))
    colours = theme()
    for _, area in by_kind[RegionKind.NOT_COMPARABLE]:
        paint_hatch(painter, area)
    # What differs is drawn last, over all others: it is what one looks for.
    _paint_boxes(painter, by_kind[RegionKind.VOLATILE], QColor(colours.gone), pattern=_DOTS)
    _paint_boxes(painter, by_kind[RegionKind.NOT_COMPARABLE], QColor(colours.gone))
    _paint_boxes(painter, by_kind[RegionKind.CHANGED], QColor(colours.notice))


def paint_ignored(
    painter: QPainter,
    marks: Iterable[tuple[str, Rect]],
    placement: Placement,
    moved: tuple[int, int] = (0, 0),
) -> None:
    """What is left out by hand, each with its letter; as ``paint_regions``."""
    named = [(name, area_of(rect.moved(*moved), placement)) for name, rect in marks]
    _paint_boxes(painter, named, QColor(theme().accent), pattern=_DASHES)


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
        paint_path(painter, _way(step, (0, 0)), placement)
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
        paint_path(painter, _way(step, back), placement)
    _paint_hand(painter, (at.x, at.y), placement)


def _way(step: StepRecord, back: tuple[int, int]) -> tuple[tuple[int, int], ...]:
    """The way of a drag, where the replay went: of thousands of points as many as can be told apart."""
    kept = step.path[:: 1 + len(step.path) // _MOST_POINTS]
    return tuple((point.x - back[0], point.y - back[1]) for point in (*kept, step.path[-1]))


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


def _paint_boxes(
    painter: QPainter,
    named: Sequence[tuple[str, QRectF]],
    colour: QColor,
    *,
    pattern: tuple[float, ...] = (),
) -> None:
    """Boxes of one kind, all at once: there may be a thousand."""
    if not named:
        return
    painter.save()
    painter.setRenderHint(QPainter.RenderHint.Antialiasing, on=False)
    around = [area.adjusted(-_GAP_PX, -_GAP_PX, _GAP_PX, _GAP_PX) for _, area in named]
    painter.setBrush(Qt.BrushStyle.NoBrush)
    painter.setPen(QPen(QColor(theme().raised), _HALO_PX))
    painter.drawRects(around)
    painter.setPen(_patterned(colour.name(), pattern) if pattern else QPen(colour, _LINE_PX))
    painter.drawRects(around)
    font = QFont(painter.font())
    font.setBold(True)
    painter.setFont(font)
    painter.setPen(QColor(theme().raised))
    plates = _Plates(painter)
    for (label, _), rect in zip(named, around, strict=True):
        plate = plates.place(label, rect)
        painter.fillRect(plate, colour)
        painter.drawText(plate, int(Qt.AlignmentFlag.AlignCenter), label)
    painter.restore()


class _Plates:
    """Where labels stand: above what they mark, unless the picture ends there."""

    def __init__(self, painter: QPainter) -> None:
        self._metrics = painter.fontMetrics()
        self._top = painter.clipBoundingRect().top()
        self._height = float(self._metrics.height())

    def place(self, label: str, around: QRectF) -> QRectF:
        """Where the label of a box stands."""
        width = max(self._height, self._metrics.horizontalAdvance(label) + float(GRID))
        plate = QRectF(around.left() - 1, around.top() - self._height, width, self._height)
        if plate.top() < self._top:
            plate.moveTop(max(self._top, around.top()))
        return plate


def _patterned(colour: str, pattern: tuple[float, ...]) -> QPen:
    pen = QPen(QColor(colour), _LINE_PX)
    pen.setCapStyle(Qt.PenCapStyle.FlatCap)
    pen.setDashPattern(pattern)
    return pen
