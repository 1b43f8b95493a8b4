"""What a player asks before each step: is the screen ready for it?

The player asks ahead of a step's own time, so that a screen that is ready costs no lateness. It acts only on
an answer that says where: a gate that cannot find the target says so, and nothing is clicked.
"""

from dataclasses import dataclass, replace
from threading import Event
from typing import Protocol, assert_never

from recorder.episode.phrase import Phrase
from replay.plan.steps import PlanStep
from replay.seeing.picture import ScreenPicture


@dataclass(frozen=True, slots=True)
class Ready:
    """The picture around the target is what it was."""


@dataclass(frozen=True, slots=True)
class Late:
    """It became what it was, after a wait.

    Attributes:
        waited_ns: How long that took, from the question.
    """

    waited_ns: int


@dataclass(frozen=True, slots=True)
class Moved:
    """The target is elsewhere now, and in one place only.

    Attributes:
        dx: Pixels to the right of where the plan has it.
        dy: Pixels below it.
        waited_ns: How long it took to find, from the question.
    """

    dx: int
    dy: int
    waited_ns: int = 0


@dataclass(frozen=True, slots=True)
class Lost:
    """The target was not found, or in more than one place: the step must not be done.

    Attributes:
        reason: Why, without anything captured.
        waited_ns: How long was waited for it.
    """

    reason: Phrase
    waited_ns: int = 0


Answer = Ready | Late | Moved | Lost


class Gate(Protocol):
    """Waits for the screen. Owned by the thread that plays."""

    def wait(self, step: PlanStep, wake: Event) -> Answer | None:
        """Wait until the screen is ready for a step.

        Args:
            step: The step that comes next; its ``target`` is where the pointer has been put already.
            wake: Cuts the wait short: an abort or a pause was asked for. Look at it every 50 ms or oftener.

        Returns:
            What was found; ``None`` where ``wake`` was set first.
        """

    def again(self, step: PlanStep, wake: Event) -> Answer | None:
        """Look again at a step that is half done, before the rest of it: a person had the desktop meanwhile.

        Args:
            step: The step, its ``inputs`` those that are left.
            wake: As above.

        Returns:
            As above; where something moved since it was begun, ``Moved`` from where the plan has it.
        """


def after_waiting(answer: Answer, waited_ns: int) -> Answer:
    """The same answer, to which it took so much longer."""
    match answer:
        case Ready():
            return Late(waited_ns)
        case Late() | Moved() | Lost():
            return replace(answer, waited_ns=answer.waited_ns + waited_ns)
        case _:
            assert_never(answer)


class OpenGate:
    """A gate that never waits: for a replay by the clock alone, and for benchmarks of it."""

    def wait(self, step: PlanStep, wake: Event) -> Answer | None:  # noqa: ARG002 - the protocol's
        """Say at once that all is ready."""
        return Ready()

    def again(self, step: PlanStep, wake: Event) -> Answer | None:  # noqa: ARG002 - as above
        """Say that it still is."""
        return Ready()

    def holds(self, seen: ScreenPicture) -> bool:  # noqa: ARG002 - as above
        """Say that it still is."""
        return True
