"""Keeps what the acting process says of a run, and believes nothing that it cannot know."""

import string
import time
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime
from types import MappingProxyType
from typing import Final

from recorder.episode.actions import Type
from recorder.episode.events import WindowContext
from recorder.episode.phrase import Phrase, phrase
from recorder.episode.screen import Rect
from replay.gate import Lost
from replay.isolation.in_force import Isolation
from replay.plan.steps import ReplayPlan
from replay.progress import How
from replay.running.crossing import answer_of
from replay.running.film import Canvas, Film, FilmError
from replay.running.happenings import (
    DesktopReady,
    GoingOn,
    Pausing,
    RunEvent,
    StepAnswered,
    StepDone,
    StepSkipped,
    TaskReady,
    Viewed,
)
from replay.running.messages import (
    Done,
    Ended,
    FromChild,
    Heard,
    Looked,
    Paused,
    Resumed,
    Skipped,
    TaskUp,
    Up,
    View,
    Wish,
)
from replay.running.result import Look, RunEnding, RunResult, StepRun, TaskFile
from replay.seeing.picture import ScreenPicture

_LONGEST_TITLE: Final = 4_096
_PAUSING: Final = frozenset({Wish.PAUSE, Wish.STEP})
_ENDINGS: Final = {
    How.FINISHED: RunEnding.FINISHED,
    How.STOPPED: RunEnding.STOPPED,
    How.ABORTED: RunEnding.ABORTED,
}


