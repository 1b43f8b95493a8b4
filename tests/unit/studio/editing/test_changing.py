"""Edits that were made can be changed, each in one place and nothing else."""

from collections.abc import Callable

import pytest
from hypothesis import given
from hypothesis import strategies as st

from recorder.episode.edits import BoxStep, Cover, Edits, Part, Subject
from recorder.episode.screen import Rect
from recorder.episode.time import TimeRange
from studio.content.session_content import SessionContent
from studio.editing.changing import (
    change_range,
    change_taken,
    move_box,
    place_box,
    remove,
    remove_part,
)
from studio.editing.describing import EditKind, describe_edits
from studio.editing.errors import EmptyRangeError, NoSuchEditError
from tests.rigs.contents import content_of, desk

NOWHERE = Rect(0, 0, 0, 0)
STEPS = (BoxStep(0, Rect(10, 10, 40, 30)), BoxStep(50, NOWHERE), BoxStep(80, Rect(100, 10, 40, 30)))
PARTS = (Part(TimeRange(0, 100), Cover(0, STEPS), takes_keys=True), Part(TimeRange(200, 300)))
EDITS = (
    Edits()
    .with_cut(TimeRange(0, 5))
    .with_redaction(Subject.BOX, PARTS)
    .with_cut(TimeRange(400, 500))
    .with_redaction(Subject.TEXT, (Part(TimeRange(7, 9), takes_keys=True),), "geheim")
)


@pytest.fixture
def content() -> SessionContent:
    return content_of(desk(), more_ms=1)


def rects(edits: Edits) -> list[Rect]:
    cover = edits.redactions[0].parts[0].cover
    assert cover is not None
    return [step.rect for step in cover.steps]


def test_an_edit_is_removed_and_the_others_stay() -> None:
    assert [edit.id for edit in remove(EDITS, 2)] == [1, 3, 4]
    assert [edit.id for edit in remove_part(EDITS, 4, 0)] == [1, 2, 3]
    assert remove_part(EDITS, 2, 0).redactions[0].parts == PARTS[1:]


def test_a_range_is_changed_within_the_session(content: SessionContent) -> None:
    changed = change_range(content, EDITS, 1, TimeRange(-9, 8))
    assert changed.cuts[0].range == TimeRange(0, 8)
    changed = change_range(content, EDITS, 2, TimeRange(150, 250), part=1)
    assert changed.redactions[0].parts == (PARTS[0], Part(TimeRange(150, 250)))
    with pytest.raises(EmptyRangeError):
        change_range(content, EDITS, 1, TimeRange(9, 9))


def test_what_goes_is_switched() -> None:
    (first, _) = change_taken(EDITS, 2, takes_context=True).redactions[0].parts
    assert (first.takes_keys, first.takes_context) == (True, True)
    (first, _) = change_taken(EDITS, 2, takes_keys=False).redactions[0].parts
    assert (first.takes_keys, first.takes_context) == (False, False)


def test_a_box_is_moved_at_all_times_and_where_it_is_nowhere_it_stays_so() -> None:
    assert rects(move_box(EDITS, 2, 5, -3)) == [Rect(15, 7, 40, 30), NOWHERE, Rect(105, 7, 40, 30)]


def test_a_box_is_placed_at_all_times_or_at_one() -> None:
    there = Rect(8, 10, 52, 30)
    assert rects(place_box(EDITS, 2, 20, there)) == [there, NOWHERE, Rect(98, 10, 52, 30)]
    assert rects(place_box(EDITS, 2, 90, there, at_all_times=False)) == [STEPS[0].rect, NOWHERE, there]
    shrunk = rects(place_box(EDITS, 2, 20, Rect(10, 10, 0, 0)))
    assert shrunk[2] == Rect(100, 10, 1, 1)


@given(st.integers(-500, 500), st.integers(-500, 500))
def test_moving_there_and_back_is_nothing(dx: int, dy: int) -> None:
    assert move_box(move_box(EDITS, 2, dx, dy), 2, -dx, -dy) == EDITS


def test_what_is_not_there_is_said_to_be(content: SessionContent) -> None:
    wishes: tuple[Callable[[], Edits], ...] = (
        lambda: remove(EDITS, 9),
        lambda: remove_part(EDITS, 2, 2),
        lambda: remove_part(EDITS, 2, -1),
        lambda: remove_part(EDITS, 1, 0),
        lambda: change_range(content, EDITS, 2, TimeRange(1, 2), part=5),
        lambda: change_taken(EDITS, 1, takes_keys=True),
        lambda: move_box(EDITS, 4, 1, 1),
        lambda: place_box(EDITS, 2, 0, NOWHERE, part=1),
    )
    for wish in wishes:
        with pytest.raises(NoSuchEditError):
            wish()


def test_edits_are_described_in_numbers_and_nothing_else() -> None:
    first, box, last, text = describe_edits(EDITS, ended_ns=500)
    assert (first.kind, last.kind) == (EditKind.TRIM_START, EditKind.TRIM_END)
    assert describe_edits(EDITS, ended_ns=900)[2].kind is EditKind.CUT
    assert (box.kind, box.range, box.duration_ns) == (EditKind.BOX, TimeRange(0, 300), 200)
    assert (box.parts, box.monitors, box.rect, box.moves) == (2, (0,), STEPS[0].rect, True)
    assert (box.takes_picture, box.key_ranges, box.context_ranges) == (True, 1, 0)
    assert (text.kind, text.takes_picture, text.rect, text.key_ranges) == (EditKind.TEXT, False, None, 1)
    assert "geheim" not in repr(text)
