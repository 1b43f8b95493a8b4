"""What pressing, dragging and letting go on the timeline means, without a widget.

The widget says where the pointer is, in times and places; the answer is a list of what to do. Nothing is
decided by the widget, so that a test can drag without a screen.
"""

from collections.abc import Callable
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Final

from recorder.episode.time import TimeRange
from studio.ui.models.edit_blocks import EditBlock, End, moved_end
from studio.ui.widgets.timeline.facts import EditRangeChange, LaneKind, Marks
from studio.ui.widgets.timeline.snapping import Snap

DRAG_PX: Final = 4
"""Who moves less has clicked."""
_CLOSER: Final = 1.0016
"""To the power of the wheel's eighths of a degree: a notch is a fifth closer."""
_SCROLL_PX: Final = 0.8
_LANES_PX: Final = 0.25


class Zone(StrEnum):
    """The parts of the widget."""

    TITLES = "titles"
    OVERVIEW = "overview"
    RULER = "ruler"
    LANES = "lanes"


@dataclass(frozen=True, slots=True)
class Place:
    """Where the pointer is.

    Attributes:
        zone: In which part of the widget.
        x: In pixels from where the times begin.
        y: In pixels from the widget's top.
        at_ns: The time there; on the overview, by its own scale.
        lane: Which lane.
        block: The edit there, in the lane of edits.
        edit_end: Which end of that edit can be taken hold of there.
        mark_end: Which mark can be taken hold of there.
        found_id: What was found there.
        lane_edge: The lane whose lower edge can be taken hold of there.
        edge_height: How high that lane is.
    """

    zone: Zone
    x: float
    y: float
    at_ns: int
    lane: LaneKind | None = None
    block: EditBlock | None = None
    edit_end: End | None = None
    mark_end: End | None = None
    found_id: int | None = None
    lane_edge: LaneKind | None = None
    edge_height: int = 0


@dataclass(frozen=True, slots=True)
class Seek:
    """Show the session at a time."""

    at_ns: int


@dataclass(frozen=True, slots=True)
class Scrub:
    """The person begins, or ends, to drag through the session."""

    is_on: bool


@dataclass(frozen=True, slots=True)
class SetMarks:
    """Mark this."""

    marks: Marks


@dataclass(frozen=True, slots=True)
class SelectEdit:
    """Select this edit; none where ``None``."""

    edit_id: int | None


@dataclass(frozen=True, slots=True)
class SelectFound:
    """Select what was found."""

    found_id: int


@dataclass(frozen=True, slots=True)
class ScrollBy:
    """Show later times, by so many pixels."""

    px: float


@dataclass(frozen=True, slots=True)
class CentreOn:
    """Bring a time to the middle."""

    at_ns: int


@dataclass(frozen=True, slots=True)
class ResizeLane:
    """Make a lane this high, in pixels."""

    lane: LaneKind
    height: int


@dataclass(frozen=True, slots=True)
class FoldLane:
    """Fold a lane, or unfold it."""

    lane: LaneKind


@dataclass(frozen=True, slots=True)
class Zoom:
    """Show closer, about a place; further away for factors below 1."""

    factor: float
    about_x: float


@dataclass(frozen=True, slots=True)
class ScrollLanes:
    """Show lower lanes, by so many pixels."""

    px: float


View = ScrollBy | ScrollLanes | Zoom | CentreOn | ResizeLane | FoldLane
"""What changes only what is visible."""
Wish = Seek | Scrub | SetMarks | SelectEdit | SelectFound | EditRangeChange
"""What the page is told."""
Deed = View | Wish


