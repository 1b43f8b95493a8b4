"""What counts as watched before something is shared, and what does not."""

from hypothesis import given
from hypothesis import strategies as st

from recorder.episode.time import NS_PER_SECOND, TimeRange
from studio.review.watching import LONGEST_MOVE_NS, Watching

END = 60 * NS_PER_SECOND
S = NS_PER_SECOND
_ranges = st.lists(
    st.tuples(st.integers(0, END), st.integers(0, END)).map(lambda two: TimeRange(min(two), max(two))),
    max_size=8,
)


def test_what_played_counts_and_a_leap_does_not() -> None:
    watching = Watching.of(END, (0,)).passed(0, TimeRange(0, 15 * S)).moved(0, 15 * S, 45 * S)
    assert watching.gaps(0) == (TimeRange(15 * S, END),)
    assert watching.share == 0.25


def test_small_moves_count_forwards_and_backwards() -> None:
    watching = Watching.of(END, (0,))
    for second in range(60, 0, -1):
        watching = watching.moved(0, second * S, (second - 1) * S)
    assert watching.is_whole
    assert watching.share == 1.0


def test_another_monitor_is_not_seen_with_the_first() -> None:
    watching = Watching.of(END, (0, 1)).passed(0, TimeRange(0, END))
    assert not watching.is_whole
    assert watching.share == 0.5
    assert watching.next_gap(END, 0) == (1, TimeRange(0, END))


def test_the_next_thing_to_watch_is_what_comes_next_and_then_what_is_left() -> None:
    watching = Watching.of(END, (0,)).passed(0, TimeRange(10 * S, 20 * S)).passed(0, TimeRange(30 * S, END))
    assert watching.next_gap(12 * S, 0) == (0, TimeRange(20 * S, 30 * S))
    assert watching.next_gap(40 * S, 0) == (0, TimeRange(0, 10 * S))


def test_almost_all_is_never_called_all() -> None:
    watching = Watching.of(END, (0,)).passed(0, TimeRange(0, END - S // 10))
    assert not watching.is_whole
    assert watching.share < 1


@given(_ranges)
def test_the_share_and_the_gaps_agree_whatever_was_seen(ranges: list[TimeRange]) -> None:
    watching = Watching.of(END, (0,))
    for each in ranges:
        before = watching.share
        watching = watching.passed(0, each)
        assert watching.share >= before
    assert watching.is_whole == (not watching.gaps(0)) == (watching.share == 1)
    assert (watching.next_gap(0, 0) is None) == watching.is_whole
    for gap in watching.gaps(0):
        assert not any(gap.overlaps(each) for each in ranges if each.duration_ns)


@given(st.integers(0, END), st.integers(0, END))
def test_a_move_counts_only_where_it_is_small(from_ns: int, to_ns: int) -> None:
    watching = Watching.of(END, (0,)).moved(0, from_ns, to_ns)
    assert bool(watching.seen[0]) == (0 < abs(to_ns - from_ns) <= LONGEST_MOVE_NS)
