import dataclasses
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest

from recorder.episode.consent import (
    EMPTY_HEAD,
    ConsentChain,
    GrantNotPossibleError,
    GrantState,
    NoConsentError,
    Refusal,
)
from recorder.episode.consent_entries import Grant, Withdrawal
from recorder.episode.study import Stream, Study
from recorder.study_file import read_study

NOW = datetime(2026, 5, 1, 12, tzinfo=UTC)
YES = dict.fromkeys(Stream, True)


@pytest.fixture(scope="module")
def study() -> Study:
    return read_study((Path(__file__).parents[4] / "assets/studies/office-tasks.toml").read_bytes())


def test_a_grant_binds_all_that_was_agreed_to(study: Study) -> None:
    chain = ConsentChain().grant(
        study, contributor="Robin", answers=YES | {Stream.KEYBOARD: False}, now=NOW + timedelta(seconds=0.7)
    )
    (grant,) = chain.entries
    assert isinstance(grant, Grant)
    assert grant.study_sha256 == study.sha256
    assert grant.consent_text_sha256 == study.consent_text_sha256
    assert grant.granted == {Stream.SCREEN, Stream.POINTER, Stream.CONTEXT}
    assert grant.refused == {Stream.KEYBOARD}
    assert grant.at == NOW
    assert grant.expires_at == NOW + timedelta(days=90)
    assert chain.head.count == 1


def test_a_grant_never_outlives_the_study(study: Study) -> None:
    ending = dataclasses.replace(study, last_day=date(2026, 5, 2))
    chain = ConsentChain().grant(ending, contributor="Robin", answers=YES, now=NOW)
    grant = chain.newest_grant(study.id)
    assert grant is not None
    assert grant.expires_at == datetime(2026, 5, 3, tzinfo=UTC)


def test_a_chain_reads_back_from_its_lines_and_its_head(study: Study) -> None:
    chain = ConsentChain().grant(study, contributor="Robin", answers=YES, now=NOW)
    chain = chain.withdraw(study.id, now=NOW).grant(study, contributor="Robin", answers=YES, now=NOW)
    again = ConsentChain(chain.lines, chain.head)
    assert again.entries == chain.entries
    assert again == chain


def test_a_required_stream_cannot_be_refused(study: Study) -> None:
    with pytest.raises(GrantNotPossibleError) as error:
        ConsentChain().grant(study, contributor="R", answers=YES | {Stream.SCREEN: False}, now=NOW)
    assert error.value.refusal is Refusal.STREAM_REQUIRED
    assert "screen" in error.value.happened


def test_saying_no_to_everything_is_no_consent(study: Study) -> None:
    free = dataclasses.replace(
        study, streams=tuple(dataclasses.replace(request, required=False) for request in study.streams)
    )
    with pytest.raises(GrantNotPossibleError, match="no to everything"):
        ConsentChain().grant(free, contributor="R", answers=dict.fromkeys(Stream, False), now=NOW)


def test_no_answer_is_assumed(study: Study) -> None:
    answers = dict(YES)
    del answers[Stream.KEYBOARD]
    with pytest.raises(ValueError, match="each stream"):
        ConsentChain().grant(study, contributor="R", answers=answers, now=NOW)
    fewer = dataclasses.replace(study, streams=study.streams[:1])
    with pytest.raises(ValueError, match="each stream"):
        ConsentChain().grant(fewer, contributor="R", answers=YES, now=NOW)


@pytest.mark.parametrize("name", ["", "a\nb"])
def test_a_consent_bears_a_name(study: Study, name: str) -> None:
    with pytest.raises(GrantNotPossibleError) as error:
        ConsentChain().grant(study, contributor=name, answers=YES, now=NOW)
    assert error.value.refusal is Refusal.NAME


def test_a_study_that_is_over_takes_no_more_consents(study: Study) -> None:
    assert study.ends_at is not None
    chain = ConsentChain().grant(
        study, contributor="R", answers=YES, now=study.ends_at - timedelta(seconds=1)
    )
    assert chain.head.count == 1
    with pytest.raises(GrantNotPossibleError) as error:
        ConsentChain().grant(study, contributor="R", answers=YES, now=study.ends_at)
    assert error.value.refusal is Refusal.STUDY_ENDED


def test_withdrawal_needs_a_consent_and_happens_once(study: Study) -> None:
    with pytest.raises(NoConsentError):
        ConsentChain().withdraw(study.id, now=NOW)
    chain = ConsentChain().grant(study, contributor="R", answers=YES, now=NOW).withdraw(study.id, now=NOW)
    assert isinstance(chain.entries[-1], Withdrawal)
    with pytest.raises(NoConsentError):
        chain.withdraw(study.id, now=NOW)


def test_withdrawal_works_with_a_clock_that_is_wrong(study: Study) -> None:
    chain = ConsentChain().grant(study, contributor="R", answers=YES, now=NOW)
    chain = chain.withdraw(study.id, now=NOW - timedelta(days=9999))
    assert chain.head.count == 2


def test_every_grant_has_a_state(study: Study) -> None:
    chain = ConsentChain().grant(study, contributor="R", answers=YES, now=NOW)
    chain = chain.grant(study, contributor="R", answers=YES, now=NOW)
    first, second = (entry for entry in chain.entries if isinstance(entry, Grant))
    assert chain.state_of(first, now=NOW) is GrantState.REPLACED
    assert chain.state_of(second, now=NOW) is GrantState.STANDING
    assert chain.state_of(second, now=second.expires_at) is GrantState.EXPIRED
    ended = chain.withdraw(study.id, now=NOW)
    assert ended.state_of(second, now=NOW) is GrantState.WITHDRAWN
    assert ended.state_of(first, now=NOW) is GrantState.REPLACED


def test_growing_a_chain_leaves_the_old_one(study: Study) -> None:
    before = ConsentChain()
    before.grant(study, contributor="R", answers=YES, now=NOW)
    assert before.head == EMPTY_HEAD
    assert before.lines == ()


def test_an_earlier_state_of_a_chain_can_be_asked_for(study: Study) -> None:
    chain = ConsentChain().grant(study, contributor="R", answers=YES, now=NOW).withdraw(study.id, now=NOW)
    grant = chain.newest_grant(study.id)
    assert grant is not None
    assert chain.first(1).withdrawal_of(grant) is None
    assert chain.first(2) == chain
    assert chain.first(0) == ConsentChain()
    for count in (-1, 3):
        with pytest.raises(ValueError, match="never had"):
            chain.first(count)


def test_an_entry_of_another_chain_has_no_hash_here(study: Study) -> None:
    ours = ConsentChain().grant(study, contributor="R", answers=YES, now=NOW)
    theirs = ConsentChain().grant(study, contributor="S", answers=YES, now=NOW)
    with pytest.raises(ValueError, match="not in this chain"):
        ours.hash_of(theirs.entries[0])
    assert ours.grant_of_hash(theirs.head.sha256) is None
    assert ours.grant_of_hash(ours.head.sha256) == ours.entries[0]
