"""Hatches what will be gone: cuts over every lane, redactions over exactly what they take."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from PySide6.QtCore import QRectF

from recorder.episode.edits import Edits, Part
from recorder.episode.screen import Rect
from recorder.episode.time import TimeRange
from recorder.episode.timeline import union
from studio.ui.widgets.timeline.facts import LaneKind
from studio.ui.widgets.timeline.lanes.lane import Canvas

_LOWEST_BAND_PX = 8


@dataclass(frozen=True, slots=True)
class CoverBand:
    """The heights of the screen that a box covers at some time of a range, as shares from the top."""

    range: TimeRange
    top: float
    bottom: float


@dataclass(frozen=True, slots=True)
class Gone:
    """What the edits take.

    Attributes:
        cuts: Ranges of which nothing is left.
        keys: Ranges whose keys go.
        context: Ranges whose windows' names go.
        covers: Where pictures of the shown monitor are covered.
    """

    cuts: tuple[TimeRange, ...] = ()
    keys: tuple[TimeRange, ...] = ()
    context: tuple[TimeRange, ...] = ()
    covers: tuple[CoverBand, ...] = ()


def gone(edits: Edits, monitor_id: int, screen: Rect | None) -> Gone:
    """Say what edits take.

    Args:
        edits: All of them.
        monitor_id: Whose pictures are shown.
        screen: That monitor's place.
    """
    parts = [part for redaction in edits.redactions for part in redaction.parts]
    return Gone(
        cuts=union(cut.range for cut in edits.cuts),
        keys=union(part.range for part in parts if part.takes_keys),
        context=union(part.range for part in parts if part.takes_context),
        covers=tuple(_bands(parts, monitor_id, screen)),
    )


def paint_gone(canvas: Canvas, kind: LaneKind, taken: Gone) -> None:
    """Hatch a lane that has been painted."""
    high = canvas.height
    match kind:
        case LaneKind.TYPED:
            _cross_out(canvas, taken.keys, 0, high)
        case LaneKind.ACTIONS:
            # Folded, both halves are on one line.
            _cross_out(canvas, taken.keys, 0 if canvas.is_folded else high // 2, high)
        case LaneKind.ACTIVITY:
            _cross_out(canvas, taken.keys, 0, high // 2)
        case LaneKind.WINDOWS:
            _cross_out(canvas, taken.context, 0, high)
        case LaneKind.PICTURES:
            for band in taken.covers:
                top = min(band.top * high, high - _LOWEST_BAND_PX)
                _cross_out(canvas, (band.range,), top, max(band.bottom * high, top + _LOWEST_BAND_PX))
        case LaneKind.PAUSES | LaneKind.FOUND | LaneKind.REMOVED:
            pass
    if kind is not LaneKind.REMOVED:
        _cross_out(canvas, taken.cuts, 0, high)


def _cross_out(canvas: Canvas, ranges: Iterable[TimeRange], top: float, bottom: float) -> None:
    scale = canvas.scale
    for range_ in ranges:
        if range_.end_ns < scale.start_ns or range_.start_ns > scale.end_ns:
            continue
        left = max(-2.0, scale.x_of(range_.start_ns))
        right = min(scale.width_px + 2.0, scale.x_of(range_.end_ns))
        area = QRectF(left, top, max(2.0, right - left), bottom - top)
        canvas.look.cross_out(canvas.painter, area)
        edge = canvas.look.colour("gone")
        canvas.painter.fillRect(QRectF(round(area.left()), top, 1, area.height()), edge)
        canvas.painter.fillRect(QRectF(round(area.right()) - 1, top, 1, area.height()), edge)


def _bands(parts: Iterable[Part], monitor_id: int, screen: Rect | None) -> Iterator[CoverBand]:
    if screen is None or not screen.height:
        return
    for part in parts:
        if part.cover is None or part.cover.monitor_id != monitor_id or not part.range.duration_ns:
            continue
        rects = [rect for rect in part.cover.rects_within(part.range) if not rect.is_empty]
        if not rects:
            continue
        top = (min(rect.y for rect in rects) - screen.y) / screen.height
        bottom = (max(rect.bottom for rect in rects) - screen.y) / screen.height
        yield CoverBand(part.range, min(max(top, 0.0), 1.0), min(max(bottom, 0.0), 1.0))
