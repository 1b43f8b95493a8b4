"""Reasons read as a person would say them."""

import pytest

from recorder.episode.phrase import english
from replay.reasons import moved_words


@pytest.mark.parametrize(
    ("moved", "said"),
    [
        ((12, 0), "12 px to the right."),
        ((-12, 0), "12 px to the left."),
        ((0, 3), "3 px down."),
        ((0, -3), "3 px up."),
        ((12, 3), "12 px to the right and 3 px down."),
        ((12, -3), "12 px to the right and 3 px up."),
        ((-12, 3), "12 px to the left and 3 px down."),
        ((-1, -1), "1 px to the left and 1 px up."),
    ],
)
def test_a_way_is_told_by_its_directions_and_without_what_is_none(moved: tuple[int, int], said: str) -> None:
    assert english(moved_words(*moved)) == f"It had moved {said}"


def test_no_way_is_none() -> None:
    with pytest.raises(ValueError, match="not moved"):
        moved_words(0, 0)
