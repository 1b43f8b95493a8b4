"""The gate of a replay on the person's own desktop: nothing is typed or clicked there without knowing where.

On a private desktop there is nothing but the task: what cannot be compared is done, and the verdict says so.
On the person's own there are other windows, and keys go to the one with the focus, whatever can be seen.

Decisions:

* **Keys need their window in front.** The window with the focus must be of the recorded application, and
  stand where what the gate found stands; a dialog of that application, which lies over it, counts as well.
* **Where the recording hides which window it was**, the window with the focus must look as the recording
  looked in that place.
* **Something of the picture must be compared**, and enough of it: an episode that shows nothing would be done
  on any screen.
* **In the middle of a step the picture is another one already**, half of a text being there: then only the
  focus is looked at, and of what is scrolled its upper part, as before it.
"""

from dataclasses import replace
from threading import Event
from typing import Final, Protocol

from recorder.episode.actions import Scroll
from recorder.episode.events import WindowContext
from recorder.episode.keys import modifier_of
from recorder.episode.phrase import Phrase, phrase
from recorder.episode.screen import Rect
from recorder.episode.time import NS_PER_MS
from replay.gate import Answer, Lost, Moved, Ready, after_waiting
from replay.plan.inputs import KeyDown, TypeText
from replay.plan.steps import PlanStep
from replay.ports import Clock
from replay.seeing.expecting import Expected
from replay.seeing.titles import same_app
from replay.seeing.wanted import is_enough, wanted_for

_POLL_NS: Final = 40 * NS_PER_MS

NOTHING_TO_COMPARE: Final = phrase(
    "The recording does not show enough of this place to tell whether it is the same here. Do it by hand, or "
    "replay it on a private desktop."
)
NO_WINDOW: Final = phrase(
    "No window has the keyboard, so that nobody knows where the keys would go. Click into the one that they "
    "are meant for, and replay it again."
)
OTHER_PROGRAM: Final = phrase(
    "Another program has the keyboard than in the recording. Bring the window to the front that the keys are "
    "meant for, and replay it again."
)
OTHER_WINDOW: Final = phrase(
    "Another window has the keyboard than in the recording. Bring the one to the front that the keys are "
    "meant for, and replay it again."
)


class Focus(Protocol):
    """Sees which window has the focus."""

    def window(self) -> WindowContext | None:
        """That window; ``None`` where none has."""


class LookingGate(Protocol):
    """A gate that keeps what it saw; ``WatchedGate``."""

    def wait(self, step: PlanStep, wake: Event) -> Answer | None:
        """Wait until the screen is ready for a step."""

    def forget(self) -> None:
        """Keep nothing of what was seen."""


