"""Reasons read as a person would say them."""

import pytest

from recorder.episode.phrase import english
from replay.reasons import failing_words, file_words, moved_words
from replay.verdict import StepVerdict, VerdictKind


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


def step(number: int, kind: VerdictKind) -> StepVerdict:
    return StepVerdict(number=number, kind=kind, confidence=1.0)


@pytest.mark.parametrize(
    ("failing", "after", "said"),
    [
        (VerdictKind.NOT_REACHED, [VerdictKind.NOT_REACHED], ["It did not get to step 2."]),
        (VerdictKind.DIFFERENT, [], ["It went another way at step 2."]),
        (VerdictKind.DIFFERENT, [VerdictKind.NOT_COMPARABLE], ["It went another way at step 2."]),
        (
            VerdictKind.DIFFERENT,
            [VerdictKind.SAME, VerdictKind.DIFFERENT],
            ["It went another way at step 2."],
        ),
        (
            VerdictKind.DIFFERENT,
            [VerdictKind.NOT_COMPARABLE, VerdictKind.LATE],
            ["It went another way at step 2.", "What came after it was as it was recorded again."],
        ),
    ],
)
def test_a_failure_tells_where_and_whether_it_came_back(
    failing: VerdictKind, after: list[VerdictKind], said: list[str]
) -> None:
    later_steps = [step(number, kind) for number, kind in enumerate(after, 3)]
    assert [english(each) for each in failing_words(step(2, failing), later_steps)] == said


def test_saved_files_are_told_by_how_many_are_not_the_same() -> None:
    first = {"a": "1", "b": "2", "c": "3", "d": ""}
    assert file_words(first, dict(first)) == ()
    # What was not read is not known to be another one.
    assert file_words(first, first | {"d": "4"}) == ()
    said = [english(each) for each in file_words(first, {"a": "9", "b": "9", "e": "5", "d": ""})]
    assert said == [
        "2 saved files are other ones than in the first run.",
        "One file that the first run saved is missing.",
        "One file was saved that the first run did not save.",
    ]
