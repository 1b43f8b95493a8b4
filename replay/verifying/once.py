"""Replays a subject as often as was asked, judges all its runs, and writes down what came of them.

A stranger's episode decides how much there is to look at. So pictures of one step at a time are in memory as
pixels; what runs showed is kept as what changed, all of them together within ``ROOM``; and each run's report
is written, and its pictures forgotten, before the next one's is made. Where the runs of an episode show more
than there is room for, those that were done are judged by what was learned until then.
"""

import platform
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from threading import Event
from types import MappingProxyType
from typing import Final

import msgspec

from recorder.episode.phrase import Phrase
from recorder.episode.screen import Rect
from recorder.errors import UserFacingError, where_of
from recorder.vault.session_reader import SessionReader
from replay.composing import RecordComposer, RunAbout
from replay.plan.steps import ReplayPlan
from replay.reasons import file_words
from replay.report.reading import readable
from replay.report.record import Ending, LeftOut, RunRecord
from replay.report.writing import read_run, write_run
from replay.running.desktop_size import desktop_of
from replay.running.happenings import RunEvent
from replay.running.result import RunEnding, RunResult
from replay.running.run import Wishes, run_replay
from replay.seeing.expecting import EpisodePictures, StepPictures
from replay.seeing.reading import Tesseract
from replay.verdict import StepVerdict
from replay.verification import judge_episode, judge_step
from replay.verified_run import evidence_of, volatile_among, volatile_in
from replay.verifying.ignoring import check_ignored, ignored_at
from replay.verifying.subjects import Subject, check_replayable
from replay.verifying.tasks import Asked, Outcome, Verified, outcome_of

ROOM: Final = 256 << 20
"""Bytes that the films of a subject's runs may take; ten runs of an office task take some twenty million."""
_SETTLED: Final = frozenset({Ending.FINISHED, Ending.STOPPED})
_NOWHERE: Final = Rect(0, 0, 0, 0)

OnEvent = Callable[[int, RunEvent], object]
"""Told which run of the subject it is, from 1, and what happens in it."""
OnRecord = Callable[[RunRecord], object]
"""Told what became of a run, with its pictures; whoever keeps it keeps what was recorded."""


class _EndedError(Exception):
    """Somebody ended it: nobody waits for a verdict of what was done by then."""


class _Kept:
    """What is kept of the runs: their reports are written at once, and their pictures forgotten.

    Attributes:
        records: One a run, without its pictures.
        pages: The reports' pages.
        unwritten: Why the first report that could not be written was not; no fault of what is replayed.
    """

    def __init__(self, asked: Asked, on_record: OnRecord = lambda _record: None) -> None:
        self._report: Final = asked.report
        self._on_record: Final = on_record
        self.records: tuple[RunRecord, ...] = ()
        self.pages: tuple[Path, ...] = ()
        self.unwritten: UserFacingError | None = None

    def take(self, record: RunRecord) -> None:
        """Take what a run came to; whatever is done with it, it can be read again."""
        record = readable(record)
        if self._report is not None:
            try:
                self.pages += (write_run(self._report, record),)
            except UserFacingError as error:
                self.unwritten = self.unwritten or error
        self._on_record(record)
        self.records += (msgspec.structs.replace(record, pictures=()),)


@dataclass(frozen=True, slots=True)
class _Told:
    """What is said to whoever asked, and what they wish."""

    on_event: OnEvent
    on_record: OnRecord
    wishes: Wishes | None


def verify_subject(
    subject: Subject,
    asked: Asked,
    *,
    cancel: Event,
    on_event: OnEvent = lambda _repeat, _event: None,
    on_record: OnRecord = lambda _record: None,
    wishes: Wishes | None = None,
) -> Verified:
    """Replay a subject, and say what became of it.

    Args:
        subject: What.
        asked: How, how often, and where to write it down.
        cancel: Ends it from any thread, within 200 ms.
        on_event: Told what happens, on this thread.
        on_record: Handed each run's record with its pictures, on this thread, once it is judged; nothing of
            it is written by that. Not of what was not replayed, nor of what a report holds already.
        wishes: What a person wishes while it runs: to pause, to go on, to do one step.

    Returns:
        What became of it; whatever a person can mend is in there.
    """
    before = kept_of(subject, asked)
    if before is not None:
        return before
    return _verified(subject, asked, cancel, _Told(on_event, on_record, wishes))


