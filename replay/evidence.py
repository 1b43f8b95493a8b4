"""What is known of one step of an episode, recorded and replayed, before anyone judges it."""

from dataclasses import dataclass, field

from recorder.episode.events import WindowContext
from recorder.episode.screen import Rect
from replay.gate import Answer, Moved, Ready
from replay.plan.steps import PlanStep
from replay.seeing.picture import ScreenPicture


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class StepEvidence:
    """What is known of one step, recorded and replayed.

    Attributes:
        step: The step.
        is_reached: Whether the replay came to it.
        answer: What the gate said; ``None`` where it was not asked.
        planned_ns: When it was due, since the replay began; ``None`` where only the screen decided.
        began_ns: When its first input was given; ``None`` where it was not done to its end.
        recorded_before: What the recording showed when it was done; ``None`` where there is no picture.
        recorded_after: What it may have shown when it was over, best first.
        seen_before: What the replay showed just before its first input.
        seen_after: What it showed before the next step, or at the end.
        recorded_window: The window that had the focus when it was over; ``None`` where nobody knows.
        seen_window: As above, in the replay; ``None`` where none had.
        moves: How far targets of earlier steps had moved, in pixels.
        is_title_known: Whether the recorded title must be there; not where hidden keys may have made it.
        is_cut_short: Whether the recording has a gap so soon after it that what it led to may be missing.
        typed: What an independent listener heard of its typing; ``None`` where nobody listened.
    """

    step: PlanStep
    is_reached: bool
    answer: Answer | None = None
    planned_ns: int | None = None
    began_ns: int | None = None
    recorded_before: ScreenPicture | None = None
    recorded_after: tuple[ScreenPicture, ...] = ()
    seen_before: ScreenPicture | None = None
    seen_after: ScreenPicture | None = None
    recorded_window: WindowContext | None = field(default=None, repr=False)
    seen_window: WindowContext | None = field(default=None, repr=False)
    moves: tuple[tuple[int, int], ...] = ()
    is_title_known: bool = True
    is_cut_short: bool = False
    typed: str | None = field(default=None, repr=False)

    @property
    def moved(self) -> tuple[int, int]:
        """How far what the step is about has moved, in pixels, by the gate, else by its window."""
        if isinstance(self.answer, Moved):
            return self.answer.dx, self.answer.dy
        recorded, seen = rect_of(self.recorded_window), rect_of(self.seen_window)
        if recorded is None or seen is None or (recorded.width, recorded.height) != (seen.width, seen.height):
            return 0, 0
        return seen.x - recorded.x, seen.y - recorded.y

    @property
    def late_ns(self) -> int:
        """How much later than planned it began because the screen was not ready, in nanoseconds."""
        waited_ns = 0 if self.answer is None or isinstance(self.answer, Ready) else self.answer.waited_ns
        if self.planned_ns is None or self.began_ns is None:
            return 0
        return max(0, min(waited_ns, self.began_ns - self.planned_ns))


def rect_of(window: WindowContext | None) -> Rect | None:
    """Where a window stands; ``None`` where nobody knows, or there is none."""
    return None if window is None else window.rect
