"""What there is time for is shared out evenly over a recording, and always in the same way."""

from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st

from replay.seeing.allotting import allotted

wishes = st.lists(st.integers(-1, 39), max_size=300)


@given(wishes, st.integers(1, 4), st.integers(4, 12), st.integers(0, 600))
def test_nobody_gets_more_than_they_want_and_all_together_not_more_than_there_is(
    wanted: list[int], least: int, enough: int, budget: int
) -> None:
    shares = allotted(wanted, least=least, enough=enough, budget=budget)
    assert len(shares) == len(wanted)
    assert sum(shares) <= budget
    assert all(share == 0 or least <= share <= want for share, want in zip(shares, wanted, strict=True))


def test_where_there_is_enough_each_gets_what_it_wants_and_none_what_teaches_nothing() -> None:
    assert allotted([39, 2, 3, 0, -1, 5], least=3, enough=12, budget=47) == (39, 0, 3, 0, 0, 5)


def test_the_longest_get_less_before_any_gets_nothing() -> None:
    assert allotted([39, 20, 3, 39], least=3, enough=12, budget=60) == (19, 19, 3, 19)


def test_those_that_get_something_lie_evenly_over_the_recording() -> None:
    shares = allotted([39] * 1_000, least=3, enough=12, budget=120)
    places = [place for place, share in enumerate(shares) if share]
    assert [shares[place] for place in places] == [12] * 10
    assert {later - earlier for earlier, later in pairwise(places)} == {100}
