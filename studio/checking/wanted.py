"""How a person wants their recordings checked."""

from dataclasses import dataclass
from typing import Final

from recorder.episode.time import NS_PER_MS
from replay.running.options import RunOptions
from replay.verifying.tasks import Asked, IgnoredRegion

VIEW_EVERY_NS: Final = 150 * NS_PER_MS
"""How often the desktop is shown to who looks on: often enough to follow, seldom enough to cost little."""
SPEEDS: Final = (1.0, 2.0, 4.0, None)
"""As factors of the person's own; ``None`` for as fast as the screen allows."""
RUNS: Final = (1, 3)
"""From three runs on, what differs by itself is learned from them."""


@dataclass(frozen=True, slots=True)
class Wanted:
    """How to check.

    Attributes:
        speed: As a factor; ``None`` for as fast as the screen allows.
        runs: How often.
        needs_wall: Whether it is refused where no wall can be put up.
        is_paused: Whether each waits before its first step.
    """

    speed: float | None = 1.0
    runs: int = 1
    needs_wall: bool = True
    is_paused: bool = False

    def asked(self, ignored: tuple[IgnoredRegion, ...] = ()) -> Asked:
        """The same for what replays. Nothing is written anywhere by it.

        Args:
            ignored: What is left out of the comparison.
        """
        options = RunOptions(
            speed=self.speed,
            needs_wall=self.needs_wall,
            view_every_ns=VIEW_EVERY_NS,
            is_paused=self.is_paused,
        )
        return Asked(runs=self.runs, options=options, ignored=ignored)
