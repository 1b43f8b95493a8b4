"""Says on the terminal what a replay does while it does it, and how it ended; never what was typed."""

from collections.abc import Iterator, Mapping
from typing import Final, assert_never

from recorder.commands.exit_codes import ExitCode
from recorder.commands.output import note
from recorder.episode.phrase import english
from recorder.episode.time import format_time
from recorder.wording import clean
from replay.gate import Answer, Late, Lost, Moved, Ready
from replay.plan.steps import ReplayPlan
from replay.plan.words import refusal_words, step_words
from replay.running.happenings import (
    CountingDown,
    DesktopReady,
    GoingOn,
    Pausing,
    RunEvent,
    Starting,
    StepAnswered,
    StepDone,
    StepSkipped,
    TaskReady,
    Viewed,
)
from replay.running.result import RunEnding, RunResult
from replay.running.standing import ReplayStage, ReplayState
from replay.running.telling import ending_words, state_words
from replay.verifying.playing import Looking

_CODES: Final[Mapping[RunEnding, ExitCode]] = {
    RunEnding.FINISHED: ExitCode.DONE,
    RunEnding.STOPPED: ExitCode.DIFFERENT,
    RunEnding.ABORTED: ExitCode.STOPPED,
    RunEnding.TOO_LONG: ExitCode.FAILED,
    RunEnding.BROKE: ExitCode.FAILED,
}
_TOLD: Final = frozenset(
    {ReplayStage.COUNTDOWN, ReplayStage.OPENING, ReplayStage.PAUSED, ReplayStage.LOOKING}
)
"""What is said of where it stands; while it plays, each step says itself."""


def looking() -> Looking:
    """Says once that a recording is looked through, where there is anything to look at; Ctrl+C ends it."""
    is_said = False

    def say(_done: int, _total: int) -> None:
        nonlocal is_said
        if not is_said:
            is_said = True
            note("Looking through the recording for what changes by itself, such as clocks.")

    return Looking(on_compared=say)


class StepTeller:
    """Says each step on standard error, on the thread that runs the replay.

    Args:
        plan: What is done.
        opens_task: Whether its task is started first.
    """

    def __init__(self, plan: ReplayPlan, *, opens_task: bool) -> None:
        self._plan: Final = plan
        self._state = ReplayState(
            stage=ReplayStage.STARTING,
            total=len(plan.steps),
            opens_task=opens_task and plan.start is not None,
        )
        self._digits: Final = len(str(len(plan.steps)))

    def hear(self, event: RunEvent) -> None:
        """Say what happened."""
        before, self._state = self._state, self._state.after(event)
        for line in self._lines(event):
            note(line)
        is_news = self._state.stage is not before.stage or isinstance(event, CountingDown)
        if is_news and self._state.stage in _TOLD:
            note(english(state_words(self._state)))

    def _lines(self, event: RunEvent) -> Iterator[str]:
        match event:
            case Starting(isolation=isolation):
                yield from map(english, isolation.sentences())
            case DesktopReady(warnings=warnings):
                yield from map(clean, warnings)
            case StepAnswered(number=number, answer=answer):
                yield self._step(number, _answer_words(answer))
            case StepSkipped(number=number):
                refusal = self._plan.steps[number - 1].refusal
                why = "" if refusal is None else english(refusal_words(refusal))
                yield self._step(number, f": left out. {why}")
            case CountingDown() | TaskReady() | Pausing() | GoingOn() | StepDone() | Viewed():
                pass
            case _:
                assert_never(event)

    def _step(self, number: int, remark: str) -> str:
        step = self._plan.steps[number - 1]
        return f"[{number:>{self._digits}}/{len(self._plan.steps)}] {step_words(step)}{remark}".rstrip()


def ending_text(run: RunResult) -> str:
    """How it ended, and how long it took."""
    said = (*map(english, ending_words(run)), f"It took {format_time(run.took_ns)}.")
    return clean(" ".join(said))


def ending_json(run: RunResult) -> dict[str, object]:
    """How it ended, for a program; the names are part of its format."""
    return {
        "ending": run.ending.value,
        "reason": None if run.reason is None else clean(english(run.reason)),
        "walled": run.isolation.is_walled,
        "own_desktop": run.isolation.is_own_desktop,
        "took_ns": run.took_ns,
        "steps": len(run.steps),
        "steps_done": sum(step.done_ns is not None for step in run.steps),
        "remarks": [clean(each) for each in run.remarks],
    }


def ending_code(run: RunResult) -> ExitCode:
    """How the command ends."""
    return _CODES[run.ending]


def _answer_words(answer: Answer) -> str:
    match answer:
        case Ready():
            return ""
        case Late():
            return " (once the screen was ready)"
        case Moved():
            return " (found elsewhere)"
        case Lost(reason=reason):
            return f": not done. {clean(english(reason))}"
        case _:
            assert_never(answer)
