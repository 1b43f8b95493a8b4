"""Where a replay stands, out of what is told of it, for whoever shows it: a bar, or a line of a terminal."""

from dataclasses import dataclass, replace
from enum import StrEnum
from typing import assert_never

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


class ReplayStage(StrEnum):
    """How far it is."""

    STARTING = "starting"
    COUNTDOWN = "countdown"
    OPENING = "opening"
    PLAYING = "playing"
    PAUSED = "paused"
    LOOKING = "looking"
    ENDING = "ending"


@dataclass(frozen=True, slots=True, kw_only=True)
class ReplayState:
    """Where it stands.

    Attributes:
        stage: How far it is.
        total: How many steps there are.
        opens_task: Whether the task's window is waited for first.
        number: The step that is done now or next, from 1.
        seconds_left: To the first input, while it counts down.
        warning: What the person should know before the first step is over, in whole sentences; or empty.
    """

    stage: ReplayStage
    total: int
    opens_task: bool
    number: int = 1
    seconds_left: int = 0
    warning: str = ""

    def after(self, event: RunEvent) -> "ReplayState":
        """Where it stands once that has happened."""
        # What still arrives after the wish to end it changes nothing any more.
        return self if self.stage is ReplayStage.ENDING else self._after(event)

    def ending(self) -> "ReplayState":
        """Where it stands once the person wants its end."""
        return replace(self, stage=ReplayStage.ENDING)

    def _after(self, event: RunEvent) -> "ReplayState":  # noqa: PLR0911 - one answer an event
        match event:
            case Starting() | Viewed():
                return self
            case CountingDown(seconds=seconds):
                return replace(self, stage=ReplayStage.COUNTDOWN, seconds_left=seconds)
            case DesktopReady(warnings=warnings):
                stage = ReplayStage.OPENING if self.opens_task else ReplayStage.PLAYING
                return replace(self, stage=stage, seconds_left=0, warning=" ".join(warnings))
            case TaskReady() | GoingOn():
                return replace(self, stage=ReplayStage.PLAYING)
            case StepAnswered(number=number):
                return replace(self, number=number)
            case StepDone(number=number) | StepSkipped(number=number):
                if number >= self.total:
                    return replace(self, stage=ReplayStage.LOOKING)
                return replace(self, number=number + 1, warning="")
            case Pausing(number=number):
                return replace(self, stage=ReplayStage.PAUSED, number=min(number, self.total))
            case _:
                assert_never(event)
