"""Boxes stay on their monitor and stay boxes, whatever a hand does with them."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from recorder.episode.screen import Rect
from studio.review.box_shaping import SMALLEST_PX, Grip, drawn, first_box, grip_at, reshaped, snapped
from studio.review.box_tool import BoxTool

MONITOR = Rect(-1280, 100, 1280, 720)
pixels = st.tuples(st.integers(MONITOR.x, MONITOR.right - 1), st.integers(MONITOR.y, MONITOR.bottom - 1))
boxes = st.tuples(pixels, pixels).map(lambda two: drawn(*two, MONITOR)).filter(
    lambda box: box.width >= SMALLEST_PX and box.height >= SMALLEST_PX
)  # fmt: skip
moves = st.integers(-3000, 3000)


def _is_inside(box: Rect) -> bool:
    return box.intersection(MONITOR) == box


@given(boxes, st.sampled_from(Grip), moves, moves)
def test_a_pulled_box_stays_on_its_monitor_and_stays_large_enough(
    box: Rect, grip: Grip, dx: int, dy: int
) -> None:
    after = reshaped(box, grip, dx, dy, within=MONITOR)
    assert _is_inside(after)
    assert min(after.width, after.height) >= SMALLEST_PX
    if grip is Grip.BODY:
        assert (after.width, after.height) == (box.width, box.height)


@given(boxes, st.sampled_from(Grip), moves, moves)
def test_a_grip_moves_its_own_edges_only(box: Rect, grip: Grip, dx: int, dy: int) -> None:
    after = reshaped(box, grip, dx, dy, within=MONITOR)
    edges = zip(
        grip.moves,
        (box.x, box.y, box.right, box.bottom),
        (after.x, after.y, after.right, after.bottom),
        strict=True,
    )
    assert all(moved or one == other for moved, one, other in edges)


@given(boxes, st.sampled_from(Grip), boxes, st.floats(0, 60))
def test_a_snap_moves_no_edge_further_than_its_reach(
    box: Rect, grip: Grip, target: Rect, reach: float
) -> None:
    after = snapped(box, grip, (target,), reach_px=reach, within=MONITOR)
    assert _is_inside(after)
    for one, other in ((box.x, after.x), (box.y, after.y), (box.right, after.right),
                       (box.bottom, after.bottom)):  # fmt: skip
        assert abs(one - other) <= reach


def test_an_edge_near_a_window_snaps_to_it() -> None:
    box, window = Rect(-1003, 200, 300, 200), Rect(-1000, 150, 800, 500)
    assert snapped(box, Grip.LEFT, (window,), reach_px=8, within=MONITOR) == Rect(-1000, 200, 297, 200)
    assert snapped(box, Grip.BODY, (window,), reach_px=8, within=MONITOR) == Rect(-1000, 200, 300, 200)
    assert snapped(box, Grip.RIGHT, (window,), reach_px=8, within=MONITOR) == box


@given(pixels, pixels)
def test_a_drawn_box_holds_both_ends(start: tuple[int, int], end: tuple[int, int]) -> None:
    box = drawn(start, end, MONITOR)
    assert box.contains(*start)
    assert box.contains(*end)
    assert _is_inside(box)


def test_corners_are_held_before_edges_and_edges_before_the_body() -> None:
    rect = (100.0, 100.0, 60.0, 40.0)
    assert grip_at(rect, 98, 103, reach=9) is Grip.TOP_LEFT
    assert grip_at(rect, 130, 141, reach=9) is Grip.BOTTOM
    assert grip_at(rect, 130, 120, reach=9) is Grip.BODY
    assert grip_at(rect, 200, 120, reach=9) is None


def test_a_box_to_begin_with_is_in_the_middle() -> None:
    assert first_box(MONITOR) == Rect(-1280 + 426, 100 + 240, 426, 240)


@given(pixels, st.lists(pixels, min_size=1, max_size=5))
def test_drawing_gives_the_box_between_press_and_release(
    start: tuple[int, int], path: list[tuple[int, int]]
) -> None:
    tool = BoxTool()
    tool.begin_drawing(MONITOR)
    tool.press(start)
    for pixel in path:
        tool.drag(pixel)
    box = tool.release()
    expected = drawn(start, path[-1], MONITOR)
    is_meant = min(expected.width, expected.height) >= SMALLEST_PX
    assert box == (expected if is_meant else None)


def test_pulling_begins_from_where_the_box_was_however_often_the_hand_turns() -> None:
    tool = BoxTool()
    box = Rect(-1000, 200, 100, 100)
    tool.hold(box, Grip.BODY, (-950, 250), MONITOR)
    assert tool.drag((-2000, 250))
    assert tool.drag((-940, 260))
    assert tool.release() == box.moved(10, 10)


@pytest.mark.parametrize(
    ("is_resizing", "expected"), [(False, Rect(-990, 200, 100, 90)), (True, Rect(-1000, 200, 110, 90))]
)
def test_keys_move_or_resize(*, is_resizing: bool, expected: Rect) -> None:
    tool = BoxTool()
    tool.monitor = MONITOR
    assert tool.nudge(10, 0, is_resizing=is_resizing, of=Rect(-1000, 200, 100, 90)) == expected


def test_the_first_key_shows_a_box_and_the_next_ones_move_it() -> None:
    tool = BoxTool()
    tool.begin_drawing(MONITOR)
    first = tool.nudge(1, 0)
    assert first == first_box(MONITOR)
    assert tool.nudge(1, 0) == first.moved(1, 0)
