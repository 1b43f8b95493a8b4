"""Says on the terminal what a replay does while it does it, and how it ended; never what was typed."""

from collections.abc import Iterator, Mapping
from typing import Final, assert_never

from recorder.commands.exit_codes import ExitCode
from recorder.commands.output import note
from recorder.episode.phrase import english
from recorder.episode.time import format_time
from recorder.wording import clean, count_text
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

_CODES: Final[Mapping[RunEnding, ExitCode]] = {
    RunEnding.FINISHED: ExitCode.DONE,
    RunEnding.STOPPED: ExitCode.DIFFERENT,
    RunEnding.ABORTED: ExitCode.STOPPED,
    RunEnding.TOO_LONG: ExitCode.FAILED,
    RunEnding.BROKE: ExitCode.FAILED,
}
_WORDS: Final[Mapping[RunEnding, str]] = {
    RunEnding.FINISHED: "Played to its end",
    RunEnding.STOPPED: "It stopped rather than act in the wrong place",
    RunEnding.ABORTED: "It was ended by hand",
    RunEnding.TOO_LONG: "It took too long, and was ended",
    RunEnding.BROKE: "Something broke, and it ended",
}


class StepTeller:
    """Says each step on standard error, on the thread that runs the replay.

    Args:
        plan: What is done.
    """

    def __init__(self, plan: ReplayPlan) -> None:
        self._plan: Final = plan
        self._digits: Final = len(str(len(plan.steps)))

    def hear(self, event: RunEvent) -> None:
        """Say what happened."""
        for line in self._lines(event):
            note(line)

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
            case CountingDown() | TaskReady() | Pausing() | GoingOn():
                yield _stage_words(event)
            case StepDone() | Viewed():
                pass
            case _:
                assert_never(event)

    def _step(self, number: int, remark: str) -> str:
        step = self._plan.steps[number - 1]
        return f"[{number:>{self._digits}}/{len(self._plan.steps)}] {step_words(step)}{remark}".rstrip()


def ending_words(run: RunResult) -> str:
    """How it ended, in a line or two."""
    done = sum(step.done_ns is not None for step in run.steps)
    of = "" if done == len(run.steps) else f" of {len(run.steps)}"
    said = f"{_WORDS[run.ending]}: {count_text(done, 'step')} done{of}, in {format_time(run.took_ns)}."
    if run.reason is not None and run.ending is not RunEnding.FINISHED:
        said += f"\n{clean(english(run.reason))}"
    return said


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


def _stage_words(event: CountingDown | TaskReady | Pausing | GoingOn) -> str:
    match event:
        case CountingDown(seconds=seconds):
            return f"Begins in {seconds}"
        case TaskReady():
            return "The task's window is there."
        case Pausing():
            return "Paused."
        case GoingOn():
            return "Going on."


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