class Hearing:
    """What is known of a run so far. Owned by one thread.

    Args:
        plan: What it does.
        desktop: The pixels that it acts on.
        isolation: What stands between it and the rest of the machine.
        on_event: Told what happens.
        most_bytes: How much memory its pictures may take.
    """

    def __init__(
        self,
        plan: ReplayPlan,
        desktop: Rect,
        isolation: Isolation,
        on_event: Callable[[RunEvent], object],
        *,
        most_bytes: int,
    ) -> None:
        self._isolation = isolation
        self._on_event = on_event
        self._steps = {step.number: StepRun(number=step.number) for step in plan.steps}
        self._typing = {step.number for step in plan.steps if isinstance(step.action, Type)}
        self._film = Film(desktop, most_bytes=most_bytes)
        self._view = Canvas(desktop)
        self._last_looked: int | None = None
        self._task_window: Rect | None = None
        self._remarks: tuple[str, ...] = ()
        self._is_paused = False
        self._pauses_left = 0
        self._started_at = datetime.now(UTC)
        self._started_ns = time.monotonic_ns()
        # What was said already: nothing but a pause happens twice, and whoever says so fills the memory.
        self._said: set[tuple[object, ...]] = set()

    def expect(self, wish: Wish) -> None:
        """Take that a person wished something: it pauses as often as that was wished for, and no oftener."""
        self._pauses_left += wish in _PAUSING

    def take(self, message: FromChild) -> bool:
        """Take something that the process said.

        Returns:
            Whether it can be true.
        """
        try:
            match message:
                case Up() | TaskUp():
                    self._once(type(message))
                    self._came_up(message)
                case Looked():
                    self._look(message)
                case Done():
                    self._done(message)
                case Heard():
                    self._heard(message)
                case Skipped():
                    self._once(Skipped, message.number)
                    self._steps[message.number] = replace(self._steps[message.number], is_skipped=True)
                    self._on_event(StepSkipped(message.number))
                case Paused():
                    self._pausing(message)
                case Resumed():
                    self._going_on()
                case View():
                    self._view.draw(message.change)
                    self._on_event(Viewed(ScreenPicture(self._view.place, self._view.pixels.copy())))
                case _:
                    return False
        except (FilmError, KeyError, ValueError):
            return False
        return True

    def ended(self, message: Ended, why: RunEnding | None, ended_within_ns: int | None = None) -> RunResult:
        """The result of a run that said how it ended.

        Args:
            message: What it said.
            why: Why it was told to end; ``None`` where it was not.
            ended_within_ns: From that until nothing was done any more.

        Raises:
            ValueError: Its reason asks for more than its values.
        """
        files = {
            file.name: TaskFile(file.name, file.size, file.sha256, file.content if file.is_whole else None)
            for file in message.files
        }
        reason = _phrase(message.reason, message.values) if message.reason else None
        ending = why or _ENDINGS[message.how]
        if why is None and message.how is How.ABORTED and not self._isolation.is_own_desktop:
            # Nobody sits at a private desktop: one of its programs has sent a signal.
            ending, reason = RunEnding.BROKE, phrase("Something on its own desktop ended it.")
        result = self.result(ending, reason, ended_within_ns)
        return replace(result, files=MappingProxyType(files), took_ns=message.at_ns)

    def result(
        self, ending: RunEnding, reason: Phrase | None, ended_within_ns: int | None = None
    ) -> RunResult:
        """The result of what was heard."""
        return RunResult(
            isolation=self._isolation,
            desktop=self._film.place,
            started_at=self._started_at,
            took_ns=time.monotonic_ns() - self._started_ns,
            ending=ending,
            reason=reason,
            ended_within_ns=ended_within_ns,
            steps=tuple(self._steps.values()),
            film=self._film,
            task_window=self._task_window,
            remarks=self._remarks,
            files=MappingProxyType({}),
        )

    def _once(self, *what: object) -> None:
        if what in self._said:
            raise ValueError("what happens once was said twice")
        self._said.add(what)

    def _pausing(self, message: Paused) -> None:
        # Past the last step there is still the pointer's way to its end.
        if message.number != len(self._steps) + 1 and message.number not in self._steps:
            raise ValueError("it pauses before a step that there is not")
        if self._is_paused or not self._pauses_left:
            raise ValueError("it pauses twice, or though nobody wished it")
        self._is_paused = True
        self._pauses_left -= 1
        self._on_event(Pausing(message.number))

    def _going_on(self) -> None:
        if not self._is_paused:
            raise ValueError("it goes on though it did not pause")
        self._is_paused = False
        self._on_event(GoingOn())

    def _came_up(self, message: Up | TaskUp) -> None:
        self._started_at, self._started_ns = datetime.now(UTC), time.monotonic_ns()
        if isinstance(message, Up):
            self._remarks += _plain(message.warnings)
            self._on_event(DesktopReady(_plain(message.warnings)))
        else:
            self._task_window = message.window
            self._remarks += _plain(message.differences)
            self._on_event(TaskReady(message.window))

    def _heard(self, message: Heard) -> None:
        if message.number not in self._typing:
            raise ValueError("what was heard belongs to no step that types")
        self._once(Heard, message.number)
        self._steps[message.number] = replace(self._steps[message.number], typed=message.text)

    def _look(self, message: Looked) -> None:
        _check_window(message.window)
        self._once(Looked, None if message.is_end else message.number)
        look = Look(message.at_ns, self._film.add(message.change), message.window, message.hints)
        if self._last_looked is not None:
            last = self._steps[self._last_looked]
            self._steps[last.number] = replace(last, after=look)
            self._last_looked = None
        if message.is_end:
            return
        step = self._steps[message.number]
        answer = answer_of(message)
        if isinstance(answer, Lost):
            answer = replace(answer, reason=_phrase(message.reason, message.values))
        self._steps[step.number] = replace(step, before=look, answer=answer)
        self._last_looked = step.number
        self._on_event(StepAnswered(step.number, answer))

    def _done(self, message: Done) -> None:
        self._once(Done, message.number)
        step = self._steps[message.number]
        self._steps[step.number] = replace(
            step, planned_ns=message.planned_ns, began_ns=message.began_ns, done_ns=message.done_ns
        )
        self._on_event(
            StepDone(step.number, message.planned_ns, message.began_ns, message.done_ns),
        )


def _phrase(text: str, values: dict[str, int | str]) -> Phrase:
    """A phrase that only names its values: what it says is filled in by ``str.format``.

    Raises:
        ValueError: It asks for more than that.
    """
    for _, name, spec, conversion in string.Formatter().parse(text):
        if name is not None and (spec or conversion or name not in values):
            raise ValueError("a sentence has a place that nothing stands in")
    return Phrase(text, MappingProxyType(dict(values)))


def _check_window(window: WindowContext | None) -> None:
    if window is not None and max(len(window.app), len(window.title)) > _LONGEST_TITLE:
        raise ValueError("a window's name is longer than any")


def _plain(lines: tuple[str, ...]) -> tuple[str, ...]:
    """Lines without what would do something to a terminal."""
    return tuple("".join(each for each in line if each.isprintable()) for line in lines)
