"""Pressing and dragging mean what a person expects of them."""

from dataclasses import replace

import pytest

from recorder.episode.edits import Cut
from recorder.episode.time import NS_PER_MS, TimeRange
from studio.ui.models.edit_blocks import EditBlock, End
from studio.ui.widgets.timeline.facts import EditRangeChange, LaneKind, Marks
from studio.ui.widgets.timeline.pointing import (
    CentreOn,
    Deed,
    FoldLane,
    Place,
    Pointing,
    ResizeLane,
    ScrollBy,
    ScrollLanes,
    Scrub,
    Seek,
    SelectEdit,
    SelectFound,
    SetMarks,
    Zone,
    Zoom,
    wheel_deeds,
)
from studio.ui.widgets.timeline.snapping import Snap, SnapKind

MS = NS_PER_MS
BLOCK = EditBlock(Cut(7, TimeRange(100 * MS, 200 * MS)), 0, TimeRange(100 * MS, 200 * MS))


class Hand:
    """Moves over a timeline on which a pixel is a millisecond."""

    def __init__(self, snaps_to: int | None = None) -> None:
        self.snaps_to = snaps_to
        self.pointing = Pointing(1000 * MS, self._snap)
        self.deeds: list[Deed] = []

    def _snap(self, at_ns: int, but: tuple[int, ...]) -> Snap | None:
        if self.snaps_to is None or self.snaps_to in but or abs(at_ns - self.snaps_to) > 6 * MS:
            return None
        return Snap(self.snaps_to, SnapKind.WINDOW)

    def press(self, place: Place, *, selects: bool = False, pans: bool = False, snaps: bool = True) -> None:
        self.deeds += self.pointing.press(place, selects=selects, pans=pans, snaps=snaps)

    def move(self, place: Place, *, snaps: bool = True) -> None:
        self.deeds += self.pointing.move(place, snaps=snaps)

    def release(self, place: Place, *, snaps: bool = True) -> None:
        self.deeds += self.pointing.release(place, snaps=snaps)


def at(x: float, zone: Zone = Zone.LANES, y: float = 80) -> Place:
    return Place(zone, x, y, round(x * MS))


def test_a_click_seeks() -> None:
    hand = Hand()
    hand.press(at(50))
    hand.release(at(51))
    assert hand.deeds == [Scrub(is_on=True), Seek(50 * MS), Scrub(is_on=False)]


def test_dragging_over_the_lanes_scrubs() -> None:
    hand = Hand()
    hand.press(at(50))
    hand.move(at(90))
    hand.move(at(2000))
    hand.release(at(2000))
    assert hand.deeds[2:] == [Seek(90 * MS), Seek(1000 * MS), Scrub(is_on=False)]


def test_dragging_along_the_ruler_marks_in_both_directions() -> None:
    hand = Hand()
    hand.press(at(300, Zone.RULER))
    hand.move(at(400, Zone.RULER))
    hand.move(at(100, Zone.RULER))
    hand.release(at(100, Zone.RULER))
    assert hand.deeds == [SetMarks(Marks(300 * MS, 400 * MS)), SetMarks(Marks(100 * MS, 300 * MS))]


def test_holding_the_key_that_selects_marks_on_the_lanes() -> None:
    hand = Hand()
    hand.press(at(300), selects=True)
    hand.move(at(320))
    hand.release(at(320))
    assert hand.deeds == [SetMarks(Marks(300 * MS, 320 * MS))]


def test_a_click_on_the_ruler_seeks_and_keeps_the_marks() -> None:
    hand = Hand()
    hand.press(at(300, Zone.RULER))
    hand.move(at(302, Zone.RULER))
    hand.release(at(302, Zone.RULER))
    assert hand.deeds == [Seek(302 * MS)]


def test_times_are_drawn_to_what_is_near_unless_that_is_held_off() -> None:
    hand = Hand(snaps_to=104 * MS)
    hand.press(at(100, Zone.RULER))
    hand.move(at(200, Zone.RULER))
    assert hand.deeds == [SetMarks(Marks(104 * MS, 200 * MS))]
    hand.move(at(107, Zone.RULER), snaps=False)
    assert hand.deeds[-1] == SetMarks(Marks(104 * MS, 107 * MS))
    assert hand.pointing.snapped is None
    hand.move(at(106, Zone.RULER))
    assert hand.pointing.snapped == Snap(104 * MS, SnapKind.WINDOW)
    hand.release(at(106, Zone.RULER))
    assert hand.pointing.snapped is None


def test_an_edit_is_selected_by_a_click() -> None:
    hand = Hand()
    hand.press(replace(at(150), block=BLOCK, lane=LaneKind.REMOVED))
    hand.release(at(150))
    assert hand.deeds == [SelectEdit(7)]


