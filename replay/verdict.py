"""What a replay is found to be, step by step and as a whole: words and numbers, no pictures.

May import ``recorder.episode``; knows nothing of how a verdict is reached (``replay.verification``).
Captured text never stands in a reason: what was read or titled is kept apart in ``TextDifference``, out of
every ``repr``, so that a report shows it only where it means to.
"""

from dataclasses import dataclass, field
from enum import StrEnum

from recorder.episode.phrase import Phrase
from recorder.episode.screen import Rect


class VerdictKind(StrEnum):
    """What became of a step."""

    SAME = "same"
    SAME_AFTER_MOVING = "same_after_moving"
    LATE = "late"
    DIFFERENT = "different"
    NOT_COMPARABLE = "not_comparable"
    NOT_REACHED = "not_reached"


PASSES = frozenset({VerdictKind.SAME, VerdictKind.SAME_AFTER_MOVING, VerdictKind.LATE})
"""The kinds that say: it did again what it did. Place and slowness alone never fail a step."""


class RegionKind(StrEnum):
    """What a region of the picture is to the verdict."""

    CHANGED = "changed"
    NOT_COMPARABLE = "not_comparable"
    VOLATILE = "volatile"


@dataclass(frozen=True, slots=True)
class RegionVerdict:
    """One region of the picture that is not plainly the same.

    Attributes:
        rect: In pixels of the virtual desktop, where the recording has it.
        kind: What it is to the verdict.
        shape: What it looks like, such as "a line of text".
        place: Where it is, such as "at the top of the window".
    """

    rect: Rect
    kind: RegionKind
    shape: Phrase
    place: Phrase


class TextSource(StrEnum):
    """Where a text that differs was found."""

    READ = "read"
    TYPED = "typed"
    TITLE = "title"
    APP = "app"


@dataclass(frozen=True, slots=True)
class TextDifference:
    """A text that is not what it was. Captured content: shown on purpose or not at all.

    Attributes:
        source: Read from the picture, typed, the focused window's title, or its application.
        expected: As recorded.
        seen: As replayed.
    """

    source: TextSource
    expected: str = field(repr=False)
    seen: str = field(repr=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class StepVerdict:
    """What became of one step.

    Attributes:
        number: The step's, as in the plan.
        kind: What became of it.
        confidence: How sure that is, 0 to 1; see ``replay.verification`` for what it is made of.
        reasons: Why, the weightiest first; never empty but where all is the same.
        regions: What is not plainly the same in the picture after it, largest first.
        texts: The texts that differ.
        similarity: The mean structural similarity of what could be compared, 0 to 1; ``None`` where nothing
            could.
        moved: How far the target had moved, in pixels.
        late_ns: How much longer than recorded the screen took, in nanoseconds.
        left_out: How many places were not compared, since somebody marked them by hand.
    """

    number: int
    kind: VerdictKind
    confidence: float
    reasons: tuple[Phrase, ...] = ()
    regions: tuple[RegionVerdict, ...] = ()
    texts: tuple[TextDifference, ...] = ()
    similarity: float | None = None
    moved: tuple[int, int] = (0, 0)
    late_ns: int = 0
    left_out: int = 0

    @property
    def passes(self) -> bool:
        """Whether it did again what it did."""
        return self.kind in PASSES


@dataclass(frozen=True, slots=True, kw_only=True)
class EpisodeVerdict:
    """What became of an episode.

    Attributes:
        kind: ``DIFFERENT`` or ``NOT_REACHED`` where any step is; ``NOT_COMPARABLE`` where too little could
            be compared; else the strongest word among its steps.
        confidence: That of the step that decides it, 0 to 1.
        reasons: In words, the weightiest first.
        first_failing: The number of the first step that is different or was not reached.
        steps: In order.
    """

    kind: VerdictKind
    confidence: float
    reasons: tuple[Phrase, ...]
    first_failing: int | None
    steps: tuple[StepVerdict, ...]

    @property
    def passes(self) -> bool:
        """Whether it did again what it did."""
        return self.kind in PASSES
