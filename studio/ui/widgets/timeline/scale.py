"""Which time lies at which place, and how zooming and scrolling change that."""

from dataclasses import dataclass
from typing import Final

from recorder.episode.time import NS_PER_MS, TimeRange

CLOSEST_NS_PER_PX: Final = NS_PER_MS / 8
"""At this zoom a millisecond is eight pixels; nobody needs to see closer."""
_MARGIN_SHARE: Final = 0.02


@dataclass(frozen=True, slots=True)
class TimeScale:
    """The part of a session's time that is visible. Changing it makes a new value, always within the session.

    Attributes:
        ended_ns: The session's length.
        width_px: How wide the visible part is, at least 1.
        start_ns: What is at its left edge.
        ns_per_px: How long a pixel is.
    """

    ended_ns: int
    width_px: int
    start_ns: float = 0.0
    ns_per_px: float = 0.0

    def __post_init__(self) -> None:
        width_px = max(1, self.width_px)
        widest = max(self.ended_ns / width_px, CLOSEST_NS_PER_PX)
        ns_per_px = min(max(self.ns_per_px or widest, CLOSEST_NS_PER_PX), widest)
        latest_ns = max(0.0, self.ended_ns - width_px * ns_per_px)
        object.__setattr__(self, "width_px", width_px)
        object.__setattr__(self, "ns_per_px", ns_per_px)
        object.__setattr__(self, "start_ns", min(max(0.0, self.start_ns), latest_ns))

    @property
    def end_ns(self) -> float:
        """What is at the right edge; past the session's end where that is shorter than a pixel allows."""
        return self.start_ns + self.width_px * self.ns_per_px

    @property
    def is_whole(self) -> bool:
        """Whether all of the session is visible."""
        return self.width_px * self.ns_per_px >= self.ended_ns

    def x_of(self, at_ns: float) -> float:
        """At which pixel a time is; outside of the visible part as well."""
        return (at_ns - self.start_ns) / self.ns_per_px

    def at(self, x: float) -> int:
        """Which time of the session is at a pixel."""
        return min(max(0, round(self.start_ns + x * self.ns_per_px)), self.ended_ns)

    def lasting(self, px: float) -> int:
        """How long so many pixels are."""
        return round(px * self.ns_per_px)

    def zoomed(self, factor: float, about_x: float) -> "TimeScale":
        """Closer (a factor above 1) or further away; what is at a pixel stays there."""
        closer = self.ns_per_px / factor
        widest = max(self.ended_ns / self.width_px, CLOSEST_NS_PER_PX)
        closer = min(max(closer, CLOSEST_NS_PER_PX), widest)
        start_ns = self.start_ns + about_x * (self.ns_per_px - closer)
        return TimeScale(self.ended_ns, self.width_px, start_ns, closer)

    def scrolled(self, px: float) -> "TimeScale":
        """Later by so many pixels; earlier for negative ones."""
        return self.starting_at(self.start_ns + px * self.ns_per_px)

    def starting_at(self, start_ns: float) -> "TimeScale":
        """As close as before, with another time at the left edge."""
        return TimeScale(self.ended_ns, self.width_px, start_ns, self.ns_per_px)

    def fitted(self) -> "TimeScale":
        """All of the session."""
        return TimeScale(self.ended_ns, self.width_px)

    def showing(self, range_: TimeRange) -> "TimeScale":
        """A range of time, with a little around it."""
        margin_ns = range_.duration_ns * _MARGIN_SHARE
        ns_per_px = max((range_.duration_ns + 2 * margin_ns) / self.width_px, CLOSEST_NS_PER_PX)
        middle_ns = (range_.start_ns + range_.end_ns) / 2
        return TimeScale(self.ended_ns, self.width_px, middle_ns - ns_per_px * self.width_px / 2, ns_per_px)

    def resized(self, width_px: int) -> "TimeScale":
        """Of another width: all of the session if all was visible, else as close as before."""
        if self.is_whole:
            return TimeScale(self.ended_ns, width_px)
        return TimeScale(self.ended_ns, width_px, self.start_ns, self.ns_per_px)

    def with_visible(self, at_ns: int) -> "TimeScale":
        """Scrolled so that a time is visible: not at all if it is, else so that it is near the left edge."""
        if self.start_ns <= at_ns <= self.end_ns:
            return self
        return self.starting_at(at_ns - self.width_px * self.ns_per_px / 8)
