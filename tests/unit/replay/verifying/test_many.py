import threading
import time
from pathlib import Path
from threading import Event

import pytest
from msgspec.structs import replace as changed

from recorder.errors import UserFacingError
from recorder.vault.session_reader import SessionAccess
from replay.report.record import Ending, Source
from replay.report.writing import ReportNotWrittenError, read_runs, write_index, write_run
from replay.verifying import many
from replay.verifying.many import verify_many
from replay.verifying.subjects import Subject
from replay.verifying.tasks import Asked, Outcome, Verified

SUMMARY = None


def subject(named: str) -> Subject:
    access = SessionAccess(Path("nowhere"), b"", SUMMARY)  # type: ignore[arg-type]
    return Subject(named, Source.EPISODE, access, None)


def run(
    monkeypatch: pytest.MonkeyPatch,
    verify: object,
    names: str,
    *,
    workers: int = 2,
    cancel: Event | None = None,
    asked: Asked | None = None,
) -> tuple[Verified, ...]:
    monkeypatch.setattr(many, "verify_subject", verify)
    return verify_many(
        [subject(name) for name in names],
        asked or Asked(),
        workers=workers,
        cancel=cancel or Event(),
        on_verified=lambda _place, _verified: None,
    )


def test_one_that_cannot_be_replayed_and_one_that_meets_a_fault_stop_no_other(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    def verify(subject: Subject, *_: object, **__: object) -> Verified:
        if subject.id == "b":
            error = UserFacingError("It is damaged.", mend="Bake it again.")
            return Verified(named=subject.id, outcome=Outcome.NOT_REPLAYED, error=error)
        if subject.id == "c":
            raise RuntimeError("captured words")
        return Verified(named=subject.id, outcome=Outcome.PASSED)

    found = run(monkeypatch, verify, "abcd")
    assert [each.outcome for each in found] == [
        Outcome.PASSED,
        Outcome.NOT_REPLAYED,
        Outcome.FAULT,
        Outcome.PASSED,
    ]
    assert "RuntimeError" in found[2].fault
    assert "captured" not in found[2].fault


def test_what_met_a_fault_is_missing_from_no_report(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    def verify(subject: Subject, *_: object, **__: object) -> Verified:
        raise RuntimeError(f"captured words of {subject.id}")

    found = run(monkeypatch, verify, "a", asked=Asked(runs=3, report=tmp_path))
    (record,) = found[0].records
    assert (record.run_id, record.ending) == ("a-1-of-3", Ending.BROKE)
    page = write_index(tmp_path).read_text()
    assert "a-1-of-3" in page
    assert "captured" not in page + (tmp_path / "junit.xml").read_text()

    # What was judged before it stays.
    write_run(tmp_path, changed(record, ending=Ending.FINISHED))
    found = run(monkeypatch, verify, "a", asked=Asked(runs=3, report=tmp_path))
    assert found[0].records[0].run_id == "a-2-of-3"
    assert {record.ending for _, record in read_runs(tmp_path).runs} == {Ending.FINISHED, Ending.BROKE}


def test_a_fault_whose_report_cannot_be_written_stops_no_other(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    def verify(subject: Subject, *_: object, **__: object) -> Verified:
        raise RuntimeError(subject.id)

    (tmp_path / "report").touch()
    found = run(monkeypatch, verify, "ab", asked=Asked(report=tmp_path / "report"))
    assert [each.outcome for each in found] == [Outcome.FAULT, Outcome.FAULT]
    assert all(isinstance(each.error, ReportNotWrittenError) for each in found)


def test_as_many_as_were_asked_for_run_at_a_time(monkeypatch: pytest.MonkeyPatch) -> None:
    together = threading.Barrier(3, timeout=10)

    def verify(subject: Subject, *_: object, **__: object) -> Verified:
        together.wait()
        return Verified(named=subject.id, outcome=Outcome.PASSED)

    found = run(monkeypatch, verify, "abc", workers=3)
    assert [each.named for each in found] == ["a", "b", "c"]


def test_what_was_not_begun_when_it_is_ended_is_stopped(monkeypatch: pytest.MonkeyPatch) -> None:
    cancel = Event()

    def verify(subject: Subject, *_: object, **__: object) -> Verified:
        cancel.set()
        return Verified(named=subject.id, outcome=Outcome.STOPPED)

    found = run(monkeypatch, verify, "abc", workers=1, cancel=cancel)
    assert {each.outcome for each in found} == {Outcome.STOPPED}
    assert [each.named for each in found] == ["a", "b", "c"]


def test_an_error_of_whoever_hears_of_it_ends_all_that_runs(monkeypatch: pytest.MonkeyPatch) -> None:
    ended = Event()

    def verify(subject: Subject, *_: object, cancel: Event, **__: object) -> Verified:
        if subject.id == "b":
            assert cancel.wait(10)
            ended.set()
        return Verified(named=subject.id, outcome=Outcome.PASSED)

    monkeypatch.setattr(many, "verify_subject", verify)

    def tell(_place: int, _verified: Verified) -> None:
        raise BrokenPipeError

    began = time.monotonic()
    with pytest.raises(BrokenPipeError):
        verify_many([subject(n) for n in "ab"], Asked(), workers=2, cancel=Event(), on_verified=tell)
    assert ended.is_set()
    assert time.monotonic() - began < 5
