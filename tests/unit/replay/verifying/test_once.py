"""All runs of a subject: judged together where there is room for them, and never held beyond it."""

import gc
import weakref
from collections.abc import Callable
from contextlib import nullcontext
from pathlib import Path
from threading import Event
from typing import cast

import pytest

from recorder.episode.events import WindowContext
from recorder.episode.screen import Rect
from recorder.vault.session_reader import SessionAccess
from replay.plan.steps import ReplayPlan
from replay.report.record import Source
from replay.report.writing import ReportNotWrittenError
from replay.running.film import Film
from replay.running.result import RunResult, TaskFile
from replay.verifying import once
from replay.verifying.once import verify_subject
from replay.verifying.subjects import Subject
from replay.verifying.tasks import Asked, Outcome
from tests.rigs.drawn_screen import DESKTOP, Screen
from tests.rigs.replay_plans import click, plan_of, task
from tests.rigs.replayed_run import Recorded, run_showing

WINDOW = WindowContext("Editor", "letter.txt - Editor", Screen().window)
PLAN = plan_of(click(1, 500, *Screen().centre("Item 13")), start=task("editor"), screen=DESKTOP)
SCREENS = (Screen(), Screen(lit_row="Item 13"))


class Access:
    def open(self) -> nullcontext[None]:
        return nullcontext()


class Runs:
    """Plays runs that were made up, and counts how many films of earlier ones are still there."""

    def __init__(self) -> None:
        self.films: list[weakref.ref[Film]] = []
        self.most_alive = 0
        self.saved = ["ab"]

    def __call__(self, plan: ReplayPlan, *_: object, **__: object) -> RunResult:
        gc.collect()
        self.most_alive = max(self.most_alive, sum(film() is not None for film in self.films))
        saved = self.saved[min(len(self.films), len(self.saved) - 1)]
        left = {"letter.txt": TaskFile("letter.txt", 5, saved * 32, b"words")}
        run = run_showing(plan, [screen.shown() for screen in SCREENS], window=WINDOW, files=left)
        self.films.append(weakref.ref(run.film))
        return run


@pytest.fixture
def runs(monkeypatch: pytest.MonkeyPatch) -> Runs:
    made = Runs()
    monkeypatch.setattr(once, "run_replay", made)
    monkeypatch.setattr(once, "EpisodePictures", lambda *_, **__: None)
    monkeypatch.setattr(once, "volatile_in", lambda *_, **__: ())
    recorded = Recorded([screen.recorded() for screen in SCREENS])
    monkeypatch.setattr(once, "StepPictures", lambda *_, **__: recorded)
    monkeypatch.setattr(Subject, "plan", lambda *_: PLAN)
    return made


def subject() -> Subject:
    return Subject("episode-1", Source.EPISODE, cast("SessionAccess", Access()), None)


def test_runs_that_fit_are_judged_together(runs: Runs, tmp_path: Path) -> None:
    found = verify_subject(subject(), Asked(runs=4, report=tmp_path), cancel=Event())
    assert found.outcome is Outcome.PASSED
    assert [record.repeat for record in found.records] == [1, 2, 3, 4]
    assert runs.most_alive == 3
    assert all(page.is_file() for page in found.pages)
    assert all(not record.pictures for record in found.records)


def test_runs_that_do_not_fit_are_judged_and_forgotten(
    runs: Runs, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(once, "ROOM", 1)
    found = verify_subject(subject(), Asked(runs=6, report=tmp_path), cancel=Event())
    assert found.outcome is Outcome.PASSED
    assert [record.repeat for record in found.records] == [1, 2, 3, 4, 5, 6]
    assert runs.most_alive <= 1


def test_files_that_were_saved_otherwise_are_told_of_without_their_names(runs: Runs, tmp_path: Path) -> None:
    runs.saved = ["ab", "ab", "cd"]
    found = verify_subject(subject(), Asked(runs=3, report=tmp_path), cancel=Event())
    told = [[each.english for each in record.ending_reasons] for record in found.records]
    assert told == [[], [], ["One saved file is another one than in the first run."]]
    assert found.outcome is Outcome.PASSED


def test_a_report_that_cannot_be_written_is_no_fault_of_what_is_replayed(runs: Runs, tmp_path: Path) -> None:
    asked = Asked(report=tmp_path / "report")
    (tmp_path / "report").mkdir()
    (tmp_path / "report" / asked.run_id("episode-1", 1)).touch()
    found = verify_subject(subject(), asked, cancel=Event())
    assert isinstance(found.error, ReportNotWrittenError)
    # It was replayed, and what came of it is known.
    assert found.outcome is Outcome.PASSED
    assert [record.repeat for record in found.records] == [1]
    assert found.pages == ()


def test_it_is_ended_while_it_looks_through_the_recording(
    runs: Runs, monkeypatch: pytest.MonkeyPatch
) -> None:
    cancel = Event()
    compared: list[int] = []

    def looked_through(
        _plan: ReplayPlan, _pictures: object, *, on_compared: Callable[[int, int], object]
    ) -> tuple[Rect, ...]:
        for done in range(100):
            on_compared(done, 100)
            compared.append(done)
            if done == 2:
                cancel.set()
        return ()

    monkeypatch.setattr(once, "volatile_in", looked_through)
    assert verify_subject(subject(), Asked(), cancel=cancel).outcome is Outcome.STOPPED
    assert compared == [0, 1, 2]
    assert runs.films == []
