"""Promise 1: no recorder can be built without a consent for that study, that version and those streams."""

import copy
import dataclasses
import pickle
from collections.abc import Callable
from datetime import UTC, datetime, timedelta, timezone
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest

from recorder.consented import permit_from_records
from recorder.episode.consent import EMPTY_HEAD, ConsentChain, NoConsentError, Refusal, TamperedChainError
from recorder.episode.permit import PermitClaims, RecordingPermit, permit_recording
from recorder.episode.study import Stream, Study, WindowRules
from recorder.study_file import read_study

SOURCE = (Path(__file__).parents[2] / "assets/studies/office-tasks.toml").read_bytes()
NOW = datetime(2026, 5, 1, 12, tzinfo=UTC)
SECOND = timedelta(seconds=1)
TASK = "write-letter"
NO_KEYS = dict.fromkeys(Stream, True) | {Stream.KEYBOARD: False}


@pytest.fixture(scope="module")
def study() -> Study:
    return read_study(SOURCE)


@pytest.fixture
def chain(study: Study) -> ConsentChain:
    return ConsentChain().grant(study, contributor="Robin", answers=NO_KEYS, now=NOW)


def refusal_of(ask: Callable[[], object]) -> Refusal:
    with pytest.raises(NoConsentError) as error:
        ask()
    assert error.value.kept
    assert error.value.mend
    return error.value.refusal


def assert_permits_nothing(permit: Any, study: Study) -> None:  # noqa: ANN401 - anything may be a forgery
    assert (
        refusal_of(
            lambda: RecordingPermit.require(permit, study, task_id=TASK, streams=[Stream.POINTER], now=NOW)
        )
        is Refusal.NOT_A_PERMIT
    )


# --- a permit is got from a chain or not at all ---


def test_a_permit_cannot_be_constructed() -> None:
    with pytest.raises(TypeError):
        RecordingPermit()
    with pytest.raises(TypeError):
        RecordingPermit("office-tasks", streams=set(Stream))
    with pytest.raises(TypeError):
        type.__call__(RecordingPermit)


def test_a_permit_cannot_be_subclassed() -> None:
    with pytest.raises(TypeError):

        class Forged(RecordingPermit):
            """Would answer yes."""

    with pytest.raises(TypeError):
        type("Forged", (RecordingPermit,), {"require": lambda *_: None})


def test_what_object_new_makes_permits_nothing(study: Study) -> None:
    assert_permits_nothing(object.__new__(RecordingPermit), study)
    with pytest.raises(NoConsentError):
        _ = object.__new__(RecordingPermit).claims


def test_a_permit_is_neither_copied_nor_sent(study: Study, chain: ConsentChain) -> None:
    permit = permit_recording(chain, study, now=NOW)
    for attempt in (copy.copy, copy.deepcopy, pickle.dumps):
        with pytest.raises(TypeError):
            attempt(permit)
    for protocol in range(pickle.HIGHEST_PROTOCOL + 1):
        with pytest.raises(TypeError):
            pickle.dumps(permit, protocol)
    with pytest.raises(TypeError):
        dataclasses.replace(permit, streams=frozenset(Stream))  # type: ignore[type-var]


def test_a_pickle_written_by_hand_permits_nothing(study: Study) -> None:
    name = b"crecorder.episode.permit\nRecordingPermit\n"
    with pytest.raises(TypeError):
        pickle.loads(name + b"(tR.")  # noqa: S301 - the attack itself
    made = pickle.loads(b"ccopyreg\n_reconstructor\n(" + name + b"c__builtin__\nobject\nNtR.")  # noqa: S301
    assert type(made) is RecordingPermit
    assert_permits_nothing(made, study)


def test_a_permit_cannot_be_written_to(study: Study, chain: ConsentChain) -> None:
    permit = permit_recording(chain, study, now=NOW)
    for name, value in (("claims", None), ("streams", set(Stream)), ("require", lambda *_: None)):
        with pytest.raises(AttributeError):
            object.__setattr__(permit, name, value)
    claims = permit.claims
    for attempt in (setattr, object.__setattr__):
        with pytest.raises(AttributeError):
            attempt(claims, "streams", frozenset(Stream))
    assert claims._replace(streams=frozenset(Stream)).streams == set(Stream)
    assert permit.claims.streams == set(Stream) - {Stream.KEYBOARD}