def met_fault(subject: Subject, asked: Asked, error: Exception) -> Verified:
    """What becomes of a subject whose replay met a fault of ours, so that it is missing from no report."""
    fault = where_of(error)
    kept = _Kept(asked)
    composer = RecordComposer(about_of(subject, asked, None, _unwritten_repeat(subject, asked)))
    why = (f"Assent met a fault of its own ({fault}).", "Please report it.")
    kept.take(composer.unplayed((), why, ending=Ending.BROKE, at=datetime.now(UTC), desktop=_NOWHERE))
    return Verified(
        named=subject.id,
        outcome=Outcome.FAULT,
        records=kept.records,
        pages=kept.pages,
        error=kept.unwritten,
        fault=fault,
    )


def _verified(subject: Subject, asked: Asked, cancel: Event, told: _Told) -> Verified:
    plan: ReplayPlan | None = None
    began_at = datetime.now(UTC)
    kept = _Kept(asked, told.on_record)
    try:
        with subject.access.open() as reader:
            plan = subject.plan(reader)
            check_replayable(plan)
            check_ignored(plan, asked.ignored)
            for record in _replayed(_Work(subject, asked, plan, reader, cancel), told):
                kept.take(record)
    except _EndedError:
        return Verified(named=subject.id, outcome=Outcome.STOPPED)
    except UserFacingError as error:
        if cancel.is_set():
            return Verified(named=subject.id, outcome=Outcome.STOPPED, error=error)
        return _not_replayed(subject, asked, plan, error, began_at)
    return Verified(
        named=subject.id,
        outcome=outcome_of(kept.records),
        records=kept.records,
        pages=kept.pages,
        error=kept.unwritten,
    )


def _not_replayed(
    subject: Subject, asked: Asked, plan: ReplayPlan | None, error: UserFacingError, at: datetime
) -> Verified:
    kept = _Kept(asked)
    refused = _refused(subject, asked, plan, error, at)
    if refused is not None:
        kept.take(refused)
    return Verified(
        named=subject.id,
        outcome=Outcome.NOT_REPLAYED,
        records=kept.records,
        pages=kept.pages,
        error=error,
    )


def kept_of(subject: Subject, asked: Asked) -> Verified | None:
    """The verdict that a report's folder holds already, of runs that were asked for in the same way."""
    if asked.report is None or asked.is_anew:
        return None
    folder, programs = asked.report, asked.options.programs
    found = [read_run(folder, asked.run_id(subject.id, repeat)) for repeat in range(1, asked.runs + 1)]
    records = tuple(
        record
        for record in found
        if record is not None
        and record.ending in _SETTLED
        and record.episode_id == subject.id
        and record.source == subject.source
        and record.speed == asked.options.speed
        and record.left_out == _left_out(asked)
        and record.programs_sha256 == ("" if programs is None else programs.sha256)
    )
    if len(records) < asked.runs:
        return None
    pages = tuple(folder / record.run_id / "report.html" for record in records)
    return Verified(named=subject.id, outcome=outcome_of(records), records=records, pages=pages, is_kept=True)


def about_of(subject: Subject, asked: Asked, plan: ReplayPlan | None, repeat: int) -> RunAbout:
    """What a run is of."""
    study, task = ("", "") if plan is None else subject.titles(plan)
    return RunAbout(
        run_id=asked.run_id(subject.id, repeat),
        source=subject.source,
        episode_id=subject.id,
        study=study,
        task=task,
        speed=asked.options.speed,
        programs=asked.options.programs,
        repeat=repeat,
        repeats=asked.runs,
        left_out=_left_out(asked),
        made_by=_made_by(),
        platform=f"{platform.system()}, X11",
    )


def _replayed(work: "_Work", told: _Told) -> Iterator[RunRecord]:
    """What each run came to; those that are held together are judged together."""
    runs = work.asked.runs
    held: list[tuple[int, RunResult]] = []
    for repeat in range(1, runs + 1):
        run = run_replay(
            work.plan,
            work.shown,
            work.asked.options,
            on_event=lambda event, repeat=repeat: told.on_event(repeat, event),  # type: ignore[misc]
            cancel=work.cancel,
            wishes=told.wishes,
        )
        if run.ending is RunEnding.ABORTED:
            raise _EndedError
        held.append((repeat, _put_by(run)))
        if repeat == runs or _is_full([each for _, each in held]):
            yield from work.judged(held)
            held.clear()


