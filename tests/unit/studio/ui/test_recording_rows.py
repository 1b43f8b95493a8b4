from dataclasses import replace
from datetime import UTC, datetime, timedelta
from types import SimpleNamespace
from typing import cast

import pytest

from recorder.episode.ending import EndReason
from recorder.vault.session_header import SessionSummary
from recorder.vault.session_rows import Baked, SessionRow, SessionState
from recorder.vault.sharing_rows import SubmissionRow, SubmissionState
from recorder.vault.vault import Vault
from studio.ui.models.recording_rows import (
    RecordingRow,
    RecordingState,
    SortBy,
    Wanted,
    chosen_rows,
    recording_rows,
    studies_of,
)
from tests.rigs.synthetic import HEADER

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


@pytest.mark.parametrize(
    ("edits", "baked", "state"),
    [
        (0, Baked.NEVER, RecordingState.RECORDED),
        (2, Baked.NEVER, RecordingState.EDITED),
        (2, Baked.UP_TO_DATE, RecordingState.BAKED),
        (2, Baked.BEFORE_LATER_EDITS, RecordingState.EDITED),
        (0, Baked.UP_TO_DATE, RecordingState.BAKED),
        (0, Baked.BEFORE_LATER_EDITS, RecordingState.RECORDED),
    ],
)
def test_a_recordings_state_is_how_far_it_has_come(edits: int, baked: Baked, state: RecordingState) -> None:
    (row,) = recording_rows(vault_with(EndReason.STOPPED, edits=edits, baked=baked))
    assert (row.state, row.was_cut_short) == (state, False)


def test_a_recording_that_was_cut_short_says_so_however_far_it_has_come() -> None:
    (row,) = recording_rows(vault_with(EndReason.INDICATOR_GONE, edits=1))
    assert (row.state, row.was_cut_short) == (RecordingState.EDITED, True)


def submission(
    state: SubmissionState, *, sent: bool, because: str = "", of: str = "synthetic"
) -> SubmissionRow:
    day = BEGAN.date()
    return SubmissionRow(
        bundle_id=f"bundle-{state}",
        session_id=of,
        episode_id="episode",
        study_sha256="0" * 64,
        study_id="office",
        store_url="file:///store",
        state=state,
        state_since=datetime.now(UTC),
        submitted_on=day if sent else None,
        expires_on=day + timedelta(days=180),
        withdraw_reason=because,
    )


@pytest.mark.parametrize(
    ("row", "state"),
    [
        (submission(SubmissionState.SEALING, sent=False), RecordingState.WAITING),
        (submission(SubmissionState.WAITING, sent=False), RecordingState.WAITING),
        (submission(SubmissionState.SENT, sent=True), RecordingState.SHARED),
        (submission(SubmissionState.WITHDRAWING, sent=True), RecordingState.WITHDRAWING),
        (submission(SubmissionState.WITHDRAWN, sent=True, because="withdrawn"), RecordingState.WITHDRAWN),
        (submission(SubmissionState.WITHDRAWN, sent=True, because="expired"), RecordingState.TAKEN_BACK),
        # Called off before anybody could see it: as if nothing had been.
        (submission(SubmissionState.WITHDRAWN, sent=False, because="withdrawn"), RecordingState.BAKED),
    ],
)
def test_what_is_shared_tells_the_state(row: SubmissionRow, state: RecordingState) -> None:
    (shown,) = recording_rows(vault_with(EndReason.STOPPED, baked=Baked.UP_TO_DATE, submissions=(row,)))
    assert shown.state is state
    can_be_withdrawn = row.state in {SubmissionState.SEALING, SubmissionState.WAITING, SubmissionState.SENT}
    assert shown.copies.withdrawable == ((row.bundle_id,) if can_be_withdrawn else ())
    assert bool(shown.copies.with_receipt) == (row.submitted_on is not None)


def test_what_is_shared_outlives_its_recording_in_the_list() -> None:
    shared = submission(SubmissionState.SENT, sent=True, of="deleted before")
    rows = recording_rows(vault_with(EndReason.STOPPED, submissions=(shared,)))
    assert [row.is_deleted for row in rows] == [False, True]
    assert rows[1].copies.withdrawable == (shared.bundle_id,)
    long_ago = replace(
        submission(SubmissionState.WITHDRAWN, sent=True, of="deleted before"),
        state_since=datetime.now(UTC) - timedelta(days=40),
    )
    assert len(recording_rows(vault_with(EndReason.STOPPED, submissions=(long_ago,)))) == 1


def test_edits_after_sharing_are_told() -> None:
    shared = submission(SubmissionState.SENT, sent=True)
    vault = vault_with(EndReason.STOPPED, edits=1, baked=Baked.BEFORE_LATER_EDITS, submissions=(shared,))
    (row,) = recording_rows(vault)
    assert (row.state, row.has_later_edits) == (RecordingState.SHARED, True)


def vault_with(
    reason: EndReason,
    *,
    edits: int = 0,
    baked: Baked = Baked.NEVER,
    submissions: tuple[SubmissionRow, ...] = (),
) -> Vault:
    """As much of a vault as the list asks for: one session."""
    summary = SessionSummary("synthetic", 10, reason, 1, 1, 1, 1, 1, "seal")
    row = SessionRow(
        "synthetic", SessionState.RECORDED, HEADER.started_at, None, HEADER, summary, edits, baked
    )
    return cast(
        "Vault",
        SimpleNamespace(
            sessions=lambda: (row,),
            study=lambda _: None,
            submissions=lambda: submissions,
            approval_of=lambda _: None,
            reviews=lambda: (),
            checks=lambda: (),
        ),
    )
