"""Where the parts of the widget are, and what is at a point of it."""

from dataclasses import dataclass, replace
from typing import Final, assert_never

from studio.ui.models.edit_blocks import End, block_at, end_at
from studio.ui.widgets.timeline.facts import LaneKind, Marks
from studio.ui.widgets.timeline.lane_set import LaneSet
from studio.ui.widgets.timeline.overview import OVERVIEW_PX
from studio.ui.widgets.timeline.pointing import (
    CentreOn,
    FoldLane,
    Place,
    ResizeLane,
    ScrollBy,
    ScrollLanes,
    View,
    Zone,
    Zoom,
)
from studio.ui.widgets.timeline.rows import Rows
from studio.ui.widgets.timeline.ruler import RULER_PX
from studio.ui.widgets.timeline.scale import TimeScale

TITLES_PX: Final = 112
MARGIN_PX: Final = 8
GAP_PX: Final = 4
RULER_TOP_PX: Final = OVERVIEW_PX + GAP_PX
LANES_TOP_PX: Final = RULER_TOP_PX + RULER_PX + 2
GRIP_PX: Final = 5
EDGE_PX: Final = 3


@dataclass(frozen=True, slots=True)
class Frame:
    """The widget's geometry at one moment.

    Attributes:
        width: Of the widget, in pixels.
        height: Likewise.
        scale: Which times the lanes show.
        rows: How the lanes lie.
        lanes_above_px: How much of the lanes is scrolled out at the top.
    """

    width: int
    height: int
    scale: TimeScale
    rows: Rows
    lanes_above_px: int = 0

    @property
    def times_px(self) -> int:
        """How wide the part with times is."""
        return max(1, self.width - TITLES_PX - MARGIN_PX)

    @property
    def whole(self) -> TimeScale:
        """The overview's scale."""
        return self.scale.fitted()

    @property
    def most_above_px(self) -> int:
        """How far the lanes can be scrolled down."""
        return max(0, self.rows.height - max(0, self.height - LANES_TOP_PX))

    def after(self, view: View) -> "Frame":
        """The geometry once the person has changed what is visible."""
        match view:
            case ScrollBy():
                return replace(self, scale=self.scale.scrolled(view.px))
            case Zoom():
                return replace(self, scale=self.scale.zoomed(view.factor, view.about_x))
            case CentreOn():
                visible_ns = self.scale.width_px * self.scale.ns_per_px
                return replace(self, scale=self.scale.starting_at(view.at_ns - visible_ns / 2))
            case ScrollLanes():
                return replace(self, lanes_above_px=round(self.lanes_above_px + view.px)).settled()
            case ResizeLane():
                return replace(self, rows=self.rows.with_height(view.lane, view.height)).settled()
            case FoldLane():
                row = self.rows.row(view.lane)
                is_open = row is not None and not row.is_folded
                return replace(self, rows=self.rows.with_fold(view.lane, is_folded=is_open)).settled()
            case _:
                assert_never(view)

    def settled(self) -> "Frame":
        """With the lanes scrolled no further than there are any."""
        return replace(self, lanes_above_px=min(max(0, self.lanes_above_px), self.most_above_px))

    def place(self, x: float, y: float, lanes: LaneSet, marks: Marks) -> Place:
        """What is at a point of the widget."""
        along = x - TITLES_PX
        below = y - LANES_TOP_PX + self.lanes_above_px
        at_ns = self.scale.at(along)
        if y >= LANES_TOP_PX and x < TITLES_PX:
            row, edge = self.rows.at(below), self.rows.edge_at(below, EDGE_PX)
            resized = None if edge is None else self.rows.row(edge)
            return Place(
                Zone.TITLES,
                along,
                y,
                at_ns,
                lane=row.kind if row else None,
                lane_edge=edge,
                edge_height=resized.height if resized else 0,
            )
        if x < TITLES_PX:
            return Place(Zone.TITLES, along, y, at_ns)
        if y < RULER_TOP_PX:
            return Place(Zone.OVERVIEW, along, y, self.whole.at(along))
        if y < LANES_TOP_PX:
            return Place(Zone.RULER, along, y, at_ns, mark_end=self._mark_at(along, marks))
        return self._lane_place(along, y, below, lanes)

    def _lane_place(self, along: float, y: float, below: float, lanes: LaneSet) -> Place:
        at_ns = self.scale.at(along)
        row = self.rows.at(below)
        if row is None:
            return Place(Zone.LANES, along, y, at_ns)
        if row.kind is LaneKind.FOUND:
            mark = lanes.found.at(at_ns, self.scale.lasting(GRIP_PX))
            return Place(Zone.LANES, along, y, at_ns, row.kind, found_id=None if mark is None else mark.id)
        if row.kind is not LaneKind.REMOVED:
            return Place(Zone.LANES, along, y, at_ns, row.kind)
        removed = lanes.removed
        held = end_at(removed.blocks, at_ns, self.scale.lasting(GRIP_PX), removed.selected)
        if held is not None:
            return Place(Zone.LANES, along, y, at_ns, row.kind, block=held[0], edit_end=held[1])
        level = removed.level_at(below - row.top, row.height)
        return Place(Zone.LANES, along, y, at_ns, row.kind, block=block_at(removed.blocks, at_ns, level))

    def _mark_at(self, along: float, marks: Marks) -> End | None:
        near = [
            (abs(self.scale.x_of(at_ns) - along), end)
            for end, at_ns in ((End.START, marks.in_ns), (End.END, marks.out_ns))
            if at_ns is not None
        ]
        distance, end = min(near, default=(float("inf"), End.START), key=lambda each: each[0])
        return end if distance <= GRIP_PX + 3 else None