def test_another_class_with_a_kinder_answer_is_refused(study: Study, chain: ConsentChain) -> None:
    permit = permit_recording(chain, study, now=NOW)

    class Lookalike:
        """Has the name, the hash and the equality of a real one."""

        claims = permit.claims
        __class__ = RecordingPermit  # type: ignore[assignment]

        def __hash__(self) -> int:
            return hash(permit)

        def __eq__(self, other: object) -> bool:
            return True

        def require(self, *_args: object, **_kwargs: object) -> None:
            """Say yes."""

    assert isinstance(Lookalike(), RecordingPermit)
    assert_permits_nothing(Lookalike(), study)
    assert_permits_nothing(SimpleNamespace(claims=permit.claims), study)
    assert_permits_nothing(permit.claims, study)
    assert_permits_nothing(None, study)


def test_an_object_turned_into_a_permit_permits_nothing(study: Study) -> None:
    class Empty:
        """Laid out as a permit is."""

        __slots__ = ("__weakref__",)

    turned: Any = Empty()
    turned.__class__ = RecordingPermit
    assert type(turned) is RecordingPermit
    assert_permits_nothing(turned, study)


def test_the_memory_of_a_dead_permit_permits_nothing(study: Study, chain: ConsentChain) -> None:
    for _ in range(200):
        permit = permit_recording(chain, study, now=NOW)
        address = id(permit)
        del permit
        fresh = object.__new__(RecordingPermit)  # often at the very same address
        assert_permits_nothing(fresh, study)
        if id(fresh) == address:
            return


def test_claims_written_by_hand_are_no_permit(study: Study) -> None:
    claims = PermitClaims(
        study_id=study.id,
        study_version=study.version,
        study_sha256=study.sha256,
        study_fingerprint=study.fingerprint(),
        task_ids=frozenset({TASK}),
        streams=frozenset(Stream),
        grant_sha256="0" * 64,
        valid_from=NOW,
        valid_until=NOW + SECOND,
    )
    assert_permits_nothing(claims, study)


# --- the chain gives none where there is no consent ---


def test_without_a_grant_there_is_none(study: Study) -> None:
    assert refusal_of(lambda: permit_recording(ConsentChain(), study, now=NOW)) is Refusal.NO_GRANT


def test_a_grant_for_another_study_is_none_for_this_one(chain: ConsentChain) -> None:
    other = read_study(SOURCE.replace(b'id = "office-tasks"', b'id = "office-tasks-2"'))
    assert refusal_of(lambda: permit_recording(chain, other, now=NOW)) is Refusal.NO_GRANT


def test_a_withdrawn_one_is_none_and_a_new_one_is_one(study: Study, chain: ConsentChain) -> None:
    withdrawn = chain.withdraw(study.id, now=NOW)
    assert refusal_of(lambda: permit_recording(withdrawn, study, now=NOW)) is Refusal.WITHDRAWN
    again = withdrawn.grant(study, contributor="Robin", answers=NO_KEYS, now=NOW + SECOND)
    assert permit_recording(again, study, now=NOW + SECOND).claims.grant_sha256 == again.head.sha256


def test_after_a_withdrawal_no_older_grant_comes_back(study: Study, chain: ConsentChain) -> None:
    twice = chain.grant(study, contributor="Robin", answers=NO_KEYS, now=NOW).withdraw(study.id, now=NOW)
    assert refusal_of(lambda: permit_recording(twice, study, now=NOW)) is Refusal.WITHDRAWN


def test_a_narrower_grant_replaces_a_wider_one(study: Study) -> None:
    wide = ConsentChain().grant(study, contributor="R", answers=dict.fromkeys(Stream, True), now=NOW)
    narrow = wide.grant(study, contributor="R", answers=NO_KEYS, now=NOW)
    permit_recording(wide, study, [Stream.KEYBOARD], now=NOW)
    assert (
        refusal_of(lambda: permit_recording(narrow, study, [Stream.KEYBOARD], now=NOW))
        is Refusal.STREAM_NOT_GRANTED
    )


def test_it_ends_at_the_very_instant(study: Study, chain: ConsentChain) -> None:
    end = NOW + timedelta(days=study.consent_days)
    permit = permit_recording(chain, study, now=end - timedelta(microseconds=1))
    assert refusal_of(lambda: permit_recording(chain, study, now=end)) is Refusal.EXPIRED
    assert (
        refusal_of(lambda: permit.require(study, task_id=TASK, streams=[Stream.SCREEN], now=end))
        is Refusal.EXPIRED
    )
    elsewhere = end.astimezone(timezone(timedelta(hours=-12)))
    assert refusal_of(lambda: permit_recording(chain, study, now=elsewhere)) is Refusal.EXPIRED


def test_it_ends_with_the_study(study: Study) -> None:
    assert study.ends_at is not None
    end = study.ends_at
    late = ConsentChain().grant(study, contributor="R", answers=NO_KEYS, now=end - SECOND)
    permit_recording(late, study, now=end - SECOND)
    assert refusal_of(lambda: permit_recording(late, study, now=end)) is Refusal.STUDY_ENDED