def wheel_deeds(place: Place, *, sideways: int, turned: int, scrolls: bool, about_x: float) -> list[Deed]:
    """What turning the wheel means: closer or further about the pointer; scrolling where that is held.

    Args:
        place: Where the pointer is.
        sideways: How far it was turned to the left, in eighths of a degree.
        turned: How far it was turned away from the person, likewise; a notch is 120.
        scrolls: Whether the person holds what makes it scroll.
        about_x: The lanes' pixel at which the pointer's time is.
    """
    if place.zone is Zone.TITLES:
        return [ScrollLanes(-turned * _LANES_PX)]
    if scrolls or abs(sideways) > abs(turned):
        return [ScrollBy(-(sideways or turned) * _SCROLL_PX)]
    return [Zoom(_CLOSER**turned, about_x)]


class _Drag(StrEnum):
    SCRUB = "scrub"
    SELECT = "select"
    MARK = "mark"
    EDIT = "edit"
    PAN = "pan"
    OVERVIEW = "overview"
    LANE = "lane"
    FOLD = "fold"
    CLICK_ONLY = "click"


@dataclass
class Pointing:
    """The pointer's state.

    Attributes:
        ended_ns: The session's length.
        snap: What a time is drawn to, if anything; not asked while the person holds that off.
        marks: What is marked now.
        snapped: What the pointer was drawn to last, to be shown; ``None`` after letting go.
    """

    ended_ns: int
    snap: Callable[[int, tuple[int, ...]], Snap | None]
    marks: Marks = field(default_factory=Marks)
    snapped: Snap | None = None
    _drag: _Drag | None = None
    _from: Place | None = None
    _anchor_ns: int = 0
    _last_x: float = 0.0
    _has_moved: bool = False
    _range: TimeRange | None = None

    @property
    def is_dragging(self) -> bool:
        """Whether something is held."""
        return self._drag is not None

    @property
    def edited(self) -> TimeRange | None:
        """What the edit whose end is held would last now."""
        return self._range if self._drag is _Drag.EDIT and self._has_moved else None

    def press(self, place: Place, *, selects: bool, pans: bool, snaps: bool) -> list[Deed]:
        """A button went down.

        Args:
            place: Where.
            selects: Whether the person holds what makes dragging select.
            pans: Whether it is the button that scrolls.
            snaps: Whether times near things are drawn to them.
        """
        self._from, self._last_x, self._has_moved, self._range = place, place.x, False, None
        self._drag = self._kind(place, selects=selects, pans=pans)
        match self._drag:
            case _Drag.SCRUB:
                return [Scrub(is_on=True), Seek(self._drawn(place.at_ns, snaps=snaps))]
            case _Drag.SELECT:
                self._anchor_ns = self._drawn(place.at_ns, snaps=snaps)
            case _Drag.EDIT if place.block is not None:
                self._range = place.block.range
                return [SelectEdit(place.block.edit.id)]
            case _Drag.CLICK_ONLY if place.block is not None:
                return [SelectEdit(place.block.edit.id)]
            case _Drag.CLICK_ONLY if place.found_id is not None:
                return [SelectFound(place.found_id), Seek(place.at_ns)]
            case _Drag.OVERVIEW:
                return [CentreOn(place.at_ns)]
            case _:
                pass
        return []

    def move(self, place: Place, *, snaps: bool) -> list[Deed]:  # noqa: PLR0911 - one for each drag
        """The pointer moved with a button down."""
        if self._drag is None or self._from is None:
            return []
        if not self._has_moved and max(abs(place.x - self._from.x), abs(place.y - self._from.y)) < DRAG_PX:
            return []
        self._has_moved = True
        match self._drag:
            case _Drag.SCRUB:
                return [Seek(self._drawn(place.at_ns, snaps=snaps))]
            case _Drag.SELECT:
                return [self._selected(self._drawn(place.at_ns, snaps=snaps))]
            case _Drag.MARK:
                return [self._moved_mark(self._drawn(place.at_ns, snaps=snaps))]
            case _Drag.EDIT:
                return self._edit_deeds(place.at_ns, snaps=snaps, is_final=False)
            case _Drag.PAN:
                moved_px, self._last_x = self._last_x - place.x, place.x
                return [ScrollBy(moved_px)]
            case _Drag.OVERVIEW:
                return [CentreOn(place.at_ns)]
            case _Drag.LANE if self._from.lane_edge is not None:
                return [
                    ResizeLane(self._from.lane_edge, round(self._from.edge_height + place.y - self._from.y))
                ]
            case _:
                return []

    def release(self, place: Place, *, snaps: bool) -> list[Deed]:
        """The button came up."""
        drag, began, moved = self._drag, self._from, self._has_moved
        deeds: list[Deed] = []
        if drag is _Drag.SCRUB:
            deeds.append(Scrub(is_on=False))
        elif drag is _Drag.EDIT and moved:
            deeds += self._edit_deeds(place.at_ns, snaps=snaps, is_final=True)
        elif drag in {_Drag.SELECT, _Drag.MARK} and not moved:
            deeds.append(Seek(self._drawn(place.at_ns, snaps=snaps)))
        elif drag is _Drag.FOLD and began is not None and began.lane is not None and began.lane is place.lane:
            deeds.append(FoldLane(began.lane))
        self._drag = self._from = self._range = self.snapped = None
        return deeds

    def cancel(self) -> list[Deed]:
        """Let go of all and put an edit back to where it was."""
        drag, began, moved = self._drag, self._from, self._has_moved
        self._drag = self._from = self._range = self.snapped = None
        if drag is _Drag.SCRUB:
            return [Scrub(is_on=False)]
        if drag is _Drag.EDIT and moved and began is not None and began.block is not None:
            block = began.block
            return [EditRangeChange(block.edit.id, block.part, block.range, is_final=True)]
        return []

    def _kind(self, place: Place, *, selects: bool, pans: bool) -> _Drag:  # noqa: PLR0911 - one for each
        if place.lane_edge is not None:
            return _Drag.LANE
        if place.zone is Zone.TITLES:
            return _Drag.FOLD
        if place.zone is Zone.OVERVIEW:
            return _Drag.OVERVIEW
        if pans:
            return _Drag.PAN
        if place.mark_end is not None:
            return _Drag.MARK
        if place.edit_end is not None and place.block is not None:
            return _Drag.EDIT
        if selects or place.zone is Zone.RULER:
            return _Drag.SELECT
        if place.block is not None or place.found_id is not None:
            return _Drag.CLICK_ONLY
        return _Drag.SCRUB

    def _drawn(self, at_ns: int, *, snaps: bool, but: tuple[int, ...] = ()) -> int:
        """The time, drawn to what is near."""
        self.snapped = self.snap(at_ns, but) if snaps else None
        drawn = at_ns if self.snapped is None else self.snapped.at_ns
        return min(max(0, drawn), self.ended_ns)

    def _selected(self, at_ns: int) -> SetMarks:
        start_ns, end_ns = sorted((self._anchor_ns, at_ns))
        return SetMarks(Marks(start_ns, end_ns))

    def _moved_mark(self, at_ns: int) -> SetMarks:
        in_ns, out_ns = self.marks.in_ns, self.marks.out_ns
        if self._from is not None and self._from.mark_end is End.START:
            return SetMarks(Marks(at_ns if out_ns is None else min(at_ns, out_ns), out_ns))
        return SetMarks(Marks(in_ns, at_ns if in_ns is None else max(at_ns, in_ns)))

    def _edit_deeds(self, at_ns: int, *, snaps: bool, is_final: bool) -> list[Deed]:
        began = self._from
        if began is None or began.block is None or began.edit_end is None:
            return []
        block = began.block
        own_ends = (block.range.start_ns, block.range.end_ns)
        # The time's own distance from the end it was taken by stays.
        held_ns = own_ends[0] if began.edit_end is End.START else own_ends[1]
        wanted_ns = self._drawn(held_ns + at_ns - began.at_ns, snaps=snaps, but=own_ends)
        self._range = moved_end(block.range, began.edit_end, wanted_ns, TimeRange(0, self.ended_ns))
        return [EditRangeChange(block.edit.id, block.part, self._range, is_final=is_final)]
