from datetime import UTC, datetime
from pathlib import Path

import pytest

from recorder.consented import permit_from_records
from recorder.episode.consent import ConsentChain, NoConsentError, Refusal
from recorder.episode.study import Stream
from recorder.study_file import StudyFileError, read_study

NOW = datetime(2026, 5, 1, 12, tzinfo=UTC)
SOURCE = (Path(__file__).parents[3] / "assets/studies/office-tasks.toml").read_bytes()
CHAIN = ConsentChain().grant(
    read_study(SOURCE), contributor="R", answers=dict.fromkeys(Stream, True), now=NOW
)


def test_bytes_lines_and_head_make_a_permit() -> None:
    made = permit_from_records(SOURCE, list(CHAIN.lines), CHAIN.head, task_id="write-letter", now=NOW)
    assert made.task.id == "write-letter"
    assert made.study.task("write-letter") == made.task
    assert made.permit.claims.streams == set(Stream)


def test_the_streams_asked_for_are_the_streams_permitted() -> None:
    made = permit_from_records(
        SOURCE, CHAIN.lines, CHAIN.head, task_id="write-letter", streams=[Stream.SCREEN], now=NOW
    )
    assert made.permit.claims.streams == {Stream.SCREEN}


def test_an_unknown_task_is_refused() -> None:
    with pytest.raises(NoConsentError) as error:
        permit_from_records(SOURCE, CHAIN.lines, CHAIN.head, task_id="x", now=NOW)
    assert error.value.refusal is Refusal.UNKNOWN_TASK


def test_what_is_no_study_is_refused() -> None:
    with pytest.raises(StudyFileError):
        permit_from_records(b"", CHAIN.lines, CHAIN.head, task_id="write-letter", now=NOW)
