"""A replay plan: an episode's actions, each with the inputs that do it again.

Decisions:

* **Steps are actions, inputs are the person's own.** A step does what was done, press by press, at the times
  it was done; only text is typed by its characters, since the keys that made it may lie elsewhere here.
* **The inputs of all steps, one after the other, are in the order of their times.** Who presses Escape in the
  middle of a drag has made two steps, and the drag's last moves and its release are inputs of the second: so
  a player that goes through step after step does everything in its order.
* **The way to a target is not the step.** ``approach`` has the pointer's moves since the step before. They
  come first, without waiting for the screen, because a menu opens under the pointer and a button lights up;
  then the picture is compared, then ``inputs`` are done.
* **What cannot be done again is a step all the same**, with a ``Refusal`` and no inputs: nothing is skipped
  unseen.
"""

from dataclasses import dataclass
from enum import StrEnum

from recorder.episode.actions import Action, Wait
from recorder.episode.events import Mark, WindowContext
from recorder.episode.keys import Chord
from recorder.episode.screen import Monitor
from recorder.episode.study import TaskStart
from recorder.task_start.plan import WindowPlace
from replay.plan.inputs import Move, TimedInput


@dataclass(frozen=True, slots=True)
class Point:
    """A pixel of the virtual desktop."""

    x: int
    y: int


class RefusalKind(StrEnum):
    """Why a step is not done again."""

    HIDDEN_KEYS = "hidden_keys"
    SYSTEM_CHORD = "system_chord"
    OUTSIDE = "outside"
    OTHER_MONITORS = "other_monitors"
    UNKNOWN_KEY = "unknown_key"
    UNKNOWN_BUTTON = "unknown_button"


@dataclass(frozen=True, slots=True)
class Refusal:
    """Why a step is not done again.

    Attributes:
        kind: Why.
        chord: The keys that are refused, for ``SYSTEM_CHORD``: what a person may allow.
    """

    kind: RefusalKind
    chord: Chord | None = None

    @property
    def stops(self) -> bool:
        """Whether the replay must not go past it; of hidden keys only the step itself is missing."""
        return self.kind is not RefusalKind.HIDDEN_KEYS


@dataclass(frozen=True, slots=True, kw_only=True)
class PlanStep:
    """One action, to be done again.

    Attributes:
        number: From 1, in the order in which they are done.
        action: What the person did.
        at_ns: When it is due, in nanoseconds since the episode began: that of its first input, or of its
            action where it has none. The screen must look by then as it did at that time.
        target: Where the pointer acts; ``None`` for keys, waits and what is hidden.
        approach: The pointer's way there since the step before, its last point the target.
        inputs: What is done once the screen is as it was, in the order of their times; empty for a wait, for
            what is refused, and for lock keys, which text that is typed by its characters does not need.
        refusal: Why it is not done; ``None`` of what is.
        window: The window that had the focus, ``None`` where none had or nobody knows.
    """

    number: int
    action: Action
    at_ns: int
    target: Point | None
    approach: tuple[Move, ...] = ()
    inputs: tuple[TimedInput, ...] = ()
    refusal: Refusal | None = None
    window: WindowContext | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class ReplayPlan:
    """All that is done to replay an episode.

    Attributes:
        episode_id: The episode's, or that of a session of one's own.
        study_id: The study.
        task_id: The task.
        start: How the task starts; ``None`` where the study that is at hand has no such task.
        first_window: Where the task's first window was when it was recorded; ``None`` where nobody knows.
        monitors: Those of the episode's beginning, never empty.
        ended_ns: The episode's length, in nanoseconds.
        steps: In order.
        gaps: The ranges of which nothing was recorded, in order: what was done in them is unknown, and the
            screen after one may be another.
        last_moves: The pointer's way after the last step: what it left lights up no more.
        last_window: The window that had the focus at the end, ``None`` where none had or nobody knows.
        folder: Where the task's files lay when it was recorded; empty where nobody may know.
        language: The language that programs spoke; empty for the one they are written in.
    """

    episode_id: str
    study_id: str
    task_id: str
    start: TaskStart | None
    first_window: WindowPlace | None
    monitors: tuple[Monitor, ...]
    ended_ns: int
    steps: tuple[PlanStep, ...]
    gaps: tuple[Mark, ...] = ()
    last_moves: tuple[Move, ...] = ()
    last_window: WindowContext | None = None
    folder: str = ""
    language: str = ""

    @property
    def refused(self) -> tuple[PlanStep, ...]:
        """The steps for which a replay must not be done as it is."""
        return tuple(step for step in self.steps if step.refusal is not None and step.refusal.stops)

    def over_ns(self, number: int) -> int:
        """When what a step came to could be seen in full: just before ``following`` is due, or at the end.

        Args:
            number: The step's.
        """
        following = self.following(number)
        return self.ended_ns if following is None else following.at_ns

    def following(self, number: int) -> "PlanStep | None":
        """The step that ends what a step came to: the next one that is no wait; ``None`` after the last.

        A wait begins as soon as the hand is still, when what was pressed has hardly begun to show.

        Args:
            number: The step's.
        """
        later = self.steps[number:]
        return next((step for step in later if step.inputs or not isinstance(step.action, Wait)), None)
