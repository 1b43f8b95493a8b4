"""The gate, with a picture: what the screen showed at a step, and which window had the focus.

A program that is behind is waited for first: what it shows may be of long ago. The picture is taken here,
ahead of the step's own time, so that no input is late for it. It is to be compared with the recording, all of
the windows that were worked in, while the gate looks only around the target: so what a step came to elsewhere
is waited for as well. And what the gate has found is looked for once more in it, since a window may move
between two looks.

Decisions:

* How long depends on how long the person had to see it. Where they paused for ``_TIME_TO_LOOK_NS`` or more
  after their last key or click, the recording shows what that came to, and up to ``_PICTURE_NS`` are given to
  a machine that is slower. Where they went on at once, it may be of the middle of a change: then it is enough
  that the screen is still for a moment.
* What was waited for in vain is not waited for again: one other word on the page costs its wait once.
* What lies where the person acted is the gate's: the pointer lights it up, sooner or later.
* A title that names another folder than it did, and else the same, looks otherwise for good: it is not waited
  for. A replay's own folder is another one than the recording's.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field
from threading import Event
from typing import Final, Protocol

import numpy as np

from recorder.episode.events import WindowContext
from recorder.episode.screen import Rect
from recorder.episode.time import NS_PER_MS, NS_PER_SECOND
from replay.gate import Answer, Lost, Moved, Ready, after_waiting
from replay.plan.steps import PlanStep
from replay.ports import Clock, Eyes
from replay.running.answering import Answering
from replay.running.eyes import FocusEyes, HintEyes
from replay.seeing.difference import difference, difference_after_moving, difference_elsewhere
from replay.seeing.expecting import Expected
from replay.seeing.picture import Pixels, ScreenPicture
from replay.seeing.titles import is_title_drawn_otherwise, title_bar
from replay.seeing.wanted import lit_around

_STILL_NS: Final = 200 * NS_PER_MS
_SETTLE_NS: Final = 1_000 * NS_PER_MS
_PICTURE_NS: Final = 5 * NS_PER_SECOND
_TIME_TO_LOOK_NS: Final = 500 * NS_PER_MS
_POLL_NS: Final = 40 * NS_PER_MS
_NEAR_PX: Final = 8
_LATE_NS: Final = 40 * NS_PER_MS
_MOST_ANSWERS: Final = 5
"""How often an answer may come to nothing; a screen that changes faster has no better."""


class HoldingGate(Protocol):
    """A gate that can tell whether what it answered is still so."""

    def wait(self, step: PlanStep, wake: Event) -> Answer | None:
        """Wait until the screen is ready for a step; see ``Gate``."""

    def holds(self, seen: ScreenPicture) -> bool:
        """Whether what it answered last is still so in a picture of the whole desktop."""


@dataclass(frozen=True, slots=True, eq=False)
class Glimpse:
    """What the screen showed at a moment.

    Attributes:
        pixels: Of the whole desktop, a copy.
        window: The window that had the focus; ``None`` where none had.
        hints: Where little windows said what is under the pointer.
    """

    pixels: Pixels = field(repr=False)
    window: WindowContext | None = field(repr=False)
    hints: tuple[Rect, ...] = ()


@dataclass(frozen=True, slots=True)
class Watching:
    """What a desktop is watched with. Owned by the thread that plays.

    Attributes:
        eyes: Sees the whole desktop.
        focus: Sees which window has the focus.
        clock: Waits.
        expected: What the recording showed; ``None`` where nobody compares.
        desktop: All that there is to see.
        answering: Tells when the focused window's program has taken what it was given.
        hints: Sees what lies over the windows only since the pointer rests.
    """

    eyes: Eyes
    focus: FocusEyes
    clock: Clock
    expected: Expected | None
    desktop: Rect
    answering: Answering
    hints: HintEyes

    def look(self) -> Glimpse:
        """What the screen shows now."""
        return Glimpse(self.eyes.look().copy(), self.focus.window(), self.hints.places())


@dataclass(frozen=True, slots=True)
class _Sought:
    """The picture that is waited for.

    Attributes:
        number: The step's that comes next; past the last one's, the end.
        about: The windows that were worked in; all of the desktop where nobody knows.
        target: Around what nothing is compared here.
        moved: How far what the step is about has moved.
        has_time: Whether the person had time to look at it.
        window: The window with the focus, as it was recorded; of the end as it was at the last step.
    """

    number: int
    about: tuple[Rect, ...]
    target: Rect | None
    moved: tuple[int, int]
    has_time: bool
    window: WindowContext | None


class WatchedGate:
    """A ``Gate`` that keeps what the screen showed when it answered. Owned by the thread that plays.

    Args:
        gate: Answers.
        watching: Looks.
        patience_ns: How long to wait for a program that does not answer, in nanoseconds.
    """

    def __init__(self, gate: HoldingGate, watching: Watching, *, patience_ns: int) -> None:
        self._patience_ns: Final = patience_ns
        self._gate: Final = gate
        self._watching: Final = watching
        self._seen: Glimpse | None = None
        self._last: PlanStep | None = None
        self._moved = (0, 0)
        self._given_up: list[Rect] = []

    def wait(self, step: PlanStep, wake: Event) -> Answer | None:
        """Wait until the screen is ready for a step, and look; see ``Gate``."""
        self._seen = None
        taken_ns = self._answered_ns(wake)
        answer: Answer | None = None
        for _ in range(_MOST_ANSWERS):
            answer = self._gate.wait(step, wake)
            # A step that does nothing needs no picture: what came before it is over when the next one is due.
            if step.inputs and not (answer is None or isinstance(answer, Lost)):
                self._moved = (answer.dx, answer.dy) if isinstance(answer, Moved) else (0, 0)
                waited_ns = self._waited_ns(self._sought(step), wake)
                taken_ns += waited_ns
                if waited_ns >= _STILL_NS:
                    # The target may have changed while the rest was waited for.
                    answer = self._gate.wait(step, wake)
            if answer is None:
                return None
            self._seen = self._watching.look()
            seen = ScreenPicture(self._watching.desktop, self._seen.pixels, self._seen.hints)
            if self._gate.holds(seen):
                break
        if step.inputs:
            self._last = step
        return answer if answer is None or taken_ns < _LATE_NS else after_waiting(answer, taken_ns)

    def again(self, step: PlanStep, wake: Event) -> Answer | None:  # noqa: ARG002 - the protocol's
        """Go on at once: on a desktop of its own nobody did anything meanwhile."""
        return Ready()

    def wait_for_the_end(self, number: int, ended_ns: int, wake: Event) -> None:
        """Wait for what the last step came to.

        Args:
            number: The number past the last step's.
            ended_ns: The episode's length.
            wake: Cuts the wait short.
        """
        self._seen = None
        self._answered_ns(wake)
        window = None if self._last is None else self._last.window
        has_time = self._has_time(ended_ns)
        self._waited_ns(_Sought(number, _windows(self._last), None, self._moved, has_time, window), wake)

    def take(self) -> Glimpse:
        """What the screen showed at the last answer, once; what it shows now where there is none."""
        seen, self._seen = self._seen, None
        return seen or self._watching.look()

    def forget(self) -> None:
        """Keep nothing of what was seen: the next look is a new one."""
        self._seen = None

    def _answered_ns(self, wake: Event) -> int:
        """Wait for a program that is behind; how long that took."""
        if self._watching.expected is None:
            return 0
        return self._watching.answering.wait(wake, limit_ns=self._patience_ns)

    def _sought(self, step: PlanStep) -> _Sought:
        return _Sought(
            step.number,
            _windows(self._last, step),
            lit_around(step),
            self._moved,
            has_time=self._last is None or self._has_time(step.at_ns),
            window=step.window,
        )

    def _has_time(self, at_ns: int) -> bool:
        """Whether the person had time to see what the last step came to, before that time."""
        last = self._last
        return last is None or at_ns - last.inputs[-1].at_ns >= _TIME_TO_LOOK_NS

    def _waited_ns(self, sought: _Sought, wake: Event) -> int:
        """Wait until the desktop looks as it did, or is given up; how long that took."""
        watching = self._watching
        if watching.expected is None:
            return 0
        expected = watching.expected.before(sought.number)
        began_ns = now_ns = watching.clock.now_ns()
        until_ns = began_ns + (_PICTURE_NS if sought.has_time else _SETTLE_NS)
        last: Pixels | None = None
        other: tuple[Rect, ...] = ()
        still_since_ns = now_ns
        while not wake.is_set() and now_ns < until_ns:
            seen = watching.eyes.look().copy()
            # What moves may be on its way to what is expected; what does not, need not be compared again.
            if last is None or not np.array_equal(last, seen):
                other = self._other(expected, seen, sought) if expected is not None else ()
                if expected is not None and not other:
                    break
                last, still_since_ns = seen, now_ns
            elif now_ns - still_since_ns >= _STILL_NS and not (sought.has_time and other):
                break
            watching.clock.sleep_until_ns(now_ns + _POLL_NS, wake)
            now_ns = watching.clock.now_ns()
        if sought.has_time:
            self._given_up += other
        return watching.clock.now_ns() - began_ns

    def _other(self, expected: ScreenPicture, seen: Pixels, sought: _Sought) -> tuple[Rect, ...]:
        """Where the desktop looks otherwise than it did, but for what was given up."""
        place = expected.place
        if (place.width, place.height) != (seen.shape[1], seen.shape[0]):
            return (place,)
        there = ScreenPicture(place, seen, self._watching.hints.places())
        about = sought.about or (place,)
        known = (*self._given_up, *self._title_drawn_otherwise(sought.window))
        if sought.moved == (0, 0):
            found = difference(expected, there, ignored=_outside(place, about)).regions
        elif self._is_elsewhere(about[-1], sought.moved):
            found = difference_elsewhere(expected, there, about[-1], sought.moved).regions
        else:
            found = difference_after_moving(expected, there, (sought.moved,), within=about[-1]).regions
        return tuple(
            rect
            for rect in found
            if (sought.target is None or rect.intersection(sought.target).is_empty)
            and not any(_near(each).intersection(rect) == rect for each in known)
        )

    def _title_drawn_otherwise(self, recorded: WindowContext | None) -> tuple[Rect, ...]:
        seen = self._watching.focus.window()
        if recorded is None or recorded.rect is None or seen is None:
            return ()
        return (title_bar(recorded.rect),) if is_title_drawn_otherwise(recorded, seen) else ()

    def _is_elsewhere(self, window: Rect, moved: tuple[int, int]) -> bool:
        """Whether it is the whole window with the focus that moved, and not only something in it."""
        focused = self._watching.focus.window()
        return focused is not None and focused.rect == window.moved(*moved)


def _windows(*steps: PlanStep | None) -> tuple[Rect, ...]:
    """The windows that steps were done in; none where one of them is not known."""
    known = [step for step in steps if step is not None]
    rects = [step.window.rect for step in known if step.window is not None and step.window.rect is not None]
    return tuple(rects) if len(rects) == len(known) else ()


def _outside(place: Rect, about: Sequence[Rect]) -> tuple[Rect, ...]:
    left: tuple[Rect, ...] = (place,)
    for rect in about:
        left = tuple(piece for each in left for piece in each.minus(rect))
    return left


def _near(rect: Rect) -> Rect:
    return Rect(rect.x - _NEAR_PX, rect.y - _NEAR_PX, rect.width + 2 * _NEAR_PX, rect.height + 2 * _NEAR_PX)