def _put_by(run: RunResult) -> RunResult:
    """A run without what nobody asks for any more: pixels, and what its files say."""
    run.film.rest()
    files = {name: replace(file, content=None) for name, file in run.files.items()}
    return replace(run, files=MappingProxyType(files))


def _is_full(held: Sequence[RunResult]) -> bool:
    """Whether another run like the largest might not fit."""
    sizes = [run.film.size for run in held]
    return sum(sizes) + max(sizes) > ROOM


class _Work:
    """Judges the runs of one subject. Owned by one thread."""

    def __init__(
        self, subject: Subject, asked: Asked, plan: ReplayPlan, reader: SessionReader, cancel: Event
    ) -> None:
        self.asked: Final = asked
        self.plan: Final = plan
        self.cancel: Final = cancel
        self._subject: Final = subject
        self._ignored: Final = ignored_at(asked.ignored)
        pictures = EpisodePictures(reader, plan.monitors, check=self._check)
        self._volatile = volatile_in(plan, pictures, on_compared=lambda _done, _total: self._check())
        self.shown: Final = StepPictures(pictures, plan, volatile=self._volatile, ignored=self._ignored)
        self._first_saved: dict[str, str] | None = None
        self._reader: Final = Tesseract.if_installed()

    def judged(self, held: Sequence[tuple[int, RunResult]]) -> Iterator[RunRecord]:
        """The records of some runs.

        Raises:
            _EndedError: It was ended meanwhile; a step may take half a second.
        """
        # Only what runs looked like together tells what differs by itself.
        self._volatile = (
            *self._volatile,
            *volatile_among(self.plan, [run for _, run in held], self.shown, check=self._check),
        )
        for repeat, run in held:
            yield self._record_of(run, repeat)
            run.film.rest()

    def _record_of(self, run: RunResult, repeat: int) -> RunRecord:
        composer = RecordComposer(about_of(self._subject, self.asked, self.plan, repeat))
        verdicts: list[StepVerdict] = []
        for step, done in zip(self.plan.steps, run.steps, strict=True):
            self._check()
            evidence = evidence_of(self.plan, step, done, run, self.shown)
            verdict = judge_step(
                evidence,
                volatile=self._volatile,
                ignored=self._ignored(step.number),
                reader=self._reader,
            )
            composer.add(evidence, verdict, done_ns=done.done_ns)
            verdicts.append(verdict)
        return composer.record(run, judge_episode(verdicts), notes=self._file_notes(run))

    def _check(self) -> None:
        if self.cancel.is_set():
            raise _EndedError

    def _file_notes(self, run: RunResult) -> tuple[Phrase, ...]:
        """Whether what the task saved is what it saved in the first run that came to its end."""
        if run.ending is not RunEnding.FINISHED:
            return ()
        saved = {name: file.sha256 for name, file in run.files.items()}
        if self._first_saved is None:
            self._first_saved = saved
            return ()
        return file_words(self._first_saved, saved)


def _refused(
    subject: Subject, asked: Asked, plan: ReplayPlan | None, error: UserFacingError, at: datetime
) -> RunRecord | None:
    """The record of what was not replayed, so that it is missing from no report."""
    if asked.report is None:
        return None
    composer = RecordComposer(about_of(subject, asked, plan, _unwritten_repeat(subject, asked)))
    return composer.unplayed(
        () if plan is None else plan.steps,
        (error.happened, error.kept, error.mend),
        ending=Ending.REFUSED,
        at=at,
        desktop=_desktop(plan),
    )


def _unwritten_repeat(subject: Subject, asked: Asked) -> int:
    """The first of the runs that the report does not hold; what was judged already stays in it."""
    if asked.report is None or asked.is_anew:
        return 1
    numbers = range(1, asked.runs + 1)
    return next(
        (each for each in numbers if read_run(asked.report, asked.run_id(subject.id, each)) is None), 1
    )


def _desktop(plan: ReplayPlan | None) -> Rect:
    if plan is None:
        return _NOWHERE
    try:
        return desktop_of(plan)
    except UserFacingError:
        return _NOWHERE


def _left_out(asked: Asked) -> tuple[LeftOut, ...]:
    """In one order, each once: whoever asks for the same in another order asks for the same."""
    wanted = sorted(set(asked.ignored), key=lambda region: (region.rect, region.step or 0))
    return tuple(LeftOut(rect=region.rect, step=region.step) for region in wanted)


def _made_by() -> str:
    try:
        return f"Assent {version('assent')}"
    except PackageNotFoundError:
        return "Assent"
