"""Where the covers are: on the desktop at an instant, and on a monitor's picture while it is shown."""

from collections.abc import Iterator, Sequence
from typing import Final

from recorder.episode.edits import Cover, Edits
from recorder.episode.events import Event, MonitorsChanged
from recorder.episode.screen import Rect
from recorder.episode.time import TimeRange
from studio.editing.reach import reaching

MARGIN_PX: Final = 4
"""How much more than the box is covered, at least: the codec smears edges over the blocks they cross."""
GRID_PX: Final = 4
"""A covered rectangle's edges lie on this grid, which is that of the codec's transform (H.264, 8.5)."""


def grown(rect: Rect) -> Rect:
    """What is covered for a box: the box, a margin, and the rest of the blocks that this touches."""
    if rect.is_empty:
        return rect
    return Rect.from_edges(
        (rect.x - MARGIN_PX) // GRID_PX * GRID_PX,
        (rect.y - MARGIN_PX) // GRID_PX * GRID_PX,
        -(-(rect.right + MARGIN_PX) // GRID_PX) * GRID_PX,
        -(-(rect.bottom + MARGIN_PX) // GRID_PX) * GRID_PX,
    )


def covers_of(edits: Edits, ended_ns: int) -> tuple[tuple[TimeRange, Cover], ...]:
    """All covers with their times, which reach past the session's end where they reach it."""
    return tuple(
        (reached, part.cover)
        for redaction in edits.redactions
        for part in redaction.parts
        if part.cover is not None
        for reached in reaching([part.range], ended_ns)
    )


def boxes_over_time(covers: Sequence[tuple[TimeRange, Cover]]) -> Iterator[tuple[TimeRange, Rect]]:
    """Each place that a box stands at, and for how long it stands there."""
    for range_, cover in covers:
        steps = cover.steps
        starts = [range_.start_ns, *(max(range_.start_ns, step.at_ns) for step in steps[1:])]
        ends = [*starts[1:], range_.end_ns]
        for step, start_ns, end_ns in zip(steps, starts, ends, strict=True):
            within = TimeRange(start_ns, max(start_ns, min(end_ns, range_.end_ns)))
            if within.duration_ns and not step.rect.is_empty:
                yield within, step.rect


class MonitorPlaces:
    """Where a monitor stood on the desktop, over time.

    Args:
        monitor_id: Which monitor.
        events: Of the session, in order; only the changes of the monitors are looked at.
    """

    def __init__(self, monitor_id: int, events: Sequence[Event]) -> None:
        self._changes = tuple(
            (event.at_ns, monitor.rect)
            for event in events
            if isinstance(event, MonitorsChanged)
            for monitor in event.monitors
            if monitor.id == monitor_id
        )

    def within(self, shown: TimeRange, size: tuple[int, int]) -> tuple[Rect, ...]:
        """Where it may have stood while a picture of this size was shown; empty if that is not known.

        A picture and the word of its monitor's change come from different threads: where the one in force
        has another size, any that has the picture's counts.
        """
        before = [rect for at_ns, rect in self._changes if at_ns <= shown.start_ns][-1:]
        during = [rect for at_ns, rect in self._changes if shown.start_ns < at_ns < shown.end_ns]
        fitting = [rect for rect in (*before, *during) if _encoded_size(rect) == size]
        if not fitting:
            fitting = [rect for _, rect in self._changes if _encoded_size(rect) == size]
        return tuple(dict.fromkeys(fitting))


def covered_on_picture(
    covers: Sequence[tuple[TimeRange, Cover]], places: Sequence[Rect], shown: TimeRange, size: tuple[int, int]
) -> tuple[Rect, ...]:
    """What to cover on a picture: everywhere a box is at some instant at which the picture is shown.

    Args:
        covers: Of this picture's monitor alone, with their times.
        places: Where the monitor may have stood then.
        shown: From when until when the picture is on the screen.
        size: Of the picture.

    Returns:
        Rectangles of the picture, their edges on the grid. If nobody knows where the monitor stood, it whole.
    """
    whole = Rect(0, 0, *size)
    found: list[Rect] = []
    for range_, cover in covers:
        if not range_.overlaps(shown):
            continue
        both = TimeRange(max(range_.start_ns, shown.start_ns), min(range_.end_ns, shown.end_ns))
        for rect in cover.rects_within(both):
            if not rect.is_empty and not places:
                return (whole,)
            found += [grown(rect.moved(-place.x, -place.y)).intersection(whole) for place in places]
    return tuple(sorted({rect for rect in found if not rect.is_empty}))


def _encoded_size(rect: Rect) -> tuple[int, int]:
    return rect.width + rect.width % 2, rect.height + rect.height % 2
