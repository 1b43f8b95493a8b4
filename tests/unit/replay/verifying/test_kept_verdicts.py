"""What a report's folder holds already stands for a run only where it was asked for in the same way."""

from pathlib import Path

import pytest
from msgspec.structs import replace as changed

from recorder.vault.session_reader import SessionAccess
from replay.isolation.programs import OtherPrograms
from replay.report.record import RunRecord, Source
from replay.report.writing import write_run
from replay.running.options import RunOptions
from replay.verdict import VerdictKind
from replay.verifying.once import about_of, kept_of
from replay.verifying.subjects import Subject
from replay.verifying.tasks import Asked
from tests.rigs.replay_record import run_of

_NAME = "e1" * 16


@pytest.fixture
def subject() -> Subject:
    access = SessionAccess(Path("nowhere"), b"", None)  # type: ignore[arg-type]
    return Subject(_NAME, Source.RECEIVED, access, None)


def programs(letter: str) -> OtherPrograms:
    return OtherPrograms(Path("/build"), ("mousepad",), letter * 64)


def written(asked: Asked, **fields: object) -> RunRecord:
    record = run_of(VerdictKind.SAME, run_id=asked.run_id(_NAME, 1), episode_id=_NAME, repeats=1)
    record = changed(record, **fields)
    assert asked.report is not None
    write_run(asked.report, record)
    return record


def test_a_run_with_other_programs_stands_beside_the_one_without(subject: Subject, tmp_path: Path) -> None:
    plain = Asked(report=tmp_path)
    tried = Asked(report=tmp_path, options=RunOptions(programs=programs("a")))
    assert plain.run_id(_NAME, 1) == f"{_NAME}-1-of-1"
    assert tried.run_id(_NAME, 1) == f"{_NAME}-1-of-1-with-aaaaaaaa"
    written(plain)
    assert kept_of(subject, plain) is not None
    assert kept_of(subject, tried) is None
    written(tried, programs=("mousepad",), programs_sha256="a" * 64)
    assert kept_of(subject, tried) is not None
    kept = kept_of(subject, plain)
    assert kept is not None
    assert kept.records[0].programs == ()


def test_another_build_under_the_same_name_is_tried_anew(subject: Subject, tmp_path: Path) -> None:
    one = Asked(report=tmp_path, options=RunOptions(programs=programs("a")))
    written(one, programs=("mousepad",), programs_sha256="a" * 64)
    other = Asked(report=tmp_path, options=RunOptions(programs=programs("b")))
    assert kept_of(subject, other) is None
    # Nor does a folder's name alone tell: two hashes may begin alike.
    alike = OtherPrograms(Path("/build"), ("mousepad",), "a" * 63 + "b")
    assert kept_of(subject, Asked(report=tmp_path, options=RunOptions(programs=alike))) is None


def test_what_was_run_with_other_programs_never_stands_for_the_systems_own(
    subject: Subject, tmp_path: Path
) -> None:
    plain = Asked(report=tmp_path)
    written(plain, programs=("mousepad",), programs_sha256="a" * 64)
    assert kept_of(subject, plain) is None


def test_a_record_says_which_programs(subject: Subject) -> None:
    asked = Asked(options=RunOptions(programs=programs("a")))
    assert about_of(subject, asked, None, 1).programs == programs("a")
    assert about_of(subject, Asked(), None, 1).programs is None
