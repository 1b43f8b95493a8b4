"""What is checked before sharing, from facts alone."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from recorder.episode.consent import ConsentChain
from recorder.episode.phrase import english
from recorder.episode.study import Stream, Study
from recorder.study_file import read_study
from studio.submission.binding import Binding, StaleReason, stale_reason
from studio.submission.checklist import (
    CheckState,
    Watched,
    consent_check,
    edits_check,
    streams_check,
    suggestions_check,
    watched_check,
)
from tests.rigs.sharing import ALL, NOW, STUDIES

TASK = "write-letter"
BOUND = Binding("e1", "f1", "d1", "s1", "file:///store")


@pytest.fixture(scope="module")
def study() -> Study:
    return read_study((STUDIES / "office-tasks.toml").read_bytes())


@pytest.fixture(scope="module")
def chain(study: Study) -> ConsentChain:
    return ConsentChain().grant(study, contributor="Robin", answers=ALL, now=NOW)


def test_a_consent_that_stands_is_done(study: Study, chain: ConsentChain) -> None:
    check = consent_check(chain, study, task_id=TASK, now=NOW)
    assert check.state is CheckState.DONE
    assert "stands" in english(check.words)


@pytest.mark.parametrize(
    ("after", "says"),
    [(timedelta(days=91), "is over"), (timedelta(days=-1), "clock")],
    ids=["expired", "before it was given"],
)
def test_a_consent_holds_for_its_time(study: Study, chain: ConsentChain, after: timedelta, says: str) -> None:
    check = consent_check(chain, study, task_id=TASK, now=NOW + after)
    assert check.state is CheckState.FAILED
    assert says in english(check.words)


def test_a_withdrawn_consent_fails(study: Study, chain: ConsentChain) -> None:
    check = consent_check(chain.withdraw(study.id, now=NOW), study, task_id=TASK, now=NOW)
    assert check.state is CheckState.FAILED
    assert "withdrew" in english(check.words)


def test_after_the_study_has_ended_nothing_is_shared(study: Study) -> None:
    late = datetime(2030, 12, 20, tzinfo=UTC)
    chain = ConsentChain().grant(study, contributor="Robin", answers=ALL, now=late)
    check = consent_check(chain, study, task_id=TASK, now=late + timedelta(days=20))
    assert check.state is CheckState.FAILED
    assert "has ended" in english(check.words)


def test_a_task_that_is_no_longer_asked_for_fails(study: Study, chain: ConsentChain) -> None:
    assert consent_check(chain, study, task_id="another", now=NOW).state is CheckState.FAILED


def test_what_was_recorded_must_be_agreed_to() -> None:
    granted = frozenset({Stream.SCREEN, Stream.POINTER})
    assert streams_check(("pointer", "screen"), granted).state is CheckState.DONE
    beyond = streams_check(("keyboard", "screen"), granted)
    assert beyond.state is CheckState.FAILED
    assert "typed" in english(beyond.words)
    assert streams_check(("smell",), granted).state is CheckState.FAILED


def test_an_episode_of_other_edits_fails() -> None:
    assert edits_check(baked_of="a", in_force="a").state is CheckState.DONE
    assert edits_check(baked_of="a", in_force="b").state is CheckState.FAILED


def test_every_suggestion_needs_an_answer() -> None:
    assert suggestions_check(0).state is CheckState.DONE
    assert suggestions_check(1).state is CheckState.OPEN
    assert english(suggestions_check(1).words).startswith("1 suggestion waits")


def test_watching_is_for_the_person_to_say() -> None:
    assert watched_check(None).state is CheckState.OPEN
    assert watched_check(Watched.FULLY).state is CheckState.DONE
    assert watched_check(Watched.SKIPPED).state is CheckState.DONE
    assert watched_check(Watched.SKIPPED).words != watched_check(Watched.FULLY).words


def test_what_is_as_it_was_is_not_stale() -> None:
    assert stale_reason(BOUND, BOUND) is None
    assert stale_reason(BOUND, replace(BOUND, file_sha256=None)) is None


@pytest.mark.parametrize(
    ("field", "reason"),
    [
        ("episode_id", StaleReason.BAKED_ANEW),
        ("file_sha256", StaleReason.BYTES_CHANGED),
        ("edits_sha256", StaleReason.EDITED),
        ("study_sha256", StaleReason.STUDY_CHANGED),
        ("store_url", StaleReason.STORE_CHANGED),
    ],
)
def test_whatever_changed_makes_it_stale(field: str, reason: StaleReason) -> None:
    now = Binding(**{**{name: getattr(BOUND, name) for name in Binding.__slots__}, field: "other"})
    assert stale_reason(BOUND, now) is reason
