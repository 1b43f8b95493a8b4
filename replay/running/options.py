"""How to run a replay."""

from dataclasses import dataclass
from typing import Final

from recorder.episode.time import NS_PER_SECOND
from replay.isolation.programs import OtherPrograms
from replay.running.own_desktop import OwnDesktopYes

SLOWEST: Final = 0.25
FASTEST: Final = 8.0
_GIB: Final = 1 << 30


@dataclass(frozen=True, slots=True, kw_only=True)
class RunOptions:
    """How to run a replay.

    Attributes:
        speed: As a factor of the person's own; ``None`` for as fast as the screen allows.
        patience_ns: How long to wait for the screen before a step, in nanoseconds.
        longest_ns: After how long to end it whatever it does; ``None`` for never.
        view_every_ns: How often to say what the desktop shows, to look at; ``None`` for never.
        is_paused: Whether it waits for a wish before its first step.
        needs_wall: Whether it is refused where no wall can be put up.
        is_watched: Whether a window on the person's own desktop shows the private one.
        starts_task: Whether the task's program is started; on one's own desktop it may be open already.
        programs: What the task finds before the system's own programs; only behind a wall, which is then
            needed whatever else is said.
        own_desktop: The person's yes to a replay on their own desktop; ``None`` for a private one.
        most_bytes: How much of what the run says is kept, in memory.
        files_bytes: How much of the task's files is handed back.

    Raises:
        ValueError: A speed that no replay has, or other programs on one's own desktop.
    """

    speed: float | None = 1.0
    patience_ns: int = 10 * NS_PER_SECOND
    longest_ns: int | None = None
    view_every_ns: int | None = None
    is_paused: bool = False
    needs_wall: bool = True
    is_watched: bool = False
    starts_task: bool = True
    programs: OtherPrograms | None = None
    own_desktop: OwnDesktopYes | None = None
    most_bytes: int = _GIB
    files_bytes: int = 16 << 20

    def __post_init__(self) -> None:
        if self.speed is not None and not SLOWEST <= self.speed <= FASTEST:
            raise ValueError(f"a replay's speed is {SLOWEST} to {FASTEST}")
        if self.programs is not None and self.own_desktop is not None:
            raise ValueError("other programs are found on a private desktop only")
