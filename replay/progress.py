"""What a player says of its work, while it works. All times are nanoseconds since the replay began."""

from dataclasses import dataclass
from enum import StrEnum

from recorder.episode.phrase import Phrase
from replay.gate import Answer


@dataclass(frozen=True, slots=True)
class StepAnswered:
    """The gate has answered: the step is done now, or never.

    Attributes:
        number: The step's.
        answer: What it said. ``Late`` counts from when the step was due, not from the question, which is
            asked ahead of that.
        at_ns: When.
    """

    number: int
    answer: Answer
    at_ns: int


@dataclass(frozen=True, slots=True)
class StepDone:
    """A step's inputs were given.

    Attributes:
        number: The step's.
        planned_ns: When it was due; ``None`` where only the screen decides. A pause moves it, lateness does
            not.
        began_ns: When its first input was given.
        done_ns: When its last input was given.
    """

    number: int
    planned_ns: int | None
    began_ns: int
    done_ns: int


@dataclass(frozen=True, slots=True)
class StepSkipped:
    """A step was left out: keys that nobody may know. What follows may not find its screen."""

    number: int
    at_ns: int


@dataclass(frozen=True, slots=True)
class Paused:
    """Nothing is done until ``resume`` or ``step``; nothing is held down.

    Attributes:
        number: The step that comes next, or is in the middle of its inputs.
        at_ns: When.
    """

    number: int
    at_ns: int


@dataclass(frozen=True, slots=True)
class Resumed:
    """It goes on."""

    at_ns: int


PlayerEvent = StepAnswered | StepDone | StepSkipped | Paused | Resumed


class How(StrEnum):
    """How a replay ended."""

    FINISHED = "finished"
    STOPPED = "stopped"
    ABORTED = "aborted"


@dataclass(frozen=True, slots=True)
class Ending:
    """A replay is over, and nothing is held down.

    Attributes:
        how: All was done; it stopped at a step that could not be done; a person ended it.
        at_ns: When.
        number: The step that it ended at; ``None`` where all was done.
        reason: Why it stopped, or who ended it; ``None`` where all was done.
    """

    how: How
    at_ns: int
    number: int | None = None
    reason: Phrase | None = None


@dataclass(frozen=True, slots=True)
class Given:
    """One input was given, for whoever measures.

    Attributes:
        due_ns: When it was due.
        began_ns: When it was begun.
        done_ns: When the screen's server had it.
    """

    due_ns: int
    began_ns: int
    done_ns: int
