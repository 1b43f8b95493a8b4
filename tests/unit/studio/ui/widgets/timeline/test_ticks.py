"""The ruler's times are round, apart, and as exact as need be."""

from hypothesis import given
from hypothesis import strategies as st

from recorder.episode.time import NS_PER_MS, NS_PER_SECOND
from studio.ui.widgets.timeline.scale import TimeScale
from studio.ui.widgets.timeline.ticks import tick_label, ticks


@given(st.integers(NS_PER_SECOND, 10**14), st.floats(0, 1e14), st.floats(1e5, 1e10))
def test_times_never_crowd(ended_ns: int, start_ns: float, ns_per_px: float) -> None:
    scale = TimeScale(ended_ns, 1200, start_ns, ns_per_px)
    made = ticks(scale, 90)
    assert made.step_ns / scale.ns_per_px >= 90 or made.step_ns == 600 * 60 * NS_PER_SECOND
    assert all(at_ns % made.step_ns == 0 for at_ns in made.labelled)
    assert not set(made.labelled) & set(made.between)
    assert len(made.labelled) + len(made.between) < 1200 / 5


def test_a_minute_on_six_hundred_pixels_is_marked_every_ten_seconds() -> None:
    made = ticks(TimeScale(60 * NS_PER_SECOND, 600), 80)
    assert made.step_ns == 10 * NS_PER_SECOND
    assert made.labelled == tuple(at_s * NS_PER_SECOND for at_s in range(0, 61, 10))
    assert made.between[:4] == tuple(at_s * NS_PER_SECOND for at_s in (2, 4, 6, 8))


def test_milliseconds_are_written_only_where_they_tell_times_apart() -> None:
    assert tick_label(90 * NS_PER_SECOND, 10 * NS_PER_SECOND) == "01:30"
    assert tick_label(90 * NS_PER_SECOND + 250 * NS_PER_MS, 50 * NS_PER_MS) == "01:30.250"
