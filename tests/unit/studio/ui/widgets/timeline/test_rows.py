"""Lanes lie below each other without gaps or overlaps, whatever is folded or left out."""

from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st

from studio.ui.widgets.timeline.facts import LaneKind
from studio.ui.widgets.timeline.rows import FOLDED_PX, GAP_PX, HIGHEST_PX, LOWEST_PX, Rows

_kinds = st.frozensets(st.sampled_from(list(LaneKind)))


@given(_kinds, _kinds, st.sampled_from(list(LaneKind)), st.integers(-50, 500))
def test_every_height_belongs_to_one_lane(
    folded: frozenset[LaneKind], absent: frozenset[LaneKind], kind: LaneKind, height: int
) -> None:
    rows = Rows(folded=folded).with_absent(absent).with_height(kind, height)
    placed = rows.rows
    assert {row.kind for row in placed} == set(LaneKind) - absent
    assert all(one.bottom + GAP_PX == other.top for one, other in pairwise(placed))
    assert all(row.height == FOLDED_PX for row in placed if row.is_folded)
    assert all(LOWEST_PX <= row.height <= HIGHEST_PX for row in placed if not row.is_folded)
    for y in range(0, rows.height, 7):
        found = rows.at(y)
        assert found is not None
        assert found.top <= y < found.bottom + GAP_PX


def test_a_lane_that_is_unfolded_has_its_height_back() -> None:
    rows = Rows().with_height(LaneKind.TYPED, 60)
    folded = rows.with_fold(LaneKind.TYPED, is_folded=True)
    assert folded.height < rows.height
    assert folded.with_fold(LaneKind.TYPED, is_folded=False).rows == rows.rows


def test_a_folded_lane_has_no_edge_to_drag() -> None:
    rows = Rows()
    row = rows.row(LaneKind.WINDOWS)
    assert row is not None
    assert rows.edge_at(row.bottom + 1, 3) is LaneKind.WINDOWS
    folded = rows.with_fold(LaneKind.WINDOWS, is_folded=True)
    row = folded.row(LaneKind.WINDOWS)
    assert row is not None
    assert folded.edge_at(row.bottom + 1, 3) is not LaneKind.WINDOWS


def test_lanes_fold_by_themselves_where_there_is_no_room_but_never_what_will_be_gone() -> None:
    rows = Rows()
    assert rows.with_room(rows.height).rows == rows.rows
    for room_px in range(rows.height, 100, -10):
        placed = rows.with_room(room_px).rows
        folded = {row.kind for row in placed if row.is_folded}
        assert not folded & {LaneKind.PICTURES, LaneKind.FOUND, LaneKind.REMOVED}
        assert placed[-1].bottom <= room_px or len(folded) == 5


def test_a_lane_that_the_person_unfolded_stays_open() -> None:
    tight = Rows().with_room(150).with_fold(LaneKind.PAUSES, is_folded=False)
    row = tight.row(LaneKind.PAUSES)
    assert row is not None
    assert not row.is_folded
    assert tight.wanted_height == Rows().height
