"""Replays a subject as often as was asked, judges all its runs, and writes down what came of them.

A stranger's episode decides how much there is to look at, so pictures of one step at a time are in memory,
and what a run showed is kept as what changed.
"""

import platform
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from threading import Event
from typing import Final

import msgspec

from recorder.episode.screen import Rect
from recorder.errors import UserFacingError
from replay.composing import RecordComposer, RunAbout
from replay.plan.steps import ReplayPlan
from replay.report.record import Ending, LeftOut, RunRecord
from replay.report.writing import read_runs, write_run
from replay.running.desktop_size import desktop_of
from replay.running.happenings import RunEvent
from replay.running.result import RunEnding, RunResult
from replay.running.run import Wishes, run_replay
from replay.seeing.expecting import EpisodePictures, StepPictures
from replay.seeing.reading import Tesseract, TextReader
from replay.verdict import StepVerdict
from replay.verification import judge_episode, judge_step
from replay.verified_run import evidence_of, volatile_among, volatile_in
from replay.verifying.ignoring import check_ignored, ignored_at
from replay.verifying.subjects import Subject, check_replayable
from replay.verifying.tasks import Asked, Outcome, Verified, outcome_of

_SETTLED: Final = frozenset({Ending.FINISHED, Ending.STOPPED})
_NOWHERE: Final = Rect(0, 0, 0, 0)

OnEvent = Callable[[int, RunEvent], object]
"""Told which run of the subject it is, from 1, and what happens in it."""
OnRecord = Callable[[RunRecord], object]
"""Told what became of a run, with its pictures; whoever keeps it keeps what was recorded."""


class _EndedError(Exception):
    """Somebody ended it: nobody waits for a verdict of what was done by then."""


@dataclass(frozen=True, slots=True)
class _Judging:
    subject: Subject
    asked: Asked
    plan: ReplayPlan
    pictures: StepPictures
    volatile: tuple[Rect, ...]
    reader: TextReader | None
    ignored: Callable[[int], tuple[Rect, ...]]
    cancel: Event
    on_record: OnRecord

    def record_of(self, run: RunResult, repeat: int) -> RunRecord:
        """The record of one run, step by step.

        Raises:
            _EndedError: It was ended meanwhile; a step may take half a second.
        """
        composer = RecordComposer(about_of(self.subject, self.asked, self.plan, repeat))
        verdicts: list[StepVerdict] = []
        for step, done in zip(self.plan.steps, run.steps, strict=True):
            if self.cancel.is_set():
                raise _EndedError
            evidence = evidence_of(self.plan, step, done, run, self.pictures)
            verdict = judge_step(
                evidence,
                volatile=self.volatile,
                ignored=self.ignored(step.number),
                reader=self.reader,
            )
            composer.add(evidence, verdict, done_ns=done.done_ns)
            verdicts.append(verdict)
        record = composer.record(run, judge_episode(verdicts))
        self.on_record(record)
        return record


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

    Raises:
        UserFacingError: Its report cannot be written. Whatever else goes wrong is in what is returned.
    """
    kept = kept_of(subject, asked)
    if kept is not None:
        return kept
    told = _Told(on_event, on_record, wishes)
    plan: ReplayPlan | None = None
    began_at = datetime.now(UTC)
    try:
        with subject.access.open() as reader:
            plan = subject.plan(reader)
            check_replayable(plan)
            check_ignored(plan, asked.ignored)
            pictures = EpisodePictures(reader, plan.monitors)
            records = _replayed(subject, asked, plan, pictures, cancel, told)
    except _EndedError:
        return Verified(named=subject.id, outcome=Outcome.STOPPED)
    except UserFacingError as error:
        if cancel.is_set():
            return Verified(named=subject.id, outcome=Outcome.STOPPED, error=error)
        refused = _refused(subject, asked, plan, error, began_at)
        records = () if refused is None else (refused,)
        pages = _written(asked, records)
        return Verified(
            named=subject.id,
            outcome=Outcome.NOT_REPLAYED,
            records=tuple(map(_without_pictures, records)),
            pages=pages,
            error=error,
        )
    pages = _written(asked, records)
    return Verified(
        named=subject.id,
        outcome=outcome_of(records),
        records=tuple(map(_without_pictures, records)),
        pages=pages,
    )


def kept_of(subject: Subject, asked: Asked) -> Verified | None:
    """The verdict that a report's folder holds already, of runs that were asked for in the same way."""
    if asked.report is None or asked.is_anew:
        return None
    folder, programs = asked.report, asked.options.programs
    by_name = dict(read_runs(folder).runs)
    found = [by_name.get(asked.run_id(subject.id, repeat)) for repeat in range(1, asked.runs + 1)]
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


def _replayed(
    subject: Subject,
    asked: Asked,
    plan: ReplayPlan,
    pictures: EpisodePictures,
    cancel: Event,
    told: _Told,
) -> tuple[RunRecord, ...]:
    restless = volatile_in(plan, pictures)
    ignored = ignored_at(asked.ignored)
    shown = StepPictures(pictures, plan, volatile=restless, ignored=ignored)
    runs: list[RunResult] = []
    for repeat in range(1, asked.runs + 1):
        runs.append(
            run_replay(
                plan,
                shown,
                asked.options,
                on_event=lambda event, repeat=repeat: told.on_event(repeat, event),  # type: ignore[misc]
                cancel=cancel,
                wishes=told.wishes,
            )
        )
        if runs[-1].ending is RunEnding.ABORTED:
            raise _EndedError
    # Only what all runs looked like together tells what differs by itself.
    learned = volatile_among(plan, runs, shown) if len(runs) > 1 else ()
    reader = Tesseract.if_installed()
    judging = _Judging(
        subject,
        asked,
        plan,
        shown,
        (*restless, *learned),
        reader,
        ignored,
        cancel,
        told.on_record,
    )
    return tuple(judging.record_of(run, repeat) for repeat, run in enumerate(runs, 1))


def _refused(
    subject: Subject, asked: Asked, plan: ReplayPlan | None, error: UserFacingError, at: datetime
) -> RunRecord | None:
    """The record of what was not replayed, so that it is missing from no report."""
    if asked.report is None:
        return None
    composer = RecordComposer(about_of(subject, asked, plan, 1))
    return composer.unplayed(
        () if plan is None else plan.steps,
        (error.happened, error.kept, error.mend),
        ending=Ending.REFUSED,
        at=at,
        desktop=_desktop(plan),
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


def _written(asked: Asked, records: tuple[RunRecord, ...]) -> tuple[Path, ...]:
    if asked.report is None:
        return ()
    return tuple(write_run(asked.report, record) for record in records)


def _without_pictures(record: RunRecord) -> RunRecord:
    return msgspec.structs.replace(record, pictures=())


def _made_by() -> str:
    try:
        return f"Assent {version('assent')}"
    except PackageNotFoundError:
        return "Assent"
