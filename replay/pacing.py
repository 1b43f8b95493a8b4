"""When things are due at some speed: pure.

Decisions:

* **Absolute time.** A step is due at the start plus its offset by the speed, whatever came before. A pause
  moves the start; lateness does not, so it never adds up.
* **Lateness is made good gently.** A step that waited long for its screen leaves those after it behind time.
  They follow at up to twice the speed until they have caught up, not all at once: the pauses that a person
  makes are what many programs need.
* **A gesture keeps its own time.** Slower than it was done, a double click would be two clicks, and a click
  a long press; so a step with a button is never slowed down inside. Two clicks in one place that were no
  double click stay 0.5 s apart at any speed (the longest that desktops take for one by default).
* **As fast as the screen allows is no faster than hands**: between steps nearly nothing is waited, but inside
  a step a button or a key is held for half as long as the person held it. Eight times as fast, programs were
  seen to miss clicks. A drag takes as long as it took: what it draws is made of the moves that were heard.
"""

from dataclasses import dataclass
from typing import Final

from recorder.episode.actions import Drag
from recorder.episode.events import Button
from recorder.episode.time import NS_PER_MS
from replay.plan.inputs import ButtonDown, Move
from replay.plan.steps import PlanStep

SLOWEST: Final = 0.25
FASTEST: Final = 8.0
_CATCHING_UP: Final = 2.0
_DOUBLE_CLICK_NS: Final = 500 * NS_PER_MS
_SAME_PLACE: Final = 16
# Where only the screen decides, this much stays of a person's pauses: programs also change what is not seen.
_BREATH_NS: Final = 50 * NS_PER_MS


@dataclass(frozen=True, slots=True)
class Press:
    """A button that went down.

    Attributes:
        at_ns: When in the episode.
        button: Which.
        x: Where the plan has it.
        y: As above.
        done_ns: When in the replay.
    """

    at_ns: int
    button: Button
    x: int
    y: int
    done_ns: int


@dataclass(frozen=True, slots=True)
class Pace:
    """How fast a replay goes.

    Attributes:
        speed: As a factor of the person's own; ``None`` for as fast as the screen allows.

    Raises:
        ValueError: The speed is none that replays have.
    """

    speed: float | None = 1.0

    def __post_init__(self) -> None:
        if self.speed is not None and not SLOWEST <= self.speed <= FASTEST:
            raise ValueError(f"a replay's speed is {SLOWEST} to {FASTEST}")

    def due_ns(self, at_ns: int) -> int | None:
        """When what was done at ``at_ns`` is due, since the replay began; ``None``: the screen decides."""
        return None if self.speed is None else round(at_ns / self.speed)

    def soonest_ns(self, recorded_gap_ns: int, over_ns: int) -> int:
        """The soonest time of something after what was over at ``over_ns``.

        Args:
            recorded_gap_ns: What lay between the two in the episode.
            over_ns: Since the replay began.
        """
        gap_ns = max(0, recorded_gap_ns)
        if self.speed is None:
            return over_ns + min(gap_ns, _BREATH_NS)
        return over_ns + round(gap_ns / self.speed / _CATCHING_UP)

    def within_ns(self, step: PlanStep, offset_ns: int) -> int:
        """How long after a step's begin its input is due that came ``offset_ns`` later in the episode."""
        quickest = 1.0 if isinstance(step.action, Drag) else _CATCHING_UP
        speed = quickest if self.speed is None else self.speed
        if any(isinstance(each, ButtonDown) for each in step.inputs):
            speed = max(1.0, speed)
        return round(max(0, offset_ns) / speed)


def press_of(step: PlanStep) -> tuple[ButtonDown, int, int] | None:
    """The first button that a step presses, and where; ``None`` where it presses none."""
    place: Move | None = step.approach[-1] if step.approach else None
    for each in step.inputs:
        if isinstance(each, Move):
            place = each
        elif isinstance(each, ButtonDown):
            return None if place is None else (each, place.x, place.y)
    return None


def apart_ns(before: Press | None, step: PlanStep) -> int:
    """The soonest a step may press its button without making a double click of it, since the replay began."""
    pressed = press_of(step)
    if before is None or pressed is None:
        return 0
    button, x, y = pressed
    is_near = abs(x - before.x) <= _SAME_PLACE and abs(y - before.y) <= _SAME_PLACE
    if button.button is not before.button or not is_near:
        return 0
    return before.done_ns + min(_DOUBLE_CLICK_NS, max(0, button.at_ns - before.at_ns))
