"""What happens in a run, told while it happens."""

from dataclasses import dataclass, field

from recorder.episode.screen import Rect
from replay.gate import Answer
from replay.isolation.in_force import Isolation
from replay.seeing.picture import ScreenPicture


@dataclass(frozen=True, slots=True)
class Starting:
    """The run begins; this is what stands between it and the rest of the machine."""

    isolation: Isolation


@dataclass(frozen=True, slots=True)
class CountingDown:
    """The person's own desktop is acted on in so many seconds."""

    seconds: int


@dataclass(frozen=True, slots=True)
class DesktopReady:
    """Its desktop is there.

    Attributes:
        warnings: What the person should know by now, in whole sentences: a chord that is taken.
    """

    warnings: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class TaskReady:
    """The task's first window is there, and here."""

    window: Rect


@dataclass(frozen=True, slots=True)
class StepAnswered:
    """The gate has answered: the step is done now, or never."""

    number: int
    answer: Answer


@dataclass(frozen=True, slots=True)
class StepDone:
    """A step's inputs were given. Times are nanoseconds since the replay began."""

    number: int
    planned_ns: int | None
    began_ns: int
    done_ns: int


@dataclass(frozen=True, slots=True)
class StepSkipped:
    """A step cannot be done and was left out: keys that nobody may know."""

    number: int


@dataclass(frozen=True, slots=True)
class Pausing:
    """Nothing is done until a wish says so, and nothing is held down; this step comes next.

    Past the last step, while the pointer is still on its way, it is the number past the last one's.
    """

    number: int


@dataclass(frozen=True, slots=True)
class GoingOn:
    """It goes on after a pause."""


@dataclass(frozen=True, slots=True)
class Viewed:
    """What the desktop shows now, to look at."""

    picture: ScreenPicture = field(repr=False)


RunEvent = (
    Starting
    | CountingDown
    | DesktopReady
    | TaskReady
    | StepAnswered
    | StepDone
    | StepSkipped
    | Pausing
    | GoingOn
    | Viewed
)
