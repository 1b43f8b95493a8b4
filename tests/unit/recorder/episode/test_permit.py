from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from recorder.episode.consent import ConsentChain, NoConsentError, Refusal
from recorder.episode.permit import CLOCK_TOLERANCE, permit_recording
from recorder.episode.study import Stream, Study
from recorder.study_file import read_study

NOW = datetime(2026, 5, 1, 12, tzinfo=UTC)
YES = dict.fromkeys(Stream, True)


@pytest.fixture(scope="module")
def study() -> Study:
    return read_study((Path(__file__).parents[4] / "assets/studies/office-tasks.toml").read_bytes())


@pytest.fixture(scope="module")
def chain(study: Study) -> ConsentChain:
    return ConsentChain().grant(study, contributor="R", answers=YES | {Stream.KEYBOARD: False}, now=NOW)


def test_a_permit_says_what_it_permits(study: Study, chain: ConsentChain) -> None:
    claims = permit_recording(chain, study, now=NOW).claims
    assert claims.study_sha256 == study.sha256
    assert claims.streams == {Stream.SCREEN, Stream.POINTER, Stream.CONTEXT}
    assert claims.task_ids == {"write-letter", "list-and-note", "replace-in-minutes"}
    assert claims.grant_sha256 == chain.head.sha256
    assert claims.valid_until == NOW + timedelta(days=90)


def test_a_permit_can_be_asked_for_fewer_streams(study: Study, chain: ConsentChain) -> None:
    permit = permit_recording(chain, study, [Stream.POINTER], now=NOW)
    permit.require(study, task_id="write-letter", streams=[Stream.POINTER], now=NOW)
    with pytest.raises(NoConsentError) as error:
        permit.require(study, task_id="write-letter", streams=[Stream.POINTER, Stream.SCREEN], now=NOW)
    assert error.value.refusal is Refusal.STREAM_NOT_GRANTED


def test_no_stream_and_no_time_zone_are_faults(study: Study, chain: ConsentChain) -> None:
    permit = permit_recording(chain, study, now=NOW)
    with pytest.raises(ValueError, match="no stream"):
        permit_recording(chain, study, [], now=NOW)
    with pytest.raises(ValueError, match="no stream"):
        permit.require(study, task_id="write-letter", streams=[], now=NOW)
    with pytest.raises(ValueError, match="time zone"):
        permit_recording(chain, study, now=NOW.replace(tzinfo=None))


def test_a_clock_a_little_behind_is_no_fraud(study: Study, chain: ConsentChain) -> None:
    permit_recording(chain, study, now=NOW - CLOCK_TOLERANCE)
    with pytest.raises(NoConsentError) as error:
        permit_recording(chain, study, now=NOW - CLOCK_TOLERANCE - timedelta(seconds=1))
    assert error.value.refusal is Refusal.CLOCK


def test_an_unknown_task_names_the_known_ones(study: Study, chain: ConsentChain) -> None:
    permit = permit_recording(chain, study, now=NOW)
    with pytest.raises(NoConsentError) as error:
        permit.require(study, task_id="other", streams=[Stream.SCREEN], now=NOW)
    assert error.value.refusal is Refusal.UNKNOWN_TASK
    assert "write-letter" in error.value.mend


def test_a_permit_shows_nothing_of_itself(study: Study, chain: ConsentChain) -> None:
    permit = permit_recording(chain, study, now=NOW)
    assert repr(permit) == "<permit to record>"
