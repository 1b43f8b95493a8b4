"""Where a picture lies, for any monitor, widget, zoom and scale of the screen."""

import math

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from recorder.episode.screen import Monitor, Rect
from recorder.episode.time import TimeRange
from studio.content.session_content import MonitorStretch
from studio.review.placement import Look, encoded_size, panned, picture_place, place, zoomed

monitors = st.builds(
    Rect, st.integers(-4000, 4000), st.integers(-4000, 4000), st.integers(1, 4000), st.integers(1, 4000)
)
sides = st.integers(20, 3000)
ratios = st.sampled_from([1.0, 1.25, 1.5, 2.0])
looks = st.one_of(
    st.just(Look()),
    st.builds(Look, st.floats(0.1, 16), st.tuples(st.floats(-4000, 4000), st.floats(-4000, 4000))),
)


@given(monitors, sides, sides, ratios, looks, st.data())
def test_every_pixel_is_found_again_where_it_was_put(
    monitor: Rect, width: int, height: int, ratio: float, look: Look, data: st.DataObject
) -> None:
    where = place(monitor, width, height, ratio=ratio, look=look)
    x = data.draw(st.integers(monitor.x, monitor.right - 1))
    y = data.draw(st.integers(monitor.y, monitor.bottom - 1))
    middle = where.to_widget(x + 0.5, y + 0.5)
    assert where.pixel_at(*middle) == (x, y)
    assert where.nearest_pixel(*middle) == (x, y)


@given(monitors, sides, sides, ratios)
def test_what_fits_lies_inside_and_in_the_middle(
    monitor: Rect, width: int, height: int, ratio: float
) -> None:
    where = place(monitor, width, height, ratio=ratio)
    across, down = where.size
    assert across <= width + 1e-6
    assert down <= height + 1e-6
    assert abs(where.left + across / 2 - width / 2) <= 1
    assert abs(where.top + down / 2 - height / 2) <= 1
    if where.device_scale >= 1:
        assert where.device_scale == pytest.approx(round(where.device_scale))
    assert where.left * ratio == pytest.approx(round(where.left * ratio))


@given(monitors, sides, sides, ratios, looks)
def test_what_is_larger_than_the_widget_leaves_no_gap(
    monitor: Rect, width: int, height: int, ratio: float, look: Look
) -> None:
    where = place(monitor, width, height, ratio=ratio, look=look)
    for edge, length, space in ((where.left, where.size[0], width), (where.top, where.size[1], height)):
        if length > space + 1:
            assert edge <= 1
            assert edge + length >= space - 1


@given(monitors, sides, sides, ratios, st.floats(0, 1), st.floats(0, 1))
def test_zooming_keeps_what_is_under_the_pointer(
    monitor: Rect, width: int, height: int, ratio: float, across: float, down: float
) -> None:
    assume(monitor.width > 200)
    assume(monitor.height > 200)
    fit = place(monitor, width, height, ratio=ratio)
    # From a zoom at which the picture overflows on both axes, so that no edge holds it.
    scale = max(width / monitor.width, height / monitor.height) * ratio * 4
    assume(scale < 6)
    centre = (monitor.x + monitor.width / 2, monitor.y + monitor.height / 2)
    before = place(monitor, width, height, ratio=ratio, look=Look(scale, centre))
    at = (width * across, height * down)
    after = place(monitor, width, height, ratio=ratio, look=zoomed(before, at, 1.25, fit=fit))
    there, now = before.to_desktop(*at), after.to_desktop(*at)
    assert math.dist(there, now) * after.device_scale <= 2


def test_zooming_out_ends_where_all_of_it_is_seen() -> None:
    monitor = Rect(0, 0, 1000, 1000)
    fit = place(monitor, 500, 500)
    look = Look(0.6, (500, 500))
    assert zoomed(place(monitor, 500, 500, look=look), (10, 10), 0.5, fit=fit) == Look()


def test_a_pan_moves_the_picture_with_the_hand() -> None:
    monitor = Rect(-500, 100, 1000, 1000)
    look = Look(2.0, (0, 600))
    before = place(monitor, 300, 300, look=look)
    after = place(monitor, 300, 300, look=panned(look, before, 20, -10))
    assert (after.left - before.left, after.top - before.top) == (20, -10)
    assert panned(Look(), before, 20, -10) == Look()


def test_a_place_beside_the_picture_is_no_pixel() -> None:
    where = place(Rect(0, 0, 100, 50), 200, 200)
    assert where.pixel_at(0, 0) is None
    assert where.nearest_pixel(0, 0) == (0, 0)
    assert where.nearest_pixel(199, 199) == (99, 49)


def test_pictures_are_decoded_in_the_size_in_which_they_are_shown() -> None:
    assert encoded_size(Rect(0, 0, 1920, 1080), 0.5) == (960, 540)
    assert encoded_size(Rect(0, 0, 101, 51), 0.5) == (51, 26)
    assert encoded_size(Rect(0, 0, 1920, 1080), 1.0) is None


def test_a_picture_lies_where_a_monitor_of_its_size_was_nearest_in_time() -> None:
    small, large = Rect(-640, 0, 640, 480), Rect(-801, 0, 801, 600)
    stretches = (
        MonitorStretch(TimeRange(0, 100), (Monitor(1, "a", small, 1.0, is_primary=True),)),
        MonitorStretch(TimeRange(100, 200), (Monitor(1, "a", large, 1.0, is_primary=True),)),
    )
    assert picture_place(stretches, 1, 50, (640, 480)) == small
    # Taken a moment before the change was told.
    assert picture_place(stretches, 1, 99, (802, 600)) == large
    assert picture_place(stretches, 1, 150, (10, 10)) == Rect(0, 0, 10, 10)