def test_an_edits_end_follows_the_hand_and_is_final_when_let_go_of() -> None:
    hand = Hand()
    hand.press(replace(at(202), block=BLOCK, edit_end=End.END))
    hand.move(at(252))
    assert hand.pointing.edited == TimeRange(100 * MS, 250 * MS)
    hand.release(at(302))
    assert hand.deeds == [
        SelectEdit(7),
        EditRangeChange(7, 0, TimeRange(100 * MS, 250 * MS), is_final=False),
        EditRangeChange(7, 0, TimeRange(100 * MS, 300 * MS), is_final=True),
    ]
    assert hand.pointing.edited is None


def test_an_edits_end_is_not_drawn_to_where_it_was() -> None:
    hand = Hand(snaps_to=200 * MS)
    hand.press(replace(at(200), block=BLOCK, edit_end=End.END))
    hand.move(at(205))
    assert hand.deeds[-1] == EditRangeChange(7, 0, TimeRange(100 * MS, 205 * MS), is_final=False)


def test_a_touch_of_an_edits_end_changes_nothing() -> None:
    hand = Hand()
    hand.press(replace(at(200), block=BLOCK, edit_end=End.END))
    hand.move(at(202))
    hand.release(at(202))
    assert hand.deeds == [SelectEdit(7)]


def test_letting_go_by_escape_puts_the_edit_back() -> None:
    hand = Hand()
    hand.press(replace(at(100), block=BLOCK, edit_end=End.START))
    hand.move(at(20))
    hand.deeds += hand.pointing.cancel()
    assert hand.deeds[-1] == EditRangeChange(7, 0, BLOCK.range, is_final=True)
    assert not hand.pointing.is_dragging


def test_a_mark_is_dragged_but_not_past_the_other() -> None:
    hand = Hand()
    hand.pointing.marks = Marks(100 * MS, 200 * MS)
    hand.press(replace(at(100, Zone.RULER), mark_end=End.START))
    hand.move(at(150, Zone.RULER))
    hand.move(at(500, Zone.RULER))
    assert hand.deeds == [SetMarks(Marks(150 * MS, 200 * MS)), SetMarks(Marks(200 * MS, 200 * MS))]


def test_the_middle_button_pans() -> None:
    hand = Hand()
    hand.press(at(100), pans=True)
    hand.move(at(90))
    hand.move(at(120))
    hand.release(at(120))
    assert hand.deeds == [ScrollBy(10), ScrollBy(-30)]


def test_the_overview_brings_a_time_to_the_middle() -> None:
    hand = Hand()
    hand.press(at(10, Zone.OVERVIEW))
    hand.move(at(30, Zone.OVERVIEW))
    hand.release(at(30, Zone.OVERVIEW))
    assert hand.deeds == [CentreOn(10 * MS), CentreOn(30 * MS)]


def test_a_name_folds_its_lane_if_let_go_of_there() -> None:
    name = replace(at(-50, Zone.TITLES), lane=LaneKind.TYPED)
    hand = Hand()
    hand.press(name)
    hand.release(name)
    assert hand.deeds == [FoldLane(LaneKind.TYPED)]
    hand.press(name)
    hand.release(replace(name, lane=LaneKind.PAUSES))
    assert hand.deeds == [FoldLane(LaneKind.TYPED)]


def test_a_lanes_lower_edge_resizes_it() -> None:
    hand = Hand()
    hand.press(replace(at(-50, Zone.TITLES, y=100), lane_edge=LaneKind.TYPED, edge_height=28))
    hand.move(at(-50, Zone.TITLES, y=110))
    hand.move(at(-50, Zone.TITLES, y=90))
    hand.release(at(-50, Zone.TITLES, y=90))
    assert hand.deeds == [
        ResizeLane(LaneKind.TYPED, 38),
        ResizeLane(LaneKind.TYPED, 18),
    ]


def test_what_was_found_is_selected_and_gone_to() -> None:
    hand = Hand()
    hand.press(replace(at(40), found_id=3))
    assert hand.deeds == [SelectFound(3), Seek(40 * MS)]


@pytest.mark.parametrize("zone", list(Zone))
def test_moving_without_a_press_does_nothing(zone: Zone) -> None:
    hand = Hand()
    hand.move(at(40, zone))
    hand.release(at(40, zone))
    assert not hand.deeds


def test_the_wheel_zooms_about_the_pointer_and_scrolls_where_that_is_wanted() -> None:
    def turn(place: Place, *, sideways: int = 0, turned: int = 0, scrolls: bool = False) -> list[Deed]:
        return wheel_deeds(place, sideways=sideways, turned=turned, scrolls=scrolls, about_x=place.x)

    (closer,) = turn(at(30), turned=120)
    (further,) = turn(at(30), turned=-120)
    assert isinstance(closer, Zoom)
    assert isinstance(further, Zoom)
    assert closer.about_x == 30
    assert closer.factor > 1
    assert closer.factor * further.factor == pytest.approx(1)
    assert turn(at(30), turned=-100, scrolls=True) == [ScrollBy(80)]
    assert turn(at(30), sideways=-100, turned=10) == [ScrollBy(80)]
    assert turn(at(-30, Zone.TITLES), turned=-120) == [ScrollLanes(30)]
