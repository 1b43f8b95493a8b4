from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from studio.ui.models.recording_rows import (
    RecordingRow,
    RecordingState,
    SortBy,
    Wanted,
    chosen_rows,
    studies_of,
)

BEGAN = datetime(2026, 5, 4, 12, tzinfo=UTC)
LETTER = RecordingRow(
    "a", "Write a letter", "Office", BEGAN, 5_000, 900, RecordingState.RECORDED, BEGAN + timedelta(days=9)
)
NOTE = replace(
    LETTER,
    session_id="b",
    task="take a note",
    study="Garden",
    started_at=BEGAN + timedelta(hours=1),
    length_ns=2_000,
    size_bytes=400,
    state=RecordingState.RECOVERED,
)
MAP = replace(NOTE, session_id="c", task="Draw a map", started_at=BEGAN + timedelta(hours=2), length_ns=9_000)
ROWS = (LETTER, NOTE, MAP)


def ids(wanted: Wanted) -> str:
    return "".join(row.session_id for row in chosen_rows(ROWS, wanted))


def test_the_newest_stands_first() -> None:
    assert ids(Wanted()) == "cba"


@pytest.mark.parametrize(
    ("by", "order"),
    [(SortBy.TASK, "cba"), (SortBy.LENGTH, "bac"), (SortBy.SIZE, "bca"), (SortBy.STATE, "abc")],
)
def test_rows_stand_in_any_order(by: SortBy, order: str) -> None:
    assert ids(Wanted(sort_by=by, descending=False)) == order


@pytest.mark.parametrize(
    ("search", "found"), [("letter", "a"), ("A NOTE", "b"), ("garden map", "c"), ("garden", "cb"), ("x", "")]
)
def test_every_word_of_a_search_is_found(search: str, found: str) -> None:
    assert ids(Wanted(search=search)) == found


def test_rows_of_one_study_or_one_state() -> None:
    assert ids(Wanted(study="Office")) == "a"
    assert ids(Wanted(state=RecordingState.RECOVERED)) == "cb"
    assert ids(Wanted(study="Office", state=RecordingState.RECOVERED)) == ""


def test_each_study_is_offered_once() -> None:
    assert studies_of(ROWS) == ["Garden", "Office"]
