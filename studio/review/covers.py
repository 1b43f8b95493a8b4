"""Which boxes lie over the picture that is shown, and what is hidden with them.

A recorded picture stays until the next one comes, so that a box which begins or ends while it stands covers
it from its first instant to its last: half of a picture cannot be taken out. What is drawn here is therefore
what the baked episode will hold, not merely what the box's own times say.
"""

from collections.abc import Iterator
from dataclasses import dataclass

from recorder.episode.edits import Edits, Part, Redaction
from recorder.episode.screen import Rect
from recorder.episode.time import TimeRange


@dataclass(frozen=True, slots=True)
class ShownBox:
    """A box of a redaction over the picture.

    Attributes:
        edit_id: Of the redaction.
        part: The number of its part.
        rect: Where the box is now, in pixels of the virtual desktop.
        covered: All that is painted over in this picture; several places where the box moves meanwhile.
        is_movable: Whether it stays in one place, so that a person may put it elsewhere.
    """

    edit_id: int
    part: int
    rect: Rect
    covered: tuple[Rect, ...]
    is_movable: bool


def boxes_on_picture(edits: Edits, monitor_id: int, at_ns: int, shown: TimeRange) -> tuple[ShownBox, ...]:
    """The boxes over one picture, in the order in which they were made.

    Args:
        edits: All edits.
        monitor_id: Which monitor.
        at_ns: The time that is looked at.
        shown: From when until when the picture that is seen then is on the screen.
    """
    return tuple(box for edit in edits.redactions for box in _boxes_of(edit, monitor_id, at_ns, shown))


def _boxes_of(edit: Redaction, monitor_id: int, at_ns: int, shown: TimeRange) -> Iterator[ShownBox]:
    for number, part in enumerate(edit.parts):
        cover = part.cover
        if cover is None or cover.monitor_id != monitor_id:
            continue
        both = overlap(part.range, shown)
        if both is None:
            continue
        covered = tuple(dict.fromkeys(rect for rect in cover.rects_within(both) if not rect.is_empty))
        if covered:
            now_ns = min(max(at_ns, both.start_ns), both.end_ns - 1)
            rect = cover.rect_at(now_ns)
            yield ShownBox(edit.id, number, rect, covered, is_movable=len(cover.steps) == 1)


def overlap(one: TimeRange, other: TimeRange) -> TimeRange | None:
    """The instants that two ranges share, if any."""
    start_ns, end_ns = max(one.start_ns, other.start_ns), min(one.end_ns, other.end_ns)
    return TimeRange(start_ns, end_ns) if start_ns < end_ns else None


def hides_place(edits: Edits, at_ns: int, place: tuple[int, int]) -> bool:
    """Whether what the pointer did at a place and a time goes with a box that lies there."""
    return any(
        part.cover is not None and at_ns in part.range and part.cover.rect_at(at_ns).contains(*place)
        for part in _parts(edits)
    )


def hides_keys(edits: Edits, at_ns: int) -> bool:
    """Whether what was typed at a time goes."""
    return any(part.takes_keys and at_ns in part.range for part in _parts(edits))


def is_cut(edits: Edits, at_ns: int) -> bool:
    """Whether a time goes as a whole."""
    return any(at_ns in cut.range for cut in edits.cuts)


def _parts(edits: Edits) -> Iterator[Part]:
    for edit in edits.redactions:
        yield from edit.parts
