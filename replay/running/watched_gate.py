"""The gate, with a picture: what the screen showed at a step, and which window had the focus.

A program that is behind is waited for first: what it shows may be of long ago. The picture is taken here,
ahead of the step's own time, so that no input is late for it. It is to be compared with the recording, all of
it, while the gate looks only around the target: so what is still being drawn elsewhere is waited for a
moment. And what the gate has found is looked for once more in it, since a window may move between two looks.
"""

from dataclasses import dataclass, field, replace
from threading import Event
from typing import Final, Protocol

import numpy as np

from recorder.episode.events import WindowContext
from recorder.episode.screen import Rect
from recorder.episode.time import NS_PER_MS
from replay.gate import Answer, Gate, Late, Lost, Moved, Ready
from replay.plan.steps import PlanStep
from replay.ports import Clock, Eyes
from replay.running.answering import Answering
from replay.running.eyes import FocusEyes, HintEyes
from replay.seeing.difference import difference
from replay.seeing.expecting import Expected
from replay.seeing.picture import Pixels, ScreenPicture

_STILL_NS: Final = 200 * NS_PER_MS
_SETTLE_NS: Final = 1_000 * NS_PER_MS
_POLL_NS: Final = 40 * NS_PER_MS
_LATE_NS: Final = 40 * NS_PER_MS
_MOST_ANSWERS: Final = 5
"""How often an answer may come to nothing; a screen that changes faster has no better."""


class HoldingGate(Gate, Protocol):
    """A gate that can tell whether what it answered is still so."""

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

    def settle(self, number: int, wake: Event, *, limit_ns: int = _SETTLE_NS) -> None:
        """Wait until the desktop looks as it did before a step, or is still and does not.

        Args:
            number: The step's; the number past the last one's for the end.
            wake: Cuts the wait short.
            limit_ns: How long at most.
        """
        expected = self.expected.before(number) if self.expected is not None else None
        now_ns = self.clock.now_ns()
        until_ns, still_since_ns = now_ns + limit_ns, now_ns
        last: Pixels | None = None
        while not wake.is_set() and now_ns < until_ns and now_ns - still_since_ns < _STILL_NS:
            seen = self.eyes.look().copy()
            if last is None or not np.array_equal(last, seen):
                # What moves may be on its way to what is expected; what does not, need not be compared again.
                if expected is not None and _looks_like(expected, seen):
                    return
                last, still_since_ns = seen, now_ns
            self.clock.sleep_until_ns(now_ns + _POLL_NS, wake)
            now_ns = self.clock.now_ns()


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

    def wait(self, step: PlanStep, wake: Event) -> Answer | None:
        """Wait until the screen is ready for a step, and look; see ``Gate``."""
        self._seen = None
        taken_ns = 0
        if self._watching.expected is not None:
            taken_ns = self._watching.answering.wait(wake, limit_ns=self._patience_ns)
            self._watching.settle(step.number, wake)
        answer: Answer | None = None
        for _ in range(_MOST_ANSWERS):
            answer = self._gate.wait(step, wake)
            if answer is None:
                return None
            self._seen = self._watching.look()
            seen = ScreenPicture(self._watching.desktop, self._seen.pixels, self._seen.hints)
            if self._gate.holds(seen):
                break
        return answer if answer is None or taken_ns < _LATE_NS else _later(answer, taken_ns)

    def take(self) -> Glimpse:
        """What the screen showed at the last answer, once; what it shows now where there is none."""
        seen, self._seen = self._seen, None
        return seen or self._watching.look()


def _later(answer: Answer, by_ns: int) -> Answer:
    """The same answer, to which it took so much longer."""
    match answer:
        case Ready():
            return Late(by_ns)
        case Late() | Moved() | Lost():
            return replace(answer, waited_ns=answer.waited_ns + by_ns)


def _looks_like(expected: ScreenPicture, seen: Pixels) -> bool:
    height, width = seen.shape[:2]
    if (expected.place.width, expected.place.height) != (width, height):
        return False
    return not difference(expected, ScreenPicture(expected.place, seen)).regions
