"""What a person wants of a comparison, and how they look at it."""

from dataclasses import dataclass
from enum import StrEnum

from recorder.episode.screen import Rect


@dataclass(frozen=True, slots=True)
class IgnoredWish:
    """A part of the screen that differs by itself, and is to be left out of the comparison.

    Attributes:
        rect: In pixels of the desktop, where the recording has it.
        step: The number of the step that it is left out of; ``None`` for all of them.
    """

    rect: Rect
    step: int | None = None


class View(StrEnum):
    """How the two pictures lie to each other."""

    SIDE = "side"
    SLIDER = "slider"
    DIFFERENCE = "difference"
    FLIP = "flip"
    """One at a time; the other one by a key. Nothing changes by itself, so nothing moves."""


class Moment(StrEnum):
    """Which of a step's moments is looked at."""

    BEFORE = "before"
    AFTER = "after"


class Reach(StrEnum):
    """At which steps a part of the screen is left out."""

    EVERY_STEP = "every_step"
    THIS_STEP = "this_step"
