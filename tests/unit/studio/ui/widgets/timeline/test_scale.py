"""Times and places go together, and never leave the session."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from recorder.episode.time import NS_PER_SECOND, TimeRange
from studio.ui.widgets.timeline.scale import CLOSEST_NS_PER_PX, TimeScale

_lengths = st.integers(0, 5 * 3600 * NS_PER_SECOND)
_widths = st.integers(1, 4000)
_zooms = st.floats(1.0, 1e9)


@st.composite
def _scales(draw: st.DrawFn) -> TimeScale:
    ended_ns = draw(_lengths)
    return TimeScale(ended_ns, draw(_widths), draw(st.floats(-1e12, 2e13)), draw(_zooms))


@given(_scales())
def test_what_is_visible_lies_in_the_session(scale: TimeScale) -> None:
    assert scale.start_ns >= 0
    assert scale.ns_per_px >= CLOSEST_NS_PER_PX
    assert scale.end_ns <= scale.ended_ns * (1 + 1e-9) + scale.width_px * CLOSEST_NS_PER_PX
    assert 0 <= scale.at(-100) <= scale.at(scale.width_px + 100) <= scale.ended_ns


@given(_scales(), st.floats(0, 1))
def test_a_place_is_where_its_time_is(scale: TimeScale, share: float) -> None:
    at_ns = scale.at(share * scale.width_px)
    back = scale.at(scale.x_of(at_ns))
    assert abs(back - at_ns) <= 1 + at_ns * 1e-9


@given(_scales(), st.floats(0.2, 5), st.floats(0, 1))
def test_zooming_keeps_what_is_under_the_pointer(scale: TimeScale, factor: float, share: float) -> None:
    x = share * scale.width_px
    before_ns = scale.start_ns + x * scale.ns_per_px
    zoomed = scale.zoomed(factor, x)
    after_ns = zoomed.start_ns + x * zoomed.ns_per_px
    is_at_an_end = zoomed.start_ns == 0 or zoomed.end_ns >= scale.ended_ns * (1 - 1e-9)
    assert is_at_an_end or after_ns == pytest.approx(before_ns, rel=1e-6, abs=zoomed.ns_per_px)


@given(_scales(), st.floats(-5000, 5000))
def test_scrolling_there_and_back_is_nothing_unless_an_end_stops_it(scale: TimeScale, px: float) -> None:
    there = scale.scrolled(px)
    back = there.scrolled(-px)
    was_stopped = there.start_ns == 0 or there.end_ns >= scale.ended_ns * (1 - 1e-9)
    assert was_stopped or back.start_ns == pytest.approx(scale.start_ns, rel=1e-6, abs=scale.ns_per_px)
    assert back.ns_per_px == scale.ns_per_px


def test_all_of_a_session_fits() -> None:
    scale = TimeScale(60 * NS_PER_SECOND, 600, 10 * NS_PER_SECOND, 1e6).fitted()
    assert (scale.start_ns, scale.end_ns) == (0, 60 * NS_PER_SECOND)
    assert scale.is_whole


def test_a_range_is_shown_with_a_little_around_it() -> None:
    shown = TimeScale(60 * NS_PER_SECOND, 600).showing(TimeRange(10 * NS_PER_SECOND, 20 * NS_PER_SECOND))
    assert 9 * NS_PER_SECOND < shown.start_ns < 10 * NS_PER_SECOND
    assert 20 * NS_PER_SECOND < shown.end_ns < 21 * NS_PER_SECOND


def test_a_widened_widget_shows_all_where_it_did_before() -> None:
    whole = TimeScale(60 * NS_PER_SECOND, 600)
    assert whole.resized(900).is_whole
    assert whole.zoomed(4, 0).resized(900).ns_per_px == whole.zoomed(4, 0).ns_per_px


def test_a_time_out_of_sight_is_scrolled_to_and_a_visible_one_is_not() -> None:
    scale = TimeScale(60 * NS_PER_SECOND, 600).showing(TimeRange(0, 10 * NS_PER_SECOND))
    assert scale.with_visible(5 * NS_PER_SECOND) == scale
    moved = scale.with_visible(40 * NS_PER_SECOND)
    assert moved.start_ns < 40 * NS_PER_SECOND < moved.end_ns
