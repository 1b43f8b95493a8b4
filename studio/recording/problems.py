"""What a person should know while it records, the gravest first."""

from dataclasses import dataclass
from typing import Final

from recorder.episode.time import NS_PER_SECOND
from recorder.recording.messages import Progress
from recorder.session import State
from studio.recording.disk_room import LOW_NS, DiskRoom

# For how much recorded time a word stays that is about a moment.
_RECENT_NS: Final = 15 * NS_PER_SECOND


@dataclass(frozen=True, slots=True)
class DiskLow:
    """The disk will be full in so long, in nanoseconds, at the present pace."""

    left_ns: int


@dataclass(frozen=True, slots=True)
class PicturesDropped:
    """The disk was too slow for so many pictures until now."""

    count: int


@dataclass(frozen=True, slots=True)
class FrontHidden:
    """The window in front is one that the study may not see: neither it nor what is typed there is kept."""


@dataclass(frozen=True, slots=True)
class Warned:
    """What the recording process said at its start, a whole sentence, such as of a hotkey that is taken."""

    text: str


Problem = DiskLow | PicturesDropped | FrontHidden | Warned


class ProblemWatch:
    """Tells from the reports of one recording what is worth a word now."""

    def __init__(self) -> None:
        self._room = DiskRoom()
        self._warnings: tuple[str, ...] = ()
        self._dropped = 0
        self._dropped_at_ns = -_RECENT_NS

    def warn(self, warnings: tuple[str, ...]) -> None:
        """Take what was said at the start."""
        self._warnings = warnings

    def observe(self, report: Progress, free_bytes: int | None) -> tuple[Problem, ...]:
        """What to say now, the gravest first."""
        self._room.observe(
            recorded_ns=report.recorded_ns, written_bytes=report.video_bytes, free_bytes=free_bytes
        )
        if report.frames_dropped > self._dropped:
            self._dropped, self._dropped_at_ns = report.frames_dropped, report.recorded_ns
        found: list[Problem] = []
        left_ns = self._room.left_ns
        if left_ns is not None and left_ns < LOW_NS:
            found.append(DiskLow(left_ns))
        if self._dropped and report.recorded_ns - self._dropped_at_ns < _RECENT_NS:
            found.append(PicturesDropped(self._dropped))
        if report.front_is_hidden and report.state is State.RECORDING:
            found.append(FrontHidden())
        if report.recorded_ns < _RECENT_NS:
            found += [Warned(text) for text in self._warnings]
        return tuple(found)
