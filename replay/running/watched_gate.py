"""The gate, with a picture: what the screen showed at a step, and which window had the focus.

The picture is taken here, ahead of the step's own time, so that no input is late for it. It is to be compared
with the recording, all of it, while the gate looks only around the target: so what is still being drawn
elsewhere is waited for a moment.
"""

from dataclasses import dataclass, field
from threading import Event
from typing import Final

import numpy as np

from recorder.episode.events import WindowContext
from recorder.episode.time import NS_PER_MS
from replay.gate import Answer, Gate
from replay.plan.steps import PlanStep
from replay.ports import Clock, Eyes
from replay.running.eyes import FocusEyes
from replay.seeing.difference import difference
from replay.seeing.expecting import Expected
from replay.seeing.picture import Pixels, ScreenPicture

_STILL_NS: Final = 200 * NS_PER_MS
_SETTLE_NS: Final = 1_000 * NS_PER_MS
_POLL_NS: Final = 40 * NS_PER_MS


@dataclass(frozen=True, slots=True, eq=False)
class Glimpse:
    """What the screen showed at a moment.

    Attributes:
        pixels: Of the whole desktop, a copy.
        window: The window that had the focus; ``None`` where none had.
    """

    pixels: Pixels = field(repr=False)
    window: WindowContext | None = field(repr=False)


@dataclass(frozen=True, slots=True)
class Watching:
    """What a desktop is watched with. Owned by the thread that plays.

    Attributes:
        eyes: Sees the whole desktop.
        focus: Sees which window has the focus.
        clock: Waits.
        expected: What the recording showed; ``None`` where nobody compares.
    """

    eyes: Eyes
    focus: FocusEyes
    clock: Clock
    expected: Expected | None

    def look(self) -> Glimpse:
        """What the screen shows now."""
        return Glimpse(self.eyes.look().copy(), self.focus.window())

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
    """

    def __init__(self, gate: Gate, watching: Watching) -> None:
        self._gate: Final = gate
        self._watching: Final = watching
        self._seen: Glimpse | None = None

    def wait(self, step: PlanStep, wake: Event) -> Answer | None:
        """Wait until the screen is ready for a step, and look; see ``Gate``."""
        self._seen = None
        if self._watching.expected is not None:
            self._watching.settle(step.number, wake)
        answer = self._gate.wait(step, wake)
        if answer is not None:
            self._seen = self._watching.look()
        return answer

    def take(self) -> Glimpse:
        """What the screen showed at the last answer, once; what it shows now where there is none."""
        seen, self._seen = self._seen, None
        return seen or self._watching.look()


def _looks_like(expected: ScreenPicture, seen: Pixels) -> bool:
    height, width = seen.shape[:2]
    if (expected.place.width, expected.place.height) != (width, height):
        return False
    return not difference(expected, ScreenPicture(expected.place, seen)).regions
