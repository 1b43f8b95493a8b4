"""What a person is told of a redaction: what it leaves in the picture, what else it takes, where to look."""

import pytest

from recorder.episode.edits import BoxStep, Cover, Part, Redaction, Subject
from recorder.episode.screen import Rect
from recorder.episode.time import TimeRange
from studio.editing.padding import Padding
from studio.ui.pages.review.cautions import cautions

RANGE = TimeRange(0, 10)
COVER = Cover(0, (BoxStep(0, Rect(0, 0, 8, 8)),))


def redaction(subject: Subject, *, takes_keys: bool) -> Redaction:
    return Redaction(1, subject, (Part(RANGE, COVER, takes_keys=takes_keys),))


@pytest.mark.parametrize("subject", [Subject.TYPED, Subject.TEXT, Subject.RANGE])
def test_keys_that_go_leave_the_picture(subject: Subject) -> None:
    assert "picture may still show it" in cautions(redaction(subject, takes_keys=True))


def test_a_box_says_that_it_takes_what_was_typed() -> None:
    found = Padding({0: RANGE}, is_there_before=False, is_there_after=False)
    assert "typed" in cautions(redaction(Subject.BOX, takes_keys=True), found)
    assert cautions(redaction(Subject.BOX, takes_keys=False), found) == ""


@pytest.mark.parametrize(
    ("before", "after", "words"),
    [(True, True, "before and after"), (True, False, "before this"), (False, True, "after this")],
)
def test_what_shows_further_out_is_said(before: bool, after: bool, words: str) -> None:  # noqa: FBT001 - a table
    found = Padding({0: RANGE}, is_there_before=before, is_there_after=after)
    assert words in cautions(redaction(Subject.WINDOW, takes_keys=False), found)
