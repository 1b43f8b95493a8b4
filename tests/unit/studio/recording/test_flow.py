"""Recording as the app sees it, as scripts: what a person wishes, what happens, what is done and shown."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from recorder.episode.ending import EndReason
from recorder.episode.events import MarkKind
from recorder.errors import UserFacingError
from recorder.recording.messages import Ended, Progress
from recorder.session import Command, State
from recorder.vault.session_header import SessionSummary
from studio.recording.flow import RecordingFlow
from studio.recording.problems import DiskLow, FrontHidden, PicturesDropped, Warned
from studio.recording.situation import Situation, Stage, TaskFiles
from studio.recording.steps import (
    Began,
    BeginRecording,
    Broke,
    CallOffStart,
    Closed,
    CountSecond,
    Effect,
    Fact,
    Filed,
    FileEnding,
    Give,
    LeaveTask,
    NotFiled,
    Reported,
    SecondPassed,
    StartTask,
    TaskLeft,
    TaskNotStarted,
    TaskStarted,
    Wish,
)

S = 10**9
ID = "a1"
NOON = datetime(2026, 5, 1, 12, 0, tzinfo=UTC)
FILES = TaskFiles(Path("/tmp/assent-task-x"), is_temporary=True)  # noqa: S108 - nothing is written
SUMMARY = SessionSummary(ID, 5 * S, EndReason.STOPPED, 10, 4, 100, 10, 4096, "ab")
TROUBLE = UserFacingError("It broke.", mend="Mend it.")


def report(state: State = State.RECORDING, *, at_s: float = 1, **more: object) -> Reported:
    progress = Progress(
        state=state,
        pause_kind=MarkKind.PAUSED if state is State.PAUSED else None,
        recorded_ns=round(at_s * S),
        paused_since_ns=None,
        now_ns=round(at_s * S),
        events=10,
        frames=4,
        video_bytes=1000,
        frames_dropped=0,
        hides_something=False,
        worst_lag_ms=1,
    )
    fields = {name: getattr(progress, name) for name in progress.__struct_fields__}
    return Reported(Progress(**(fields | more)), NOON + timedelta(seconds=at_s))


class Script:
    """A flow, and what it answered last."""

    def __init__(self) -> None:
        self.flow = RecordingFlow()
        self.effects: list[Effect] = []

    def __call__(self, *steps: Wish | Fact) -> "Script":
        for step in steps:
            self.effects = self.flow.wish(step) if isinstance(step, Wish) else self.flow.note(step)
        return self

    def recording(self) -> "Script":
        counted = (SecondPassed(),) * 3
        return self(Wish.RECORD, TaskStarted(FILES), *counted, Began(ID), report())

    def now(self) -> Situation:
        return self.flow.situation


@pytest.fixture
def script() -> Script:
    return Script()


def test_recording_starts_the_task_counts_to_three_and_begins(script: Script) -> None:
    assert script(Wish.RECORD).effects == [StartTask()]
    assert script.now().stage is Stage.STARTING
    assert script(TaskStarted(FILES, ("It differs.",))).effects == [CountSecond()]
    seen = []
    while script.now().stage is Stage.COUNTDOWN:
        seen.append(script.now().seconds_left)
        script(SecondPassed())
    assert seen == [3, 2, 1]
    assert script.effects == [BeginRecording()]
    assert script.now().stage is Stage.BEGINNING
    assert script.now().differences == ("It differs.",)
    assert script(Began(ID), report()).now().stage is Stage.RECORDING


def test_what_the_person_started_is_counted_down_to_at_once(script: Script) -> None:
    assert script(Wish.RECORD_AS_IT_IS).effects == [CountSecond()]
    assert script(*(SecondPassed(),) * 3).effects == [BeginRecording()]


def test_a_start_that_fails_is_said_where_it_was_asked_for(script: Script) -> None:
    assert script(Wish.RECORD, TaskNotStarted(TROUBLE)).effects == []
    assert script.now() == Situation(error=TROUBLE)


def test_a_start_can_be_called_off_however_it_ends(script: Script) -> None:
    assert script(Wish.RECORD, Wish.CANCEL).effects == [CallOffStart()]
    assert script(Wish.CANCEL).effects == []
    assert script(TaskNotStarted(TROUBLE)).now() == Situation()
    script(Wish.RECORD, Wish.CANCEL, TaskStarted(FILES))
    assert script.effects == [LeaveTask()]
    assert script(TaskLeft(None)).now() == Situation()


def test_the_countdown_can_be_called_off_and_a_late_second_changes_nothing(script: Script) -> None:
    assert script(Wish.RECORD, TaskStarted(FILES), SecondPassed(), Wish.CANCEL).effects == [LeaveTask()]
    assert script.now().stage is Stage.READY
    assert script(SecondPassed()).effects == []
    assert script.now().stage is Stage.READY


def test_what_is_called_off_while_it_begins_leaves_no_recording(script: Script) -> None:
    script(Wish.RECORD, TaskStarted(FILES), *(SecondPassed(),) * 3)
    assert script(Wish.CANCEL).effects == [Give(Command.PANIC)]
    ended = Ended(EndReason.DESTROYED, None)
    assert script(report(), Closed(ID, ended)).effects == [FileEnding(ID, ended), LeaveTask()]
    assert script(Filed(ID, None)).now().stage is Stage.READY
    assert script.now().outcome is None


def test_a_pause_says_since_when_and_the_minute_does_not_flicker(script: Script) -> None:
    script.recording()
    assert script(Wish.TOGGLE_PAUSE).effects == [Give(Command.PAUSE)]
    script(replace(report(State.PAUSED, at_s=12, paused_since_ns=10 * S), at=NOON + timedelta(seconds=12)))
    first = script.now().pause
    assert first is not None
    assert first.since == NOON + timedelta(seconds=10)
    script(replace(report(State.PAUSED, at_s=90, paused_since_ns=10 * S), at=NOON + timedelta(seconds=90.4)))
    assert script.now().pause == first
    assert script(Wish.TOGGLE_PAUSE).effects == [Give(Command.RESUME)]
    assert script(report(at_s=91)).now().pause is None


def test_hotkeys_need_no_wish(script: Script) -> None:
    off = report(State.PAUSED, paused_since_ns=S, is_off_the_record=True)
    pause = script.recording()(off).now().pause
    assert pause is not None
    assert pause.is_off_the_record
    ended = Ended(EndReason.STOPPED, SUMMARY)
    assert script(Closed(ID, ended)).effects == [FileEnding(ID, ended), LeaveTask()]
    script(Filed(ID, SUMMARY), TaskLeft(FILES))
    outcome = script.now().outcome
    assert script.now().stage is Stage.OVER
    assert outcome is not None
    assert (outcome.summary, outcome.is_filed) == (SUMMARY, True)
    assert script.now().files == FILES


def test_nothing_is_destroyed_without_the_answer_to_a_question(script: Script) -> None:
    script.recording()
    assert script(Wish.DISCARD).effects == []
    assert script(Wish.ASK_TO_DISCARD).effects == []
    assert script.now().is_asking
    assert script(report(at_s=2)).now().is_asking
    assert script(Wish.KEEP).effects == []
    assert script(Wish.DISCARD).effects == []
    assert script(Wish.ASK_TO_DISCARD, Wish.DISCARD).effects == [Give(Command.PANIC)]
    script(Closed(ID, Ended(EndReason.DESTROYED, None)), Filed(ID, None))
    outcome = script.now().outcome
    assert outcome is not None
    assert (outcome.reason, outcome.summary) == (EndReason.DESTROYED, None)


def test_a_locked_vault_is_told_when_it_is_opened(script: Script) -> None:
    script.recording()(Wish.STOP, Closed(ID, Ended(EndReason.STOPPED, SUMMARY)), NotFiled(ID, None))
    assert script.now().stage is Stage.OVER
    outcome = script.now().outcome
    assert outcome is not None
    assert not outcome.is_filed
    assert script(Filed(ID, SUMMARY)).now().outcome == replace(outcome, is_filed=True)


def test_a_vault_that_is_told_late_does_not_disturb_the_next_recording(script: Script) -> None:
    script.recording()(Wish.STOP, Closed(ID, Ended(EndReason.STOPPED, SUMMARY)), NotFiled(ID, None))
    script(Wish.AGAIN, Wish.RECORD_AS_IT_IS)
    before = script.now()
    assert script(Filed(ID, SUMMARY)).now() == before


def test_a_process_that_dies_leaves_what_was_recovered(script: Script) -> None:
    assert script.recording()(Broke(ID, TROUBLE)).effects == [FileEnding(ID, None), LeaveTask()]
    outcome = script(Filed(ID, SUMMARY)).now().outcome
    assert outcome is not None
    assert (outcome.error, outcome.summary, outcome.reason) == (TROUBLE, SUMMARY, None)


def test_what_never_began_is_no_recording(script: Script) -> None:
    script(Wish.RECORD, TaskStarted(FILES), *(SecondPassed(),) * 3, Broke("", TROUBLE))
    assert script.effects == [LeaveTask()]
    assert (script.now().stage, script.now().error) == (Stage.READY, TROUBLE)
    script(Wish.RECORD_AS_IT_IS, *(SecondPassed(),) * 3, Broke(ID, TROUBLE), Filed(ID, None))
    assert (script.now().stage, script.now().error) == (Stage.READY, TROUBLE)


@pytest.mark.parametrize("wish", list(Wish))
def test_after_the_end_only_another_recording_can_be_wished_for(script: Script, wish: Wish) -> None:
    script.recording()(Wish.STOP, Closed(ID, Ended(EndReason.STOPPED, SUMMARY)), Filed(ID, SUMMARY))
    before = script.now()
    assert script(wish).effects == []
    assert script.now() == (Situation() if wish is Wish.AGAIN else before)


def test_problems_are_said_while_they_last(script: Script) -> None:
    counted = (SecondPassed(),) * 3
    script(Wish.RECORD_AS_IT_IS, *counted, Began(ID, ("A key is taken.",)), report())
    assert script.now().problems == (Warned("A key is taken."),)
    script(report(at_s=20, front_is_hidden=True, frames_dropped=3))
    assert script.now().problems == (PicturesDropped(3), FrontHidden())
    script(report(State.PAUSED, at_s=40, front_is_hidden=True, frames_dropped=3, paused_since_ns=S))
    assert script.now().problems == ()
    script(replace(report(at_s=41), free_bytes=65_000_000))
    assert [type(problem) for problem in script.now().problems] == [DiskLow]