def test_a_clock_set_back_does_not_lengthen_it(study: Study, chain: ConsentChain) -> None:
    earlier = NOW - timedelta(days=1)
    assert refusal_of(lambda: permit_recording(chain, study, now=earlier)) is Refusal.CLOCK


def test_a_stream_that_was_refused_is_not_permitted(study: Study, chain: ConsentChain) -> None:
    assert (
        refusal_of(lambda: permit_recording(chain, study, [Stream.KEYBOARD], now=NOW))
        is Refusal.STREAM_NOT_GRANTED
    )
    permit = permit_recording(chain, study, now=NOW)
    attempts: list[Any] = [[Stream.KEYBOARD], list(Stream), ["keyboard"], {"keyboard": 0}, "k"]
    for streams in attempts:
        with pytest.raises(NoConsentError) as error:
            permit.require(study, task_id=TASK, streams=streams, now=NOW)
        assert error.value.refusal is Refusal.STREAM_NOT_GRANTED


# --- one byte is another version ---


@pytest.mark.parametrize(
    ("old", "new"),
    [
        (b"retention_days = 180", b"retention_days = 181"),
        (b'"*bank*"', b'"*bonk*"'),
        (b"frames_per_second = 10", b"frames_per_second = 30"),
        (b"# A sample study", b"# a sample study"),
        (b"format = 1", b"format = 1 "),
    ],
)
def test_one_byte_asks_again(study: Study, chain: ConsentChain, old: bytes, new: bytes) -> None:
    changed = read_study(SOURCE.replace(old, new, 1))
    assert changed.sha256 != study.sha256
    with pytest.raises(NoConsentError) as error:
        permit_recording(chain, changed, now=NOW)
    assert error.value.refusal is Refusal.OTHER_VERSION
    assert "although it still calls itself version 1.0" in error.value.happened
    permit = permit_recording(chain, study, now=NOW)
    assert (
        refusal_of(lambda: permit.require(changed, task_id=TASK, streams=[Stream.SCREEN], now=NOW))
        is Refusal.OTHER_VERSION
    )


def test_a_new_version_names_both_and_replaces_the_old(study: Study, chain: ConsentChain) -> None:
    newer = read_study(SOURCE.replace(b'version = "1.0"', b'version = "1.1"'))
    with pytest.raises(NoConsentError) as error:
        permit_recording(chain, newer, now=NOW)
    assert "version 1.0" in error.value.happened
    assert "version 1.1" in error.value.happened
    moved = chain.grant(newer, contributor="R", answers=NO_KEYS, now=NOW)
    permit_recording(moved, newer, now=NOW)
    assert refusal_of(lambda: permit_recording(moved, study, now=NOW)) is Refusal.OTHER_VERSION


def test_a_study_altered_behind_its_hash_is_not_the_one_permitted(study: Study, chain: ConsentChain) -> None:
    permit = permit_recording(chain, study, now=NOW)
    blind = dataclasses.replace(study, windows=WindowRules((), (), ()))
    assert blind.sha256 == study.sha256
    assert (
        refusal_of(lambda: permit.require(blind, task_id=TASK, streams=[Stream.SCREEN], now=NOW))
        is Refusal.OTHER_VERSION
    )


# --- the recording process believes nobody ---


def test_an_older_chain_does_not_fit_the_head(study: Study, chain: ConsentChain) -> None:
    withdrawn = chain.withdraw(study.id, now=NOW)
    for lines, head in (
        (chain.lines, withdrawn.head),
        (withdrawn.lines, chain.head),
        (chain.lines, EMPTY_HEAD),
        ((), chain.head),
    ):
        with pytest.raises(TamperedChainError):
            permit_from_records(SOURCE, lines, head, task_id=TASK, now=NOW)


def test_the_study_is_read_from_the_bytes_that_were_hashed(chain: ConsentChain) -> None:
    wider = SOURCE.replace(b'allowed_apps = ["mousepad", "xterm"]', b'allowed_apps = ["mousepad", "*"]')
    assert (
        refusal_of(lambda: permit_from_records(wider, chain.lines, chain.head, task_id=TASK, now=NOW))
        is Refusal.OTHER_VERSION
    )


def test_a_chain_edited_in_memory_is_read_again_from_its_lines(study: Study, chain: ConsentChain) -> None:
    withdrawn = chain.withdraw(study.id, now=NOW)
    object.__setattr__(withdrawn, "entries", chain.entries)
    assert refusal_of(lambda: permit_recording(withdrawn, study, now=NOW)) is Refusal.WITHDRAWN
    object.__setattr__(withdrawn, "lines", chain.lines)
    with pytest.raises(TamperedChainError):
        permit_recording(withdrawn, study, now=NOW)
