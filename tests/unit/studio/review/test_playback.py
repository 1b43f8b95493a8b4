"""The clock of playing: J, K and L, what is left out, where it ends."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from recorder.episode.time import NS_PER_SECOND, TimeRange
from studio.review.playback import SPEEDS, Playback, playback

END = 60 * NS_PER_SECOND
TICK = NS_PER_SECOND // 60

_ranges = st.lists(
    st.tuples(st.integers(0, END), st.integers(0, END)).map(lambda two: TimeRange(min(two), max(two))),
    max_size=6,
)


def _run(state: Playback, tick: int = TICK, most: int = 20_000) -> list[int]:
    """All positions until it stands still."""
    positions = [state.position_ns]
    for _ in range(most):
        state = state.advanced(tick)
        positions.append(state.position_ns)
        if not state.is_playing:
            return positions
    pytest.fail("it never ended")


@given(
    idle=_ranges,
    cuts=_ranges,
    start=st.integers(0, END),
    speed=st.sampled_from(SPEEDS),
    skips=st.booleans(),
    previews=st.booleans(),
)
def test_playing_forwards_ends_and_never_shows_what_is_left_out(
    *, idle: list[TimeRange], cuts: list[TimeRange], start: int, speed: float, skips: bool, previews: bool
) -> None:
    state = playback(END, idle).with_cuts(cuts).skipping_idle(skips=skips).previewed(is_preview=previews)
    state = state.at_speed(speed).sought(start).played()
    positions = _run(state, TICK * 8)
    assert positions == sorted(positions)
    left_out = [*(idle if skips else []), *(cuts if previews else [])]
    for position in positions[1:] if state.path.kept else ():
        assert not any(position in each for each in left_out)


@given(_ranges, st.integers(0, END))
def test_playing_backwards_ends_at_the_start_and_never_shows_cuts(cuts: list[TimeRange], start: int) -> None:
    state = playback(END).with_cuts(cuts).previewed(is_preview=True).sought(start).slower()
    positions = _run(state, TICK * 8)
    assert positions == sorted(positions, reverse=True)
    for position in positions[1:]:
        assert not any(position in each for each in state.left.cuts) or not state.left.kept


@given(_ranges, st.integers(-END, 2 * END))
def test_a_preview_never_stands_in_a_cut_while_anything_is_left(cuts: list[TimeRange], at: int) -> None:
    state = playback(END).with_cuts(cuts).previewed(is_preview=True).sought(at)
    assert 0 <= state.position_ns <= END
    assert not state.left.kept or not state.left.is_cut(state.position_ns)


@given(st.sampled_from(SPEEDS), st.integers(1, NS_PER_SECOND))
def test_a_speed_is_that_many_times_the_time_that_passes(speed: float, elapsed: int) -> None:
    state = playback(END).at_speed(speed).played().advanced(elapsed)
    assert state.position_ns == round(speed * elapsed)


def test_l_plays_and_then_faster_up_to_the_fastest() -> None:
    state, rates = playback(END), []
    for _ in range(7):
        state = state.faster()
        rates.append(state.rate)
    assert rates == [1, 2, 4, 8, 16, 16, 16]


def test_j_plays_backwards_and_slows_what_plays_forwards() -> None:
    state = playback(END).sought(END // 2)
    assert state.slower().rate == -1
    assert state.slower().slower().rate == -2
    assert state.slower().slower().faster().rate == -1
    assert state.played().slower().rate == 0.5
    assert state.played().slower().slower().rate == -1
    assert state.slower().faster().rate == 0.5


def test_k_ends_the_shuttle_and_the_chosen_speed_comes_back() -> None:
    state = playback(END).at_speed(2.0).played().faster().faster()
    assert state.rate == 8
    assert state.paused().toggled().rate == 2
    assert state.toggled().rate == 0


def test_it_stops_at_the_end_and_begins_again_from_the_start() -> None:
    state = playback(END).sought(END - 5).played().advanced(TICK)
    assert (state.position_ns, state.is_playing) == (END, False)
    assert state.played().position_ns == 0


def test_a_preview_ends_before_a_cut_that_reaches_the_end() -> None:
    cut = TimeRange(END // 2, END)
    state = playback(END).with_cuts([cut]).previewed(is_preview=True)
    assert state.sought(END).position_ns == cut.start_ns - 1
    ended = state.sought(cut.start_ns - 5).played().advanced(TICK)
    assert (ended.position_ns, ended.is_playing) == (cut.start_ns - 1, False)
    assert ended.played().position_ns == 0


def test_an_idle_stretch_can_be_stood_in_and_is_left_by_playing_on() -> None:
    idle = TimeRange(10 * NS_PER_SECOND, 20 * NS_PER_SECOND)
    state = playback(END, [idle]).skipping_idle(skips=True).sought(15 * NS_PER_SECOND)
    assert state.position_ns == 15 * NS_PER_SECOND
    assert state.played().advanced(TICK).position_ns == idle.end_ns + TICK
    assert state.slower().advanced(TICK).position_ns == idle.start_ns - TICK


def test_cuts_are_played_while_they_are_edited() -> None:
    cut = TimeRange(NS_PER_SECOND, 2 * NS_PER_SECOND)
    state = playback(END).with_cuts([cut]).sought(NS_PER_SECOND - 1).played().advanced(TICK)
    assert state.position_ns in cut


def test_nothing_left_is_nothing_to_play() -> None:
    state = playback(END).with_cuts([TimeRange(0, END)]).previewed(is_preview=True).played()
    assert not state.advanced(TICK).is_playing


def test_a_speed_that_nobody_offers_is_refused() -> None:
    with pytest.raises(ValueError, match="speed"):
        playback(END).at_speed(3.0)
