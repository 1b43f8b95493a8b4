"""What comes next when a person records a task: wishes and facts in, effects out.

It knows no process, no vault and no clock. Whoever carries out the effects hands back what came of them.
"""

from dataclasses import replace
from datetime import datetime, timedelta
from typing import Final, assert_never

from recorder.episode.ending import EndReason
from recorder.episode.events import MarkKind
from recorder.recording.messages import Ended, Progress
from recorder.session import Command, State
from studio.recording.problems import ProblemWatch
from studio.recording.situation import LIVE, Figures, Outcome, Pause, Situation, Stage
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

COUNTDOWN_SECONDS: Final = 3
_NS_PER_MICROSECOND: Final = 1000


class RecordingFlow:
    """One task being recorded, once or several times."""

    def __init__(self) -> None:
        self._watch = ProblemWatch()
        self._is_called_off = False
        self._is_task_started = False
        self._paused_since_ns: int | None = None
        self._dropped = 0
        self.situation = Situation()

    def wish(self, wish: Wish) -> list[Effect]:
        """Take what a person asks for; what makes no sense now is passed over.

        Returns:
            What to do about it, in order.
        """
        stage = self.situation.stage
        match wish:
            case Wish.RECORD if stage is Stage.READY:
                return self._start()
            case Wish.RECORD_AS_IT_IS if stage is Stage.READY:
                self.situation = Situation()
                self._is_called_off = self._is_task_started = False
                return self._count_down()
            case Wish.CANCEL:
                return self._cancel()
            case Wish.AGAIN if stage is Stage.OVER:
                self.situation = Situation()
                return []
            case _ if stage in LIVE:
                return self._steer(wish)
            case _:
                return []

    def note(self, fact: Fact) -> list[Effect]:  # noqa: C901, PLR0911 - one arm a kind
        """Take what happened.

        Returns:
            What to do about it, in order.
        """
        match fact:
            case TaskStarted():
                return self._task_started(fact)
            case TaskNotStarted(error=error):
                self.situation = Situation(error=None if self._is_called_off else error)
                return []
            case SecondPassed():
                return self._second_passed()
            case Began(warnings=warnings):
                self._watch.warn(warnings)
                if self.situation.stage is Stage.BEGINNING:
                    self._set(stage=Stage.RECORDING)
                return []
            case Reported():
                self._reported(fact)
                return []
            case Closed(session_id=session_id, ended=ended):
                return self._closed(session_id, ended)
            case Broke():
                return self._broke(fact)
            case Filed():
                self._filed(fact)
                return []
            case NotFiled():
                self._not_filed(fact)
                return []
            case TaskLeft(files=files):
                self._set(files=files)
                return []
            case _:
                assert_never(fact)

    def _start(self) -> list[Effect]:
        self.situation = Situation(stage=Stage.STARTING)
        self._is_called_off = self._is_task_started = False
        return [StartTask()]

    def _task_started(self, fact: TaskStarted) -> list[Effect]:
        self._is_task_started = True
        if self._is_called_off:
            self.situation = Situation(files=fact.files)
            return self._leave_task()
        self._set(files=fact.files, differences=fact.differences)
        return self._count_down()

    def _count_down(self) -> list[Effect]:
        self._set(stage=Stage.COUNTDOWN, seconds_left=COUNTDOWN_SECONDS)
        return [CountSecond()]

    def _second_passed(self) -> list[Effect]:
        if self.situation.stage is not Stage.COUNTDOWN:
            return []
        left = self.situation.seconds_left - 1
        if left > 0:
            self._set(seconds_left=left)
            return [CountSecond()]
        self._watch, self._paused_since_ns, self._dropped = ProblemWatch(), None, 0
        self._set(stage=Stage.BEGINNING, seconds_left=0)
        return [BeginRecording()]

    def _cancel(self) -> list[Effect]:
        match self.situation.stage:
            case Stage.STARTING if not self._is_called_off:
                self._is_called_off = True
                return [CallOffStart()]
            case Stage.COUNTDOWN:
                self.situation = Situation(files=self.situation.files)
                return self._leave_task()
            case Stage.BEGINNING:
                # Not one second was wished for, so nothing of it is kept.
                self._is_called_off = True
                self._set(stage=Stage.ENDING)
                return [Give(Command.PANIC)]
            case _:
                return []

    def _steer(self, wish: Wish) -> list[Effect]:
        is_asking = self.situation.is_asking
        match wish:
            case Wish.TOGGLE_PAUSE:
                is_paused = self.situation.stage is Stage.PAUSED
                return [Give(Command.RESUME if is_paused else Command.PAUSE)]
            case Wish.OFF_THE_RECORD:
                return [Give(Command.OFF_THE_RECORD)]
            case Wish.STOP:
                self._set(stage=Stage.ENDING, is_asking=False)
                return [Give(Command.STOP)]
            case Wish.ASK_TO_DISCARD:
                self._set(is_asking=True)
            case Wish.KEEP:
                self._set(is_asking=False)
            case Wish.DISCARD if is_asking:
                self._set(stage=Stage.ENDING, is_asking=False)
                return [Give(Command.PANIC)]
            case _:
                pass
        return []

    def _reported(self, fact: Reported) -> None:
        report = fact.report
        self._dropped = report.frames_dropped
        self._set(figures=Figures(report.recorded_ns, report.video_bytes, report.frames, report.events))
        if self.situation.stage not in LIVE | {Stage.BEGINNING} or report.state is State.ENDED:
            return
        self._set(
            stage=Stage.PAUSED if report.state is State.PAUSED else Stage.RECORDING,
            pause=self._pause(report, fact.at),
            problems=self._watch.observe(report, fact.free_bytes),
        )

    def _pause(self, report: Progress, at: datetime) -> Pause | None:
        before, before_ns = self.situation.pause, self._paused_since_ns
        self._paused_since_ns = report.paused_since_ns
        if report.paused_since_ns is None:
            return None
        since = at - timedelta(microseconds=(report.now_ns - report.paused_since_ns) // _NS_PER_MICROSECOND)
        # Reckoned once a pause: the minute that is shown must not flicker.
        if before is not None and before_ns == report.paused_since_ns:
            since = before.since
        return Pause(report.pause_kind or MarkKind.PAUSED, since, report.is_off_the_record)

    def _closed(self, session_id: str, ended: Ended) -> list[Effect]:
        outcome = Outcome(
            session_id, ended.reason, ended.summary, is_filed=False, pictures_dropped=self._dropped
        )
        self._set(
            stage=Stage.ENDING, outcome=outcome, is_asking=False, pause=None, problems=(), seconds_left=0
        )
        return [FileEnding(session_id, ended), *self._leave_task()]

    def _broke(self, fact: Broke) -> list[Effect]:
        if not fact.session_id:
            self.situation = Situation(error=fact.error, files=self.situation.files)
            return self._leave_task()
        outcome = Outcome(
            fact.session_id, None, None, is_filed=False, pictures_dropped=self._dropped, error=fact.error
        )
        self._set(stage=Stage.ENDING, outcome=outcome, is_asking=False, pause=None, problems=())
        return [FileEnding(fact.session_id, None), *self._leave_task()]

    def _leave_task(self) -> list[Effect]:
        is_started, self._is_task_started = self._is_task_started, False
        return [LeaveTask()] if is_started else []

    def _filed(self, fact: Filed) -> None:
        outcome = self.situation.outcome
        if outcome is None or outcome.session_id != fact.session_id:
            return
        is_destroyed = outcome.reason is EndReason.DESTROYED
        if fact.summary is None and (outcome.error is not None or (is_destroyed and self._is_called_off)):
            # It came to nothing, or was called off before it began: it was no recording.
            self.situation = Situation(error=outcome.error, files=self.situation.files)
            return
        self._set(stage=Stage.OVER, outcome=replace(outcome, is_filed=True, summary=fact.summary))

    def _not_filed(self, fact: NotFiled) -> None:
        outcome = self.situation.outcome
        if outcome is not None and outcome.session_id == fact.session_id:
            self._set(stage=Stage.OVER, outcome=replace(outcome, error=outcome.error or fact.error))

    def _set(self, **changes: object) -> None:
        self.situation = replace(self.situation, **changes)  # type: ignore[arg-type]
