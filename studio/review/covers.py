"""Which boxes lie over the picture that is shown.

A recorded picture stays until the next one comes, so that a box which begins or ends while it stands covers
it from its first instant to its last: half of a picture cannot be taken out. What is drawn here is therefore
what the baked episode will hold, not merely what the box's own times say.
"""

from dataclasses import dataclass

from recorder.episode.edits import Edits, Part, Redaction
from recorder.episode.screen import Rect
from recorder.episode.time import TimeRange
from studio.editing.covered_places import grown


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


@dataclass(frozen=True, slots=True)
class PictureOnScreen:
    """A picture of a monitor, without its pixels.

    Attributes:
        monitor_id: Which monitor.
        shown: From when until when it is on the screen.
        place: Where the monitor was then, in pixels of the virtual desktop.
    """

    monitor_id: int
    shown: TimeRange
    place: Rect


def boxes_on_picture(
    edits: Edits, picture: PictureOnScreen, at_ns: int, ended_ns: int
) -> tuple[ShownBox, ...]:
    """The boxes over one picture, in the order in which they were made.

    Args:
        edits: All edits.
        picture: Which picture.
        at_ns: The time that is looked at.
        ended_ns: The session's length; what reaches it has no end.
    """
    return tuple(
        box
        for edit in edits.redactions
        for number, part in enumerate(edit.parts)
        if (box := _box_of(edit, number, part, picture, at_ns, ended_ns)) is not None
    )


def _box_of(
    edit: Redaction, number: int, part: Part, picture: PictureOnScreen, at_ns: int, ended_ns: int
) -> ShownBox | None:
    cover, shown = part.cover, picture.shown
    if cover is None or cover.monitor_id != picture.monitor_id:
        return None
    # A picture taken at the very end is on the screen for no time, and still seen.
    start_ns = max(part.range.start_ns, shown.start_ns)
    reaches_end = part.range.end_ns >= ended_ns and shown.end_ns >= ended_ns
    end_ns = max(ended_ns, start_ns) + 1 if reaches_end else min(part.range.end_ns, shown.end_ns)
    if start_ns >= end_ns or not part.range.duration_ns:
        return None
    within = TimeRange(start_ns, end_ns)
    covered = tuple(dict.fromkeys(_covered(rect, picture.place) for rect in cover.rects_within(within)))
    covered = tuple(rect for rect in covered if not rect.is_empty)
    if not covered:
        return None
    rect = cover.rect_at(min(max(at_ns, start_ns), end_ns - 1))
    return ShownBox(edit.id, number, rect, covered, is_movable=len(cover.steps) == 1)


def _covered(rect: Rect, place: Rect) -> Rect:
    """What the bake covers for a box: more than it, since the codec smears edges."""
    own = grown(rect.moved(-place.x, -place.y)).intersection(Rect(0, 0, place.width, place.height))
    return own.moved(place.x, place.y)


def is_cut(edits: Edits, at_ns: int) -> bool:
    """Whether a time goes as a whole."""
    return any(at_ns in cut.range for cut in edits.cuts)
