"""Closing cuts and opening them again lose no instant and invent none."""

from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st

from recorder.episode.time import TimeRange
from recorder.episode.timeline import Timeline

LENGTH = 1000
ranges = st.builds(
    lambda start, length: TimeRange(start, start + length),
    st.integers(-50, LENGTH + 50),
    st.integers(0, 300),
)
timelines = st.builds(Timeline, st.just(LENGTH), st.lists(ranges, max_size=6))


@given(timelines)
def test_kept_and_cut_are_the_whole_session(timeline: Timeline) -> None:
    held = sorted([*timeline.cuts, *timeline.kept])
    assert sum(each.duration_ns for each in held) == LENGTH
    assert held[0].start_ns == 0
    assert held[-1].end_ns == LENGTH
    assert all(one.end_ns == other.start_ns for one, other in pairwise(held))


@given(timelines, st.integers(0, LENGTH - 1))
def test_a_kept_instant_goes_there_and_comes_back(timeline: Timeline, at_ns: int) -> None:
    if not timeline.is_cut(at_ns):
        assert timeline.to_session(timeline.to_kept(at_ns)) == at_ns


@given(timelines, st.integers(0, LENGTH), st.integers(0, LENGTH))
def test_time_never_runs_back(timeline: Timeline, one: int, other: int) -> None:
    assert (timeline.to_kept(one) <= timeline.to_kept(other)) or one > other
    assert timeline.to_kept(one) <= timeline.duration_ns


@given(timelines, st.integers(0, LENGTH - 1))
def test_what_is_cut_lands_on_the_seam(timeline: Timeline, at_ns: int) -> None:
    behind = timeline.next_kept(at_ns)
    assert timeline.to_kept(at_ns) == timeline.to_kept(behind)
    assert not timeline.is_cut(behind)


def test_cuts_that_touch_are_one() -> None:
    timeline = Timeline(100, [TimeRange(10, 20), TimeRange(20, 30), TimeRange(25, 40), TimeRange(90, 200)])
    assert timeline.cuts == (TimeRange(10, 40), TimeRange(90, 100))
    assert timeline.kept == (TimeRange(0, 10), TimeRange(40, 90))
    assert timeline.duration_ns == 60


def test_everything_can_be_cut() -> None:
    timeline = Timeline(100, [TimeRange(0, 100)])
    assert (timeline.kept, timeline.duration_ns, timeline.to_kept(50)) == ((), 0, 0)
