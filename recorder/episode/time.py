"""Time in a session: integer nanoseconds on the monotonic clock since the session began.

Integers, since a float loses nanoseconds after 104 days and equality at once. Ranges are half-open, so that
neighbours share no instant and a cut leaves no seam.
"""

import re
from dataclasses import dataclass
from typing import Final

NS_PER_MS: Final = 1_000_000
NS_PER_SECOND: Final = 1_000_000_000
_MS_PER_MINUTE: Final = 60_000
_TIME_TEXT: Final = re.compile(r"(?:(?:(\d+):)?(\d+):)?(\d+(?:\.\d{1,9})?)\Z")


@dataclass(frozen=True, slots=True, order=True)
class TimeRange:
    """The instants ``start_ns <= t < end_ns``.

    Raises:
        ValueError: ``end_ns`` lies before ``start_ns``.
    """

    start_ns: int
    end_ns: int

    def __post_init__(self) -> None:
        if self.end_ns < self.start_ns:
            raise ValueError("a range of time ends before it starts")

    @property
    def duration_ns(self) -> int:
        """The length, in nanoseconds."""
        return self.end_ns - self.start_ns

    def __contains__(self, at_ns: int) -> bool:
        return self.start_ns <= at_ns < self.end_ns

    def overlaps(self, other: "TimeRange") -> bool:
        """Whether the two share an instant."""
        return self.start_ns < other.end_ns and other.start_ns < self.end_ns


def format_time(at_ns: int) -> str:
    """Write a time as ``mm:ss.mmm``, the minutes growing past 99 where needed."""
    minutes, ms = divmod(at_ns // NS_PER_MS, _MS_PER_MINUTE)
    return f"{minutes:02d}:{ms // 1000:02d}.{ms % 1000:03d}"


def parse_time(text: str) -> int:
    """Read a time that a person wrote: ``12.5``, ``1:02.250`` or ``1:02:03``.

    Returns:
        Nanoseconds.

    Raises:
        ValueError: It is no time.
    """
    match = _TIME_TEXT.match(text.strip())
    if match is None:
        raise ValueError("write a time as seconds (12.5), minutes (1:02.250) or hours (1:02:03)")
    hours, minutes, seconds = match.groups()
    whole, _, fraction = seconds.partition(".")
    total_seconds = int(hours or 0) * 3600 + int(minutes or 0) * 60 + int(whole)
    return total_seconds * NS_PER_SECOND + int(fraction.ljust(9, "0") or 0)