class OwnDesktopGate:
    """A ``Gate`` before another one. Owned by the thread that plays.

    Args:
        gate: Compares pictures.
        focus: Sees which window has the focus.
        clock: Waits.
        expected: What the recording showed.
        patience_ns: How long to wait for the focus, in nanoseconds.
    """

    def __init__(
        self, gate: LookingGate, focus: Focus, clock: Clock, expected: Expected, *, patience_ns: int
    ) -> None:
        self._gate: Final = gate
        self._focus: Final = focus
        self._clock: Final = clock
        self._expected: Final = expected
        self._patience_ns: Final = patience_ns
        # What keys were given to last: where the recording has it, and how far from there it is.
        self._meant: WindowContext | None = None
        self._moved = (0, 0)

    def wait(self, step: PlanStep, wake: Event) -> Answer | None:
        """Wait until the screen is ready for a step; see ``Gate``."""
        self._meant = None
        self._gate.forget()
        if not step.inputs:
            return self._gate.wait(step, wake)
        if not takes_keys(step):
            return self._gate.wait(step, wake) if self._can_compare(step) else Lost(NOTHING_TO_COMPARE)
        return self._wait_for_keys(step, wake)

    def again(self, step: PlanStep, wake: Event) -> Answer | None:
        """Look again at a step that is half done; see ``Gate``."""
        if takes_keys(step):
            return self._wait_for_focus(wake)
        return self._gate.wait(step, wake) if isinstance(step.action, Scroll) else Ready()

    def _wait_for_keys(self, step: PlanStep, wake: Event) -> Answer | None:
        began_ns = self._clock.now_ns()
        wrong_since_ns: int | None = None
        while True:
            seen = self._focus.window()
            reason = _why_not(step.window, seen)
            if reason is None and seen is not None:
                meant, waited_ns = _known(step, seen), self._clock.now_ns() - began_ns
                if not self._can_compare(meant):
                    return Lost(NOTHING_TO_COMPARE, waited_ns)
                answer = self._gate.wait(meant, wake)
                if answer is None:
                    return None
                if isinstance(answer, Lost) and (meant is step or self._focus.window() == seen):
                    return after_waiting(answer, waited_ns)
                self._meant = meant.window
                self._moved = (answer.dx, answer.dy) if isinstance(answer, Moved) else (0, 0)
                reason = OTHER_WINDOW if isinstance(answer, Lost) else self._why_not_there()
                if reason is None:
                    return answer if waited_ns < _POLL_NS else after_waiting(answer, waited_ns)
            now_ns = self._clock.now_ns()
            wrong_since_ns = now_ns if wrong_since_ns is None else wrong_since_ns
            # What is told of it is what the screen shows when it is given up.
            self._gate.forget()
            if reason is not None and now_ns - wrong_since_ns >= self._patience_ns:
                return Lost(reason, now_ns - began_ns)
            if wake.is_set() or not self._clock.sleep_until_ns(now_ns + _POLL_NS, wake):
                return None

    def _wait_for_focus(self, wake: Event) -> Answer | None:
        began_ns = now_ns = self._clock.now_ns()
        while (reason := self._why_not_there()) is not None:
            if now_ns - began_ns >= self._patience_ns:
                return Lost(reason, now_ns - began_ns)
            if wake.is_set() or not self._clock.sleep_until_ns(now_ns + _POLL_NS, wake):
                return None
            now_ns = self._clock.now_ns()
        return Ready()

    def _why_not_there(self) -> Phrase | None:
        """Why keys must not be given now; ``None`` where they go into the window that was found."""
        meant, seen = self._meant, self._focus.window()
        reason = _why_not(meant, seen)
        if reason is not None or meant is None or seen is None or meant.rect is None or seen.rect is None:
            return reason
        # What moved may be only something in the window.
        places = (meant.rect, meant.rect.moved(*self._moved))
        return None if any(_lies_over(place, seen.rect) for place in places) else OTHER_WINDOW

    def _can_compare(self, step: PlanStep) -> bool:
        expected = self._expected.before(step.number)
        wanted = None if expected is None else wanted_for(step, expected)
        return wanted is not None and is_enough(wanted.picture)


def takes_keys(step: PlanStep) -> bool:
    """Whether a step presses keys that do something where the focus is: those held for a click do not."""
    return any(
        isinstance(each, TypeText)
        or (isinstance(each, KeyDown) and (step.target is None or modifier_of(each.name) is None))
        for each in step.inputs
    )


def _why_not(meant: WindowContext | None, seen: WindowContext | None) -> Phrase | None:
    """Why keys for one window must not go to another; ``None`` where nothing speaks against it."""
    if seen is None or seen.rect is None:
        return NO_WINDOW
    is_known = meant is not None and meant.hidden is None and bool(meant.app)
    return OTHER_PROGRAM if is_known and meant is not None and not same_app(meant, seen) else None


def _known(step: PlanStep, seen: WindowContext) -> PlanStep:
    """The step, its window the one with the focus where the recording does not say where it was."""
    return step if step.window is not None and step.window.rect is not None else replace(step, window=seen)


def _lies_over(one: Rect, other: Rect) -> bool:
    """Whether the smaller of two windows lies over the other one for the most part, as a dialog does."""
    both = one.intersection(other)
    smaller = min(one.width * one.height, other.width * other.height)
    return 2 * both.width * both.height >= smaller
