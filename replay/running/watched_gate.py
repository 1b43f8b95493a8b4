"""The gate, with a picture: what the screen showed when a step was let through, and which window had the focus.

The picture is taken here, ahead of the step's own time, so that no input is late for it.
"""

from dataclasses import dataclass, field
from threading import Event
from typing import Final

from recorder.episode.events import WindowContext
from replay.gate import Answer, Gate
from replay.plan.steps import PlanStep
from replay.ports import Eyes
from replay.running.eyes import FocusEyes
from replay.seeing.picture import Pixels


@dataclass(frozen=True, slots=True, eq=False)
class Glimpse:
    """What the screen showed at a moment.

    Attributes:
        pixels: Of the whole desktop, a copy.
        window: The window that had the focus; ``None`` where none had.
    """

    pixels: Pixels = field(repr=False)
    window: WindowContext | None = field(repr=False)


class WatchedGate:
    """A ``Gate`` that keeps what the screen showed when it answered. Owned by the thread that plays.

    Args:
        gate: Answers.
        eyes: Sees the whole desktop.
        focus: Sees which window has the focus.
    """

    def __init__(self, gate: Gate, eyes: Eyes, focus: FocusEyes) -> None:
        self._gate: Final = gate
        self._eyes: Final = eyes
        self._focus: Final = focus
        self._seen: Glimpse | None = None

    def wait(self, step: PlanStep, wake: Event) -> Answer | None:
        """Wait until the screen is ready for a step, and look; see ``Gate``."""
        self._seen = None
        answer = self._gate.wait(step, wake)
        if answer is not None:
            self._seen = self.look()
        return answer

    def take(self) -> Glimpse:
        """What the screen showed at the last answer, once; what it shows now where there is none."""
        seen, self._seen = self._seen, None
        return seen or self.look()

    def look(self) -> Glimpse:
        """What the screen shows now."""
        return Glimpse(self._eyes.look().copy(), self._focus.window())
